#include "jobs/alarm.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

namespace towpath::jobs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Keeps what it is given; a test runs it when it wants.
class HandJobs final : public Jobs {
 public:
  bool post(std::string, Job job) override {
    if (is_full) return false;
    posted.push_back(std::move(job));
    return true;
  }
  void after(milliseconds delay, std::string, Job job) override { timers.emplace_back(delay, std::move(job)); }
  void every(milliseconds, std::string, Job) override {}
  void stop() override { stopping.request_stop(); }

  void run_posted() {
    while (!posted.empty()) {
      const Job job = std::move(posted.front());
      posted.erase(posted.begin());
      job(stopping.get_token());
    }
  }

  bool is_full = false;
  std::vector<Job> posted;
  std::vector<std::pair<milliseconds, Job>> timers;  ///< In the order they were set.
  std::stop_source stopping;
};

struct Bedside {
  ManualClock clock{UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31))};
  HandJobs jobs;
  int done = 0;
  std::optional<UtcTime> next;
  std::function<void()> meanwhile = [] {};
  Alarm alarm{jobs, clock, "work", [this](std::stop_token) {
                ++done;
                meanwhile();
                return next;
              }};

  void call() {
    alarm.call();
    jobs.run_posted();
  }
  void ring(std::size_t timer) {
    const Jobs::Job job = jobs.timers.at(timer).second;
    job({});
    jobs.run_posted();
  }
};

}  // namespace

TEST_SUITE("an alarm") {
  TEST_CASE("does nothing until it is called, and nothing more when nothing is due") {
    Bedside b;
    CHECK(b.jobs.posted.empty());

    b.call();

    CHECK(b.done == 1);
    CHECK(b.jobs.timers.empty());
  }

  TEST_CASE("comes back when the next is due, rounded up, within 100 ms and a day") {
    struct Row {
      std::chrono::microseconds until_due;
      milliseconds wait;
    };
    for (const Row& row : std::vector<Row>{{seconds(5), seconds(5)},
                                           {std::chrono::microseconds(200'001), milliseconds(201)},
                                           {seconds(0), milliseconds(100)},
                                           {seconds(-5), milliseconds(100)},
                                           {std::chrono::hours(240), std::chrono::hours(24)}}) {
      CAPTURE(row.until_due.count());
      Bedside b;
      b.next = b.clock.now() + row.until_due;

      b.call();

      REQUIRE(b.jobs.timers.size() == 1);
      CHECK(b.jobs.timers[0].first == row.wait);
      b.next.reset();
      b.ring(0);
      CHECK(b.done == 2);
      CHECK(b.jobs.timers.size() == 1);
    }
  }

  TEST_CASE("forgets the timer it had set when it is called, and when another was set since") {
    Bedside b;
    b.next = b.clock.now() + std::chrono::hours(2);
    b.call();
    b.next = b.clock.now() + std::chrono::hours(1);
    b.call();
    REQUIRE(b.jobs.timers.size() == 2);

    b.ring(0);
    CHECK(b.done == 2);
    b.ring(1);
    CHECK(b.done == 3);
    b.ring(1);
    CHECK(b.done == 3);
  }

  TEST_CASE("does the work once more for calls that come while it is at it, and sets one timer") {
    Bedside b;
    b.next = b.clock.now() + seconds(5);
    b.meanwhile = [&] {
      if (b.done > 1) return;
      b.alarm.call();
      b.alarm.call();
    };

    b.call();

    CHECK(b.done == 2);
    CHECK(b.jobs.timers.size() == 1);
  }

  TEST_CASE("is one job however often it is called before that begins") {
    Bedside b;
    b.alarm.call();
    b.alarm.call();
    CHECK(b.jobs.posted.size() == 1);
    b.jobs.run_posted();
    CHECK(b.done == 1);
  }

  TEST_CASE("tries again after half a minute when the work fails or the queue is full") {
    Bedside b;
    b.meanwhile = [] { throw std::runtime_error("the database is away"); };
    b.call();
    REQUIRE(b.jobs.timers.size() == 1);
    CHECK(b.jobs.timers[0].first == seconds(30));
    b.meanwhile = [] {};

    b.jobs.is_full = true;
    b.ring(0);
    CHECK(b.done == 1);
    REQUIRE(b.jobs.timers.size() == 2);
    CHECK(b.jobs.timers[1].first == seconds(30));

    b.jobs.is_full = false;
    b.ring(1);
    CHECK(b.done == 2);
    CHECK(b.jobs.timers.size() == 2);
  }

  TEST_CASE("sets no timer when it is told to stop") {
    Bedside b;
    b.next = b.clock.now() + seconds(5);
    b.jobs.stop();
    b.call();
    CHECK(b.jobs.timers.empty());
  }
}

}  // namespace towpath::jobs
