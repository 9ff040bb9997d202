#pragma once

#include "http/http.h"

namespace towpath::http {

/// Refuses what a browser sends on behalf of another site: unsafe methods and WebSocket handshakes whose Origin is not
/// the host they go to, or that Sec-Fetch-Site marks as foreign. Requests with an Authorization header pass: browsers
/// do not add one by themselves. Errors: auth.csrf.
Status check_origin(const Request& request);

/// Demands X-CSRF-Token for unsafe methods of cookie sessions. Errors: auth.csrf.
Status check_csrf(const Request& request);

}  // namespace towpath::http
