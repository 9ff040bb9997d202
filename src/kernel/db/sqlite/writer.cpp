#include "sqlite/writer.h"

#include "closure_scope.h"
#include "sqlite/transaction.h"

namespace towpath::db {

SqliteWriter::SqliteWriter(const Db& owner, SqliteConnection& connection, std::mutex& connection_mutex, HintHub& hub,
                           int group_limit)
    : owner_(owner),
      connection_(connection),
      connection_mutex_(connection_mutex),
      hub_(hub),
      group_limit_(static_cast<std::size_t>(group_limit)),
      thread_([this] { work(); }) {}

void SqliteWriter::finish() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  writable_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SqliteWriter::submit(PendingWrite& write) {
  bool was_empty;
  {
    std::lock_guard lock(mutex_);
    was_empty = queue_.empty();
    queue_.push_back(&write);
  }
  if (was_empty) writable_.notify_one();
}

void SqliteWriter::submit_or_do(PendingWrite& write) {
  {
    std::unique_lock lock(mutex_);
    if (is_writing_ || !queue_.empty()) {
      lock.unlock();
      return submit(write);
    }
    is_writing_ = true;
  }
  group_.assign(1, {&write});
  write_group();
}

Db::Load SqliteWriter::load() const {
  std::lock_guard lock(mutex_);
  return {queue_.size(), committed_groups_, committed_writes_};
}

bool SqliteWriter::take_group() {
  std::unique_lock lock(mutex_);
  writable_.wait(lock, [&] { return !is_writing_ && (stopping_ || !queue_.empty()); });
  group_.clear();
  while (!queue_.empty() && group_.size() < group_limit_) {
    group_.push_back({queue_.front()});
    queue_.pop_front();
  }
  is_writing_ = !group_.empty();
  return is_writing_;
}

void SqliteWriter::work() {
  while (take_group()) write_group();
}

void SqliteWriter::write_group() {
  SqliteTx tx(connection_);
  {
    std::lock_guard lock(connection_mutex_);
    const ClosureScope scope(&owner_);
    if (group_.size() == 1) {
      commit_alone(group_.front(), tx);
    } else {
      commit_group(tx);
    }
  }
  // Those who wait for their commit go on first; listeners are not in such a hurry. Nobody else writes yet: what runs
  // after a commit has never run beside another closure.
  for (Member& member : group_) member.write->finish(std::move(member.failure));
  hub_.publish(std::move(tx.hints()));
  bool others_wait;
  {
    std::lock_guard lock(mutex_);
    is_writing_ = false;
    others_wait = stopping_ || !queue_.empty();
  }
  if (others_wait) writable_.notify_one();
}

bool SqliteWriter::apply(Member& member, SqliteTx& tx) {
  const std::size_t hints_before = tx.hints().size();
  bool keep = false;
  try {
    keep = member.write->apply(tx);
  } catch (...) {  // boundary: the exception belongs to the caller of transact(), who gets it
    member.failure = std::current_exception();
  }
  if (!keep) tx.hints().resize(hints_before);
  return keep;
}

void SqliteWriter::roll_back() {
  // A full disk and the like end the transaction by themselves.
  if (connection_.in_transaction()) connection_.run("ROLLBACK");
}

void SqliteWriter::commit_alone(Member& member, SqliteTx& tx) {
  member.failure = nullptr;
  const std::size_t hints_before = tx.hints().size();
  try {
    connection_.run("BEGIN IMMEDIATE");
    if (apply(member, tx)) {
      connection_.run("COMMIT");
      ++committed_groups_;
      ++committed_writes_;
      return;
    }
  } catch (...) {  // boundary: as in apply()
    member.failure = std::current_exception();
  }
  tx.hints().resize(hints_before);
  roll_back();
}

void SqliteWriter::commit_group(SqliteTx& tx) {
  try {
    connection_.run("BEGIN IMMEDIATE");
    std::int64_t kept = 0;
    for (Member& member : group_) {
      connection_.run("SAVEPOINT closure");
      if (apply(member, tx)) {
        ++kept;
      } else {
        if (!connection_.in_transaction())
          throw DatabaseError(DatabaseError::Reason::other, "sqlite: the transaction ended inside a closure");
        connection_.run("ROLLBACK TO closure");
      }
      connection_.run("RELEASE closure");
    }
    connection_.run("COMMIT");
    ++committed_groups_;
    committed_writes_ += kept;
    return;
  } catch (const DatabaseError&) {
    // A closure ended the transaction (full disk, damaged page), or the commit failed: nothing of the group is there.
  }
  roll_back();
  // Each by itself, so that only the one that cannot be done fails.
  tx.hints().clear();
  for (Member& member : group_) commit_alone(member, tx);
}

}  // namespace towpath::db
