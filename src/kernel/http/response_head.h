#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/http.h"

namespace towpath::http {

/// How the end of a response body is told.
struct Framing {
  std::optional<std::uint64_t> content_length;
  bool is_chunked = false;
  bool keep_alive = true;
};

/// The status line and headers, with the empty line. Adds the security headers a response does not set itself (strict
/// CSP, nosniff, no framing, no referrer to other sites; HSTS under TLS), X-Request-Id and Date. Characters that could
/// end a header line are replaced by blanks.
std::string response_head(const Request& request, const Response& response, const Framing& framing,
                          std::string_view date);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 section 5.6.7).
std::string http_date(std::int64_t unix_seconds);

}  // namespace towpath::http
