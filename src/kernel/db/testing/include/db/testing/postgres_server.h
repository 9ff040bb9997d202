#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "db/testing/databases.h"

namespace towpath::db::testing {

/// A PostgreSQL server of this test program alone: new data, a Unix socket in its folder, no network. It ends with the
/// program, however that ends.
class PostgresServer {
 public:
  /// Started at the first call, without fsync; null (and a message on standard error) where the server programs are not
  /// installed.
  static PostgresServer* shared();
  /// One more server, for benchmarks: with `full` a commit is on the disk as in production. Null as shared().
  static std::unique_ptr<PostgresServer> start_new(Durability durability);

  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  /// The url of database `name` on this server.
  std::string url(const std::string& name) const;
  /// One statement that cannot be in a transaction, as CREATE DATABASE.
  void administer(const std::string& sql);
  /// Kills the server (SIGKILL) and starts it again on the same data.
  void crash_and_restart();

 private:
  PostgresServer(std::string programs, Durability durability);
  void make_data();
  void start();
  bool is_ready() const;
  void stop(int signal);

  const TemporaryFolder folder_;
  const std::string programs_;
  const Durability durability_;
  pid_t process_ = -1;
  std::unique_ptr<Db> admin_;
};

}  // namespace towpath::db::testing
