#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "hints.h"
#include "postgres/pool.h"

namespace towpath::db {

class PgTx;

/// Write transactions: SERIALIZABLE, tried again when the server could not serialise them or the connection was lost
/// before the commit. Closures that nobody waits for are done by threads of its own, several in one commit.
/// Thread-safe.
class PgWriter {
 public:
  /// `publish` gets the hints of what was committed. All references must outlive the writer.
  PgWriter(const Db& owner, PgPool& pool, int group_limit, std::function<void(std::vector<Hint>)> publish);
  ~PgWriter() { finish(); }
  PgWriter(const PgWriter&) = delete;
  PgWriter& operator=(const PgWriter&) = delete;

  /// On the calling thread; throws what `body` throws.
  void run(const std::function<bool(Tx&)>& body);
  void submit(PendingWrite& write);
  /// Does what was submitted, and what that submits, then ends the threads.
  void finish();
  Db::Load load() const;

 private:
  void work();
  void do_group(const std::vector<PendingWrite*>& group);
  bool try_group(const std::vector<PendingWrite*>& group);
  void do_alone(PendingWrite& write);
  bool try_once(const std::function<bool(Tx&)>& body);
  void pause(int attempt);

  const Db& owner_;
  PgPool& pool_;
  const std::size_t group_limit_;
  const std::function<void(std::vector<Hint>)> publish_;
  std::atomic<std::int64_t> committed_groups_ = 0;
  std::atomic<std::int64_t> committed_writes_ = 0;

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::deque<PendingWrite*> queue_;
  int busy_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace towpath::db
