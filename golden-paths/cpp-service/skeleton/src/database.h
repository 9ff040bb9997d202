#pragma once

#include "config.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

/// PostgreSQL said no, for example because of a mistake in the SQL.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// PostgreSQL cannot be reached now; trying again later may help.
class DatabaseUnavailable : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// The rows of one answer.
class Rows {
 public:
  explicit Rows(pg_result* result) : result_(result, &clear) {}
  int size() const;
  /// Text of a value; empty for NULL.
  std::string_view text(int row, int column) const;

 private:
  static void clear(pg_result* result);
  std::unique_ptr<pg_result, void (*)(pg_result*)> result_;
};

/// One connection. One thread at a time.
class Connection {
 public:
  /// Connects within 3 s; a statement may take 5 s. Throws DatabaseUnavailable.
  explicit Connection(const DatabaseConfig& config);

  /// Runs one statement with parameters $1, $2, ... Throws DatabaseError.
  Rows query(const char* sql, const std::vector<std::string>& parameters = {});
  /// Runs a text of several statements. Throws DatabaseError.
  void run(const std::string& sql);
  /// False once the server has closed this connection; needs no round trip.
  bool is_alive();

 private:
  static void close(pg_conn* connection);
  Rows checked(pg_result* result);
  std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
};

/// A few connections shared by all requests, opened when first needed. Thread-safe.
class Pool {
 public:
  Pool(DatabaseConfig config, int size) : config_(std::move(config)), free_places_(size) {}

  /// A connection lent from the pool; goes back when destroyed, unless it broke.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Connection* operator->() { return connection_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// Waits up to 2 s for a free connection. Throws DatabaseUnavailable.
  Lease take();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  const DatabaseConfig config_;
  std::mutex mutex_;  // guards free_places_ and idle_
  std::condition_variable changed_;
  int free_places_;  // how many more leases may be out
  std::vector<std::unique_ptr<Connection>> idle_;
};
