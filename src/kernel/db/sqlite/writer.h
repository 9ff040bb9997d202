#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "hints.h"
#include "sqlite/connection.h"

namespace towpath::db {

class SqliteTx;

/// Writes go one after the other. Who waits for a write and meets nobody else does it on the own thread, without two
/// changes of threads that would take longer than the write. All others queue for the writer's thread: it takes what is
/// there, up to a limit, and commits it together; it never waits for more, so a crowd shares one commit. Thread-safe.
class SqliteWriter {
 public:
  /// `connection_mutex` is held while a group runs: an in-memory database has only this connection to read from.
  /// `owner` is the Db whose closures run here. All references must outlive the writer.
  SqliteWriter(const Db& owner, SqliteConnection& connection, std::mutex& connection_mutex, HintHub& hub,
               int group_limit);
  ~SqliteWriter() { finish(); }
  SqliteWriter(const SqliteWriter&) = delete;
  SqliteWriter& operator=(const SqliteWriter&) = delete;

  void submit(PendingWrite& write);
  /// As submit(), and when nobody writes does it here, before it returns.
  void submit_or_do(PendingWrite& write);
  /// Does what is queued, and what that queues, then ends the thread.
  void finish();
  Db::Load load() const;

 private:
  struct Member {
    PendingWrite* write;
    std::exception_ptr failure = nullptr;
  };

  void work();
  bool take_group();
  void write_group();
  void commit_group(SqliteTx& tx);
  void commit_alone(Member& member, SqliteTx& tx);
  bool apply(Member& member, SqliteTx& tx);
  void roll_back();

  const Db& owner_;
  SqliteConnection& connection_;
  std::mutex& connection_mutex_;
  HintHub& hub_;
  const std::size_t group_limit_;
  std::vector<Member> group_;  // whoever set is_writing_

  mutable std::mutex mutex_;  // guards queue_, is_writing_, stopping_
  std::condition_variable writable_;
  std::deque<PendingWrite*> queue_;
  bool is_writing_ = false;
  bool stopping_ = false;
  std::atomic<std::int64_t> committed_groups_ = 0;
  std::atomic<std::int64_t> committed_writes_ = 0;
  std::thread thread_;
};

}  // namespace towpath::db
