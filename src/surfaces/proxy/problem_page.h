#pragma once

#include <string>
#include <string_view>

namespace towpath::proxy {

/// A whole response that says in words what is wrong, as a small HTML page for browsers and problem+json for programs
/// (RFC 9457), decided by the Accept header. `code` is stable ("proxy.no_route").
struct Problem {
  int status = 502;
  std::string_view code, title;
  std::string detail, hint;
  int retry_after_seconds = 0;  ///< Said to the client when not 0.
};

std::string problem_response(const Problem& problem, std::string_view accept, bool is_head_request, bool keep_alive);

}  // namespace towpath::proxy
