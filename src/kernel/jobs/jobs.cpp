#include "jobs/jobs.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <queue>
#include <thread>
#include <tuple>
#include <vector>

#include "log/log.h"

namespace towpath::jobs {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Task {
  std::string name;
  Jobs::Job job;
  std::chrono::milliseconds interval{0};  ///< Not 0: runs again that long after its end.
};

struct Timer {
  SteadyTime due;
  std::uint64_t number;  ///< Keeps timers that are due together in the order they were set.
  Task task;
};

struct Later {
  bool operator()(const Timer& a, const Timer& b) const {
    return std::tie(a.due, a.number) > std::tie(b.due, b.number);
  }
};

class ThreadPool final : public Jobs {
 public:
  ThreadPool(int threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    threads_.emplace_back([this] { watch_timers(); });
  }
  ~ThreadPool() override { stop(); }

  bool post(std::string name, Job job) override {
    {
      std::lock_guard lock(mutex_);
      if (stop_.stop_requested() || queue_.size() >= queue_limit_) return false;
      queue_.push_back({std::move(name), std::move(job)});
    }
    queued_.notify_one();
    return true;
  }

  void after(std::chrono::milliseconds delay, std::string name, Job job) override {
    set_timer(delay, {std::move(name), std::move(job)});
  }

  void every(std::chrono::milliseconds interval, std::string name, Job job) override {
    set_timer(interval, {std::move(name), std::move(job), interval});
  }

  void stop() override {
    {
      std::lock_guard lock(mutex_);
      stop_.request_stop();
    }
    queued_.notify_all();
    timers_changed_.notify_all();
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
    std::lock_guard lock(mutex_);
    queue_.clear();
    timers_ = {};
  }

 private:
  void set_timer(std::chrono::milliseconds delay, Task task) {
    {
      std::lock_guard lock(mutex_);
      if (stop_.stop_requested()) return;
      timers_.push({std::chrono::steady_clock::now() + delay, ++timers_set_, std::move(task)});
    }
    timers_changed_.notify_one();
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      queued_.wait(lock, [&] { return stop_.stop_requested() || !queue_.empty(); });
      if (stop_.stop_requested()) return;
      Task task = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      run(task);
      if (task.interval.count() > 0) set_timer(task.interval, std::move(task));
      lock.lock();
    }
  }

  void run(const Task& task) {
    try {
      task.job(stop_.get_token());
    } catch (const std::exception& e) {  // boundary: job worker
      log::error("job failed", {{"job", task.name}, {"error", e.what()}});
    }
  }

  void watch_timers() {
    std::unique_lock lock(mutex_);
    while (!stop_.stop_requested()) {
      if (timers_.empty()) {
        timers_changed_.wait(lock, [&] { return stop_.stop_requested() || !timers_.empty(); });
      } else if (const auto due = timers_.top().due; due > std::chrono::steady_clock::now()) {
        // Also wakes for a timer that is due earlier.
        timers_changed_.wait_until(lock, due);
      } else {
        // top() is const only to protect the order, and the element leaves at once.
        queue_.push_back(std::move(const_cast<Timer&>(timers_.top()).task));
        timers_.pop();
        queued_.notify_one();
      }
    }
  }

  const std::size_t queue_limit_;
  std::mutex mutex_;  // guards queue_, timers_, timers_set_
  std::condition_variable queued_, timers_changed_;
  std::deque<Task> queue_;
  std::priority_queue<Timer, std::vector<Timer>, Later> timers_;
  std::uint64_t timers_set_ = 0;
  std::stop_source stop_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Jobs> make_jobs(int threads, std::size_t queue_limit) {
  return std::make_unique<ThreadPool>(threads, queue_limit);
}

}  // namespace towpath::jobs
