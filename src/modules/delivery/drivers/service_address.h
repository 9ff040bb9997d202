#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

/// Where a server is and who asks.
struct ServiceAddress {
  std::string host, user;
  int port = 0;
  Secret password;
};

/// "<scheme>://user:password@host:port", user and password percent-encoded where they need it; user, password and port
/// may be absent. At most 2,048 bytes, no path. Errors: delivery.invalid_address, which repeats nothing of the text.
Result<ServiceAddress> read_service_address(const Secret& text, std::string_view scheme, int usual_port);

}  // namespace towpath::delivery
