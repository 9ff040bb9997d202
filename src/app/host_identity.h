#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "config/config.h"

namespace towpath::app {

/// This machine's name for rows that belong to its disk and processes: made once for a data directory.
/// Errors: app.data_unwritable.
Result<std::string> host_id_of(const std::filesystem::path& data);

/// How this server is called among the others: the setting, else the machine's name.
std::string server_name(const config::Config& config);

}  // namespace towpath::app
