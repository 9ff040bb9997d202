#include "jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace towpath::jobs {
namespace {

using std::chrono::milliseconds;
constexpr std::chrono::seconds deadline{20};

/// Counts, and lets a test wait for a count.
class Counter {
 public:
  void add() {
    std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  bool reaches(int n) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, deadline, [&] { return count_ >= n; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_ = 0;
};

}  // namespace

TEST_CASE("jobs run side by side, on as many threads as there are workers") {
  Counter arrived, done;
  auto jobs = make_jobs(3);
  for (int i = 0; i < 3; ++i)
    REQUIRE(jobs->post("meet", [&](std::stop_token) {
      arrived.add();
      if (arrived.reaches(3)) done.add();
    }));
  CHECK(done.reaches(3));
}

TEST_CASE("a full queue refuses the next job and takes one again when there is room") {
  std::promise<void> release;
  Counter started, done;
  auto jobs = make_jobs(1, 2);
  auto gate = release.get_future().share();
  auto job = [&, gate](std::stop_token) {
    started.add();
    gate.wait();
    done.add();
  };
  REQUIRE(jobs->post("runs", job));
  REQUIRE(started.reaches(1));
  REQUIRE(jobs->post("waits", job));
  REQUIRE(jobs->post("waits", job));

  CHECK_FALSE(jobs->post("too many", job));

  release.set_value();
  REQUIRE(done.reaches(3));
  CHECK(jobs->post("fits", job));
  CHECK(done.reaches(4));
}

TEST_CASE("delayed jobs run when they are due, the earliest first") {
  std::mutex mutex;
  std::vector<int> order;
  Counter done;
  auto jobs = make_jobs(1);
  auto note = [&](int which) {
    return [&, which](std::stop_token) {
      std::lock_guard lock(mutex);
      order.push_back(which);
      done.add();
    };
  };
  const auto start = std::chrono::steady_clock::now();
  jobs->after(milliseconds(60), "second", note(2));
  jobs->after(milliseconds(20), "first", note(1));
  REQUIRE(done.reaches(2));

  CHECK(std::chrono::steady_clock::now() - start >= milliseconds(60));
  std::lock_guard lock(mutex);
  CHECK(order == std::vector<int>{1, 2});
}

TEST_CASE("a repeated job never overlaps itself and goes on after it failed") {
  std::atomic<int> inside = 0, overlaps = 0, runs = 0;
  Counter done;
  auto jobs = make_jobs(4);
  jobs->every(milliseconds(1), "again", [&](std::stop_token) {
    if (++inside > 1) ++overlaps;
    std::this_thread::yield();
    --inside;
    done.add();
    if (++runs == 2) throw std::runtime_error("the second run fails");
  });
  CHECK(done.reaches(10));
  CHECK(overlaps == 0);
}

TEST_CASE("stopping asks running jobs to end, waits for them and drops the rest") {
  Counter started;
  std::atomic<bool> ended = false, dropped_ran = false;
  auto jobs = make_jobs(1);
  REQUIRE(jobs->post("long", [&](std::stop_token stop) {
    started.add();
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait(lock, stop, [] { return false; });
    ended = true;
  }));
  REQUIRE(jobs->post("waits", [&](std::stop_token) { dropped_ran = true; }));
  jobs->after(milliseconds(0), "timer", [&](std::stop_token) { dropped_ran = true; });
  REQUIRE(started.reaches(1));

  jobs->stop();

  CHECK(ended);
  CHECK_FALSE(dropped_ran);
  CHECK_FALSE(jobs->post("late", [](std::stop_token) {}));
}

}  // namespace towpath::jobs
