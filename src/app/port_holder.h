#pragma once

#include <string>

#include "base/result.h"

namespace towpath::app {

/// ok() when `address` and `port` can be listened on, tried before anything is started. `flag` is how the port is
/// given. Errors: http.port_in_use, naming the port, the flag and, where this user may see it, the process that holds
/// it.
Status check_port(const std::string& address, int port, const std::string& flag);

}  // namespace towpath::app
