#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

struct pg_conn;

namespace towpath::delivery {

/// How to reach a PostgreSQL server as its administrator: a connection string, or its parts.
struct PostgresAddress {
  Secret dsn;  ///< libpq's connection string or URL; when set the rest is ignored.
  std::string host, user;
  int port = 0;
  Secret password;
};

/// Roles and databases of a PostgreSQL server, over one connection. No password is ever part of a statement: the server
/// gets its SCRAM verifier. One thread.
///
/// Errors of all: delivery.postgres_unreachable, delivery.postgres_refused (with the server's own words).
class DatabaseStore {
 public:
  static Result<DatabaseStore> open(const PostgresAddress& address, std::chrono::milliseconds statement_timeout);

  /// True when a server accepts connections there.
  static bool is_ready(const std::string& host, int port);

  std::string host() const;
  int port() const;

  Result<bool> has_role(const std::string& role);
  Result<bool> has_database(const std::string& database);
  /// A role that may sign in and nothing else; one that exists gets the password and may sign in again.
  Status put_role(const std::string& role, const Secret& password);
  /// The same for a role that acts as `owner` from the beginning of each session: what it makes belongs to that one.
  Status put_login(const std::string& role, const Secret& password, const std::string& owner);
  Status lock_role(const std::string& role);
  /// Ends what is signed in as this role.
  Status end_sessions(const std::string& role);
  Status drop_role(const std::string& role);
  /// An empty UTF-8 database only `owner` may connect to. Fine when it exists; then it is let in again where a
  /// rename_database() was interrupted.
  Status create_database(const std::string& database, const std::string& owner);
  /// Ends its connections. `to` must not exist.
  Status rename_database(const std::string& database, const std::string& to);
  /// Connections to it are possible again.
  Status let_in(const std::string& database);
  Status drop_database(const std::string& database);
  /// Names that begin with `prefix`, sorted.
  Result<std::vector<std::string>> databases_with_prefix(const std::string& prefix);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  using Rows = std::vector<std::vector<std::string>>;
  explicit DatabaseStore(pg_conn* connection) : connection_(connection) {}
  Result<Rows> run(const std::string& sql, const std::vector<std::string>& parameters = {});
  Status execute(const std::string& sql);
  std::string quoted(const std::string& identifier);

  std::unique_ptr<pg_conn, Close> connection_;
  std::string last_state_;  ///< SQLSTATE of the last statement that failed.
};

}  // namespace towpath::delivery
