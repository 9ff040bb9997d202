#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/http.h"

namespace towpath::http {

/// Reads the query parameters of a request one by one and collects every problem, as json::ObjectReader does for
/// bodies:
///
///     QueryReader query(request);
///     const Filter filter{.kind = query.text("kind"), .limit = query.limit()};
///     CHECK_OK(query.finish());
///
/// Parameters that were never asked for are unknown and therefore a problem: a filter with a typing mistake must not
/// list everything. The request must outlive the reader. One thread.
class QueryReader {
 public:
  explicit QueryReader(const Request& request) : request_(request) {}

  /// "" when absent.
  std::string text(std::string_view name) { return optional_text(name).value_or(""); }
  std::optional<std::string> optional_text(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least = 0,
                                      std::int64_t most = std::int64_t{1} << 53);
  /// The size of a page: the parameter "limit", at least 1.
  std::size_t limit(std::size_t otherwise = 100, std::size_t most = 500);
  /// "true" or "false"; false when absent.
  bool flag(std::string_view name);
  std::optional<UtcTime> time(std::string_view name);
  /// The id of a row, as lists by id are paged by; "" when absent.
  std::string ulid(std::string_view name);
  /// One of a few words; "" when absent.
  std::string choice(std::string_view name, const std::vector<std::string>& words);

  void problem(std::string_view name, std::string detail);
  /// Errors: http.invalid_query, with a pointer "/<name>" for each problem.
  Status finish() const;

 private:
  const Request& request_;
  std::set<std::string, std::less<>> known_;
  std::vector<FieldError> problems_;
};

}  // namespace towpath::http
