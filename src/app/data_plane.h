#pragma once

#include <filesystem>

#include "base/result.h"
#include "process/shim.h"

namespace towpath::app {

/// Ends everything that outlives the server of a data directory: the proxy first, so that no request comes any more,
/// then workloads and databases. Their data stays, and the next start brings back what was in force. What cannot be
/// stopped is logged, and the rest goes on. No server may be at work on the directory.
void stop_data_plane(const std::filesystem::path& data, process::ShimClient& shims);

}  // namespace towpath::app
