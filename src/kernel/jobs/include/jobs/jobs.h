#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace towpath::jobs {

/// In-process housekeeping and timers on a bounded pool. Nothing here survives a restart: what must is a Run.
/// Exceptions of a job are logged with its name and end that execution only. Thread-safe.
class Jobs {
 public:
  virtual ~Jobs() = default;
  using Job = std::function<void(std::stop_token)>;

  /// Runs soon. False when the queue is full (the caller decides what that means).
  virtual bool post(std::string name, Job job) = 0;
  /// Runs once after `delay`.
  virtual void after(std::chrono::milliseconds delay, std::string name, Job job) = 0;
  /// Runs every `interval`, first after one interval; the next one counts from the end, so it never overlaps itself.
  /// Ends with stop().
  virtual void every(std::chrono::milliseconds interval, std::string name, Job job) = 0;
  /// Requests stop of running jobs, drops waiting ones, joins. Not from a job. What is posted later is dropped.
  virtual void stop() = 0;
};

/// `threads` workers and one timer thread, all asleep while there is nothing to do. `queue_limit` bounds post(); jobs
/// whose time has come are queued in any case.
std::unique_ptr<Jobs> make_jobs(int threads, std::size_t queue_limit = 10'000);

}  // namespace towpath::jobs
