#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/time.h"
#include "jobs/jobs.h"

namespace towpath::jobs {

/// Work that comes due at times only it knows: it is done when somebody calls, and again at the time it answers. In
/// between nothing runs. Never two at a time; who calls while it is at work has it done once more. Work that throws is
/// done again half a minute later. Its jobs must have stopped before it goes. Thread-safe.
class Alarm {
 public:
  /// Does what is due and answers when the next is, or nothing when it waits for a call.
  using Work = std::function<std::optional<UtcTime>(std::stop_token)>;

  Alarm(Jobs& jobs, const Clock& clock, std::string name, Work work);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  /// Has the work done soon, on a job: at the start, when something was written that may be due earlier than what is
  /// known, and when the clock was moved.
  void call();

 private:
  void work(std::stop_token stop);
  std::optional<UtcTime> once(std::stop_token stop);
  void call_at(std::optional<UtcTime> next, std::uint64_t timer);

  Jobs& jobs_;
  const Clock& clock_;
  const std::string name_;
  const Work work_;
  std::mutex mutex_;  // guards is_at_work_, is_called_, timer_
  bool is_at_work_ = false, is_called_ = false;
  std::uint64_t timer_ = 0;  ///< Number of the timer that counts; an older one does nothing.
};

}  // namespace towpath::jobs
