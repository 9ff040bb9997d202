#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath::cli {

/// Posts `body` (JSON) to the current server (TOWPATH_URL, else what `login` stored) and gives the bytes of its answer
/// to `sink` as they come; false stops. Blocking, without a deadline. Errors: those of the server, http.unreachable.
Status download(const std::string& path, const std::string& body, const std::function<bool(std::string_view)>& sink);

/// Sends `body` (JSON) to the current server and answers what it says. Blocking. Errors: as download().
Result<std::string> submit(std::string_view method, const std::string& path, const std::string& body);

}  // namespace towpath::cli
