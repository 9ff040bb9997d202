#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/http.h"

namespace towpath::http {

/// Reads one HTTP/1 request from bytes as they come. Strict: what two readers could understand differently (two
/// lengths, a length beside chunks, bare line feeds in headers) is refused. Trailers are dropped. One thread.
class RequestParser {
 public:
  explicit RequestParser(std::size_t header_limit);
  ~RequestParser();

  /// Reads as far as it can and removes what it used from the front of `in`. Stops once after the header.
  /// Errors: http.malformed_request, http.headers_too_large, http.version_unsupported.
  Status put(std::string& in);
  bool is_header_done() const;
  bool is_done() const;

  /// Method, target, path (still encoded), query, headers and cookies, valid once the header is done; called once.
  Request take_request();
  bool keep_alive() const;
  bool is_http11() const;
  bool expects_continue() const;
  std::optional<std::uint64_t> content_length() const;
  /// The body bytes read since the last call, chunks undone.
  std::string take_body();

 private:
  class Parser;
  const std::size_t header_limit_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace towpath::http
