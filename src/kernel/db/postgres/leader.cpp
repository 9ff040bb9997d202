#include "postgres/leader.h"

#include <algorithm>
#include <chrono>

#include "closure_scope.h"
#include "log/log.h"
#include "postgres/transaction.h"

namespace towpath::db {
namespace {

constexpr std::string_view lock_sql = "SELECT pg_advisory_lock(hashtextextended('leader:' || ?, 0))";
constexpr std::string_view begin_turn = "BEGIN ISOLATION LEVEL REPEATABLE READ";
/// Hints may be lost: a leader looks by itself this often.
constexpr std::chrono::milliseconds safety_interval{10'000};
constexpr std::chrono::milliseconds cancel_again_after{50};
constexpr std::chrono::milliseconds pause_after_failure{1'000};

}  // namespace

PgLeader::PgLeader(const Db& owner, std::string url, Durability durability, Duty duty,
                   std::function<void(std::vector<Hint>)> publish)
    : owner_(owner),
      url_(std::move(url)),
      durability_(durability),
      duty_(std::move(duty)),
      publish_(std::move(publish)),
      thread_([this] { work(); }) {}

PgLeader::~PgLeader() {
  stopping_ = true;
  wake_.set();
  {
    // Again and again: a cancellation that reaches the server before the statement does nothing.
    std::unique_lock lock(mutex_);
    char error[256];
    while (waiting_for_lock_) {
      PQcancel(waiting_for_lock_, error, sizeof error);
      no_longer_waiting_.wait_for(lock, cancel_again_after, [&] { return !waiting_for_lock_; });
    }
  }
  thread_.join();
}

void PgLeader::work() {
  while (!stopping_) {
    bool led = false;
    try {
      PgConnection connection(url_, durability_);
      take_lock(connection);
      led = true;
      lead(connection);
    } catch (const std::exception& e) {  // boundary: a leader's turn
      if (!stopping_) log::error("leader's turn failed", {{"leader", duty_.name}, {"error", e.what()}});
    }
    if (led && duty_.on_lost) duty_.on_lost();
    if (!stopping_) wake_.wait(-1, pause_after_failure);
  }
}

void PgLeader::take_lock(PgConnection& connection) {
  connection.defer("SET statement_timeout = 0");
  {
    std::lock_guard lock(mutex_);
    waiting_for_lock_ = connection.canceller();
  }
  std::exception_ptr failure;
  try {
    if (!stopping_) connection.query(lock_sql, {duty_.name});
  } catch (const DatabaseError&) {
    failure = std::current_exception();
  }
  {
    std::lock_guard lock(mutex_);
    PQfreeCancel(std::exchange(waiting_for_lock_, nullptr));
  }
  no_longer_waiting_.notify_all();
  if (failure) std::rethrow_exception(failure);
  connection.run("SET statement_timeout = '30s'");
}

void PgLeader::lead(PgConnection& connection) {
  while (!stopping_) {
    take_turn(connection);
    if (wake_.wait(connection.socket(), safety_interval) && !connection.consume_input())
      throw DatabaseError(DatabaseError::Reason::connection_lost, "the leader's connection was lost");
  }
}

void PgLeader::take_turn(PgConnection& connection) {
  const ClosureScope scope(&owner_);
  PgTx tx(connection);
  PgTransaction transaction(connection, begin_turn);
  duty_.on_wake(tx);
  transaction.commit();
  publish_(std::move(tx.hints()));
}

}  // namespace towpath::db
