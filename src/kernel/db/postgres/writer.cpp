#include "postgres/writer.h"

#include <algorithm>
#include <chrono>
#include <random>

#include "closure_scope.h"
#include "postgres/transaction.h"

namespace towpath::db {
namespace {

constexpr std::size_t writer_threads = 4;
/// Long enough to outlive a restart of the server and any sane contention.
constexpr std::chrono::seconds give_up_after{15};
constexpr std::string_view begin_serializable = "BEGIN ISOLATION LEVEL SERIALIZABLE";

bool may_succeed_later(const DatabaseError& e) {
  return e.reason() == DatabaseError::Reason::conflict || e.reason() == DatabaseError::Reason::connection_lost;
}

/// Two serializable transactions that insert the same key meet as a violated constraint, not as 40001: the later one
/// does not see the earlier one's row, but its index does (PostgreSQL 15, 13.2.3). Read anew, it is no duplicate.
constexpr int most_constraint_attempts = 5;

bool may_be_a_race(const DatabaseError& e) { return e.reason() == DatabaseError::Reason::constraint; }

/// COMMIT itself lost the connection: whether it happened is unknown, so it is never tried again.
class CommitUnknown final : public DatabaseError {
 public:
  explicit CommitUnknown(const DatabaseError& e)
      : DatabaseError(Reason::other, std::string("the outcome of a commit is unknown: ") + e.what()) {}
};

void commit(PgTransaction& transaction) {
  try {
    transaction.commit();
  } catch (const DatabaseError& e) {
    if (e.reason() == DatabaseError::Reason::connection_lost) throw CommitUnknown(e);
    throw;
  }
}

}  // namespace

PgWriter::PgWriter(const Db& owner, PgPool& pool, int group_limit, std::function<void(std::vector<Hint>)> publish)
    : owner_(owner), pool_(pool), group_limit_(static_cast<std::size_t>(group_limit)), publish_(std::move(publish)) {}

void PgWriter::pause(int attempt) {
  // Random, so that two that met do not meet again.
  thread_local std::minstd_rand random(std::random_device{}());
  const int longest = std::min(1 << std::min(attempt, 6), 50);
  const std::chrono::milliseconds time(std::uniform_int_distribution<int>(0, longest)(random));
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [&] { return false; });
}

/// Answers whether it is over: committed, or given up by the body.
bool PgWriter::try_once(const std::function<bool(Tx&)>& body) {
  auto connection = pool_.take();
  const ClosureScope scope(&owner_);
  PgTx tx(*connection);
  PgTransaction transaction(*connection, begin_serializable);
  if (!body(tx)) return true;
  commit(transaction);
  ++committed_groups_;
  ++committed_writes_;
  publish_(std::move(tx.hints()));
  return true;
}

void PgWriter::run(const std::function<bool(Tx&)>& body) {
  const auto deadline = std::chrono::steady_clock::now() + give_up_after;
  for (int attempt = 1;; ++attempt) {
    try {
      try_once(body);
      return;
    } catch (const DatabaseError& e) {
      const bool again = may_succeed_later(e) || (may_be_a_race(e) && attempt < most_constraint_attempts);
      if (!again || std::chrono::steady_clock::now() >= deadline) throw;
    }
    pause(attempt);
  }
}

void PgWriter::submit(PendingWrite& write) {
  std::lock_guard lock(mutex_);
  queue_.push_back(&write);
  if (threads_.size() < writer_threads && !stopping_) threads_.emplace_back([this] { work(); });
  changed_.notify_all();
}

void PgWriter::finish() {
  std::vector<std::thread> ending;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    ending.swap(threads_);
  }
  changed_.notify_all();
  for (auto& thread : ending) thread.join();
}

Db::Load PgWriter::load() const {
  std::lock_guard lock(mutex_);
  return {queue_.size(), committed_groups_, committed_writes_};
}

void PgWriter::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    // What runs elsewhere may queue more, so the last thread to be idle ends the others.
    changed_.wait(lock, [&] { return !queue_.empty() || (stopping_ && busy_ == 0); });
    if (queue_.empty()) return;
    std::vector<PendingWrite*> group;
    while (!queue_.empty() && group.size() < group_limit_) {
      group.push_back(queue_.front());
      queue_.pop_front();
    }
    ++busy_;
    lock.unlock();
    do_group(group);
    lock.lock();
    --busy_;
    if (stopping_) changed_.notify_all();
  }
}

void PgWriter::do_group(const std::vector<PendingWrite*>& group) {
  if (group.size() > 1 && try_group(group)) return;
  for (PendingWrite* write : group) do_alone(*write);
}

void PgWriter::do_alone(PendingWrite& write) {
  std::exception_ptr failure;
  try {
    run([&](Tx& tx) { return write.apply(tx); });
  } catch (...) {  // boundary: the exception belongs to the caller of transact_async(), who gets it
    failure = std::current_exception();
  }
  write.finish(std::move(failure));
}

/// Answers whether the group is done; when not, nothing of it was done.
bool PgWriter::try_group(const std::vector<PendingWrite*>& group) {
  std::vector<std::exception_ptr> failures(group.size());
  try {
    auto connection = pool_.take();
    const ClosureScope scope(&owner_);
    PgTx tx(*connection);
    PgTransaction transaction(*connection, begin_serializable);
    std::int64_t kept = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const std::size_t hints_before = tx.hints().size();
      connection->defer("SAVEPOINT closure");
      bool keep = false;
      try {
        keep = group[i]->apply(tx);
      } catch (const DatabaseError& e) {
        if (may_succeed_later(e) || may_be_a_race(e)) throw;  // each alone, then
        failures[i] = std::current_exception();
      } catch (...) {  // boundary: as in do_alone()
        failures[i] = std::current_exception();
      }
      if (keep) {
        ++kept;
        connection->defer("RELEASE closure");
      } else {
        tx.hints().resize(hints_before);
        connection->run("ROLLBACK TO closure");
        connection->defer("RELEASE closure");
      }
    }
    commit(transaction);
    ++committed_groups_;
    committed_writes_ += kept;
    publish_(std::move(tx.hints()));
  } catch (const CommitUnknown&) {
    std::fill(failures.begin(), failures.end(), std::current_exception());
  } catch (const DatabaseError&) {
    return false;
  }
  for (std::size_t i = 0; i < group.size(); ++i) group[i]->finish(std::move(failures[i]));
  return true;
}

}  // namespace towpath::db
