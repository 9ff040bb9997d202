#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service_address.h"

struct st_mysql;

namespace towpath::delivery {

/// What the server keeps of a password for mysql_native_password. Unsalted, so only for passwords that cannot be
/// guessed: ours are random.
std::string mariadb_password_hash(const Secret& password);

/// What makes `admin` the one account of a new server, from this machine only. Holds the password's hash.
std::string first_mariadb_statements(const std::string& admin, const Secret& password);

/// Databases and users of a MariaDB server, over one connection. No password is ever part of a statement: the server
/// gets its hash. One thread.
///
/// Errors of all: delivery.mariadb_unreachable, delivery.mariadb_refused (with the server's own words).
class MariadbStore {
 public:
  static Result<MariadbStore> open(const ServiceAddress& address, std::chrono::milliseconds deadline);

  const std::string& host() const { return host_; }
  int port() const { return port_; }

  Result<bool> has_user(const std::string& user);
  Result<bool> has_database(const std::string& database);
  /// A user that may sign in from everywhere and nothing else; one that exists gets the password and may sign in again.
  Status put_user(const std::string& user, const Secret& password);
  /// Ends its connections, too. Fine when it does not exist.
  Status lock_user(const std::string& user);
  Status drop_user(const std::string& user);
  /// An empty UTF-8 database that belongs to `user`. Fine when it exists.
  Status create_database(const std::string& database, const std::string& user);
  /// Moves all tables and sequences to the new database `to`, at once or not at all, and removes the old one with what
  /// cannot be moved: views, triggers, routines and events. How many of those went.
  Result<std::size_t> move_database(const std::string& database, const std::string& to);
  Status drop_database(const std::string& database);
  /// Names that begin with `prefix`, sorted.
  Result<std::vector<std::string>> databases_with_prefix(const std::string& prefix);

 private:
  struct Close {
    void operator()(st_mysql* connection) const;
  };
  using Rows = std::vector<std::vector<std::string>>;
  MariadbStore(st_mysql* connection, const ServiceAddress& address)
      : connection_(connection), host_(address.host), port_(address.port) {}
  Result<Rows> run(const std::string& sql);
  Status execute(const std::string& sql);
  std::string literal(std::string_view text);

  std::unique_ptr<st_mysql, Close> connection_;
  std::string host_;
  int port_;
};

}  // namespace towpath::delivery
