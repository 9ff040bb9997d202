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

/// The one thread that writes. It takes what is queued, up to a limit, and commits it together; it never waits for
/// more, so a lone write pays only for itself while a crowd shares one commit. Thread-safe.
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
  void commit_group(SqliteTx& tx);
  void commit_alone(Member& member, SqliteTx& tx);
  bool apply(Member& member, SqliteTx& tx);
  void roll_back();

  const Db& owner_;
  SqliteConnection& connection_;
  std::mutex& connection_mutex_;
  HintHub& hub_;
  const std::size_t group_limit_;
  std::vector<Member> group_;  // writer thread only

  mutable std::mutex mutex_;  // guards queue_, stopping_
  std::condition_variable queued_;
  std::deque<PendingWrite*> queue_;
  bool stopping_ = false;
  std::atomic<std::int64_t> committed_groups_ = 0;
  std::atomic<std::int64_t> committed_writes_ = 0;
  std::thread thread_;
};

}  // namespace towpath::db
