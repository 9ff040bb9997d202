#pragma once

#include <string>
#include <vector>

#include "api_client.h"
#include "http/http.h"

namespace towpath::testing {

/// The server under test: all of it, in this program, on a temporary data directory and ports of its own. One for the
/// whole program, so tests make their own users, groups and components and use names nobody else has.
class TestServer {
 public:
  /// Started at the first call, on the engine that API_TESTS_ENGINE names (sqlite or postgres).
  static TestServer& shared();
  /// Ends the shared server with all it started and removes its data. For main().
  static void close();

  virtual ~TestServer() = default;

  virtual std::string url() const = 0;
  /// "sqlite" or "postgres".
  virtual std::string engine() const = 0;
  virtual const std::vector<http::Route>& routes() const = 0;

  virtual const Api& admin() const = 0;
  Api nobody() const { return with_token(""); }
  Api with_token(const std::string& token) const { return Api(url(), Secret(token)); }

  /// A name nobody else uses: "shop-1", "shop-2", ...
  virtual std::string new_name(const std::string& prefix) = 0;
  /// A new group; "group:default/<name>" is its reference.
  virtual std::string new_group(const std::string& prefix) = 0;
  /// A new user of these roles and groups, as its token lets it act.
  virtual Api new_user(const std::string& prefix, const std::vector<std::string>& roles,
                       const std::vector<std::string>& groups = {}) = 0;
};

}  // namespace towpath::testing
