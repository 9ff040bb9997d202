#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace towpath::http {

/// The threads that run handlers, behind a bounded queue. Thread-safe.
class WorkerPool {
 public:
  using Task = std::function<void()>;  ///< Does not throw.

  WorkerPool(int threads, std::size_t queue_limit);
  /// Runs what is queued, then joins.
  ~WorkerPool();

  /// False when the queue is full.
  bool try_post(Task task);
  /// Queues in any case: for the small callbacks that end a stream, which must not get lost.
  void post(Task task);

  struct Load {
    std::size_t running = 0, queued = 0;
  };
  Load load() const;

 private:
  void run();

  mutable std::mutex mutex_;  // guards queue_, running_, is_ending_
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::size_t running_ = 0;
  bool is_ending_ = false;
  const std::size_t queue_limit_;
  std::vector<std::thread> threads_;
};

}  // namespace towpath::http
