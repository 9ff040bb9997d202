#include "jobs/alarm.h"

#include <algorithm>

#include "log/log.h"

namespace towpath::jobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_wait{100};        // work that says "now" again and again
constexpr milliseconds longest_wait{86'400'000};  // a day: the system's clock may be set while it waits
constexpr std::chrono::seconds wait_after_failure{30};

}  // namespace

Alarm::Alarm(Jobs& jobs, const Clock& clock, std::string name, Work work)
    : jobs_(jobs), clock_(clock), name_(std::move(name)), work_(std::move(work)) {}

void Alarm::call() {
  std::uint64_t timer = 0;
  {
    const std::lock_guard lock(mutex_);
    timer = ++timer_;  // what is due next is found out anew
    is_called_ = true;
    if (is_at_work_) return;
    is_at_work_ = true;
  }
  if (jobs_.post(name_, [this](std::stop_token stop) { work(stop); })) return;
  {
    const std::lock_guard lock(mutex_);
    is_at_work_ = false;
  }
  call_at(clock_.now() + wait_after_failure, timer);  // the queue is full
}

void Alarm::work(std::stop_token stop) {
  std::optional<UtcTime> next;
  std::uint64_t timer = 0;
  for (bool is_called = true; is_called;) {
    {
      const std::lock_guard lock(mutex_);
      is_called_ = false;
    }
    next = once(stop);
    const std::lock_guard lock(mutex_);
    is_called = is_called_ && !stop.stop_requested();
    if (is_called) continue;
    is_at_work_ = false;
    timer = ++timer_;  // in the same breath: a call from now on makes it an older one
  }
  if (!stop.stop_requested()) call_at(next, timer);
}

std::optional<UtcTime> Alarm::once(std::stop_token stop) {
  try {
    return work_(stop);
  } catch (const std::exception& e) {  // boundary: job, and the database may be away
    log::error("job failed", {{"job", name_}, {"error", e.what()}});
    return clock_.now() + wait_after_failure;
  }
}

void Alarm::call_at(std::optional<UtcTime> next, std::uint64_t timer) {
  if (!next) return;
  const auto wait = std::chrono::ceil<milliseconds>(*next - clock_.now());
  jobs_.after(std::clamp(wait, shortest_wait, longest_wait), name_, [this, timer](std::stop_token) {
    {
      const std::lock_guard lock(mutex_);
      if (timer_ != timer) return;
    }
    call();
  });
}

}  // namespace towpath::jobs
