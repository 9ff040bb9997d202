#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::cli {

/// Posts `body` (JSON) to the current server (TOWPATH_URL, else what `login` stored) and gives the bytes of its answer
/// to `sink` as they come; false stops. Blocking, without a deadline. Errors: those of the server, http.unreachable.
Status download(const std::string& path, const std::string& body, const std::function<bool(std::string_view)>& sink);

}  // namespace towpath::cli
