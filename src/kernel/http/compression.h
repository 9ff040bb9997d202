#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/http.h"

namespace towpath::http {

/// Compresses the body when the client accepts it and it pays: text of more than 1 KiB without a Content-Encoding.
/// Adds Vary. For a worker: it costs about 10 ms a MiB.
void compress_if_useful(const Request& request, Response& response);

/// Undoes gzip in pieces. One thread.
class GzipDecoder {
 public:
  GzipDecoder();
  ~GzipDecoder();
  /// Appends up to `limit` decoded bytes to `out` and takes what it used from the front of `in`.
  /// Errors: http.body_invalid.
  Status decode(std::string_view& in, std::size_t limit, std::string& out);
  /// True once the last member's trailer was checked.
  bool is_done() const { return is_done_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  bool is_done_ = false;
};

/// The whole of a gzip body. Errors: http.body_invalid, http.body_too_large.
Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

std::string gzip(std::string_view bytes);

/// http.body_too_large for this limit.
Error body_too_large(std::size_t limit);

}  // namespace towpath::http
