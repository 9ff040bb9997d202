#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::faults {

/// What a user of the API does, against one life of the server. Thread-safe.
class ApiClient {
 public:
  ApiClient(std::string url, Secret token) : url_(std::move(url)), token_(std::move(token)) {}

  /// Errors: the server's own; http.unreachable and the like when it died meanwhile.
  Result<boost::json::value> call(const std::string& method, const std::string& path,
                                  const boost::json::value& body = nullptr) const;
  /// call() that must succeed: throws what went wrong otherwise.
  boost::json::value must(const std::string& method, const std::string& path,
                          const boost::json::value& body = nullptr) const;
  /// Status, and the body as it came.
  Result<std::pair<int, std::string>> raw(const std::string& method, const std::string& path) const;

  /// Blocks until a request that reads the database is answered; false at the deadline.
  bool reachable(std::chrono::seconds deadline) const;
  /// Asks `check` now and at each event from here on, until it answers true. False at the deadline.
  bool wait_until(const std::function<bool()>& check, std::chrono::seconds deadline) const;

  const std::string& url() const { return url_; }
  const Secret& token() const { return token_; }

 private:
  std::string url_;
  Secret token_;
};

/// The text at `key`, "" when absent or null; other values as JSON.
std::string text_of(const boost::json::value& value, std::string_view key);

}  // namespace towpath::faults
