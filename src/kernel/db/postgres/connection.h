#pragma once

#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "db/db.h"

namespace towpath::db {

class EncodedParameters;

/// One PostgreSQL connection with its prepared statements, always in pipeline mode. Used by one thread at a time.
/// Failures throw DatabaseError; after connection_lost the object is of no more use.
class PgConnection {
 public:
  /// Blocking; gives up after a connect timeout.
  PgConnection(const std::string& url, Durability durability);

  std::vector<Row> query(std::string_view sql, const Params& params);
  /// Number of rows changed.
  std::int64_t exec(std::string_view sql, const Params& params);
  /// exec() for each of `rows`, many in one round trip.
  std::vector<std::int64_t> exec_each(std::string_view sql, const std::vector<Params>& rows);
  /// A statement without parameters and result that may wait and go with the next one, in one round trip. When it
  /// fails, the next one does.
  void defer(std::string_view sql) { deferred_.emplace_back(sql); }
  /// A statement without parameters and result, and what was deferred.
  void run(std::string_view sql);
  /// COMMIT, and what was deferred. Throws when the server rolled back instead, because a statement had failed.
  void commit();
  /// Drops what was deferred and is not yet sent; answers whether there was any.
  bool drop_deferred();

  /// Looks whether the server has closed it meanwhile.
  bool is_alive();
  bool is_usable() const { return PQstatus(handle_.get()) == CONNECTION_OK; }
  bool in_transaction() const;
  int socket() const { return PQsocket(handle_.get()); }
  /// Takes in what the server sent by itself. False when the connection is lost.
  bool consume_input() { return PQconsumeInput(handle_.get()) == 1; }
  /// The next notification's payload, if any.
  std::optional<std::string> next_notification();
  /// A handle that may be used from another thread to end what runs; freed with PQfreeCancel.
  PGcancel* canceller() const { return PQgetCancel(handle_.get()); }

 private:
  struct Finish {
    void operator()(PGconn* handle) const { PQfinish(handle); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using ResultPtr = std::unique_ptr<PGresult, Clear>;
  struct Statement {
    std::string name;
    std::string text;
    std::vector<Oid> parameter_types;  ///< As the server inferred them.
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  ResultPtr execute(std::string_view sql, const Params& params);
  void forget_statements();
  const Statement& prepared(std::string_view sql);
  void send(const Statement& statement, const EncodedParameters& parameters);
  int send_deferred();
  /// Ends the round trip: reads the answers of `count` statements and of the sync after them, and throws for the first
  /// that failed. Answers the last.
  ResultPtr finish(int count, std::string_view sql, const std::function<void(PGresult*)>& on_answer = {});
  ResultPtr next_answer();
  [[noreturn]] void fail(const PGresult* result, std::string_view sql) const;
  void require_sent(int result) const;

  std::unique_ptr<PGconn, Finish> handle_;
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
  std::vector<std::string> deferred_;
  std::int64_t statements_made_ = 0;
};

}  // namespace towpath::db
