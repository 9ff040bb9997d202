// Measures the event log. Usage: events_bench DATABASE-URL. The database should be new.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "events/events.h"

namespace {

using namespace towpath;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point start) { return std::chrono::duration<double>(Steady::now() - start).count(); }

events::NewEvent event(const std::string& subject) {
  return {.type = "bench.event.made",
          .subject = subject,
          .actor = "system",
          .payload = R"({"some":"payload","of":"a usual size"})"};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  auto db = db::Db::open({.url = argv[1]}).value();
  db->migrate(events::migrations()).value();
  const SystemClock clock;
  auto log = events::make_events(*db, clock);
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Steady::time_point> heard;
  auto subscription = log->subscribe({}, {}, [&](const events::SealedEvent& e) {
    std::lock_guard lock(mutex);
    heard[e.subject] = Steady::now();
    changed.notify_all();
  });
  log->start();

  std::vector<double> delays;
  for (int i = 0; i < 300; ++i) {
    const std::string subject = "latency/" + std::to_string(i);
    db->transact([&](db::Tx& tx) { return Result<events::EventId>(log->append(tx, event(subject))); }).value();
    const auto committed = Steady::now();
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return heard.contains(subject); });
    delays.push_back(std::chrono::duration<double, std::milli>(heard[subject] - committed).count());
  }
  std::sort(delays.begin(), delays.end());
  fmt::print("committed to delivered: p50 {:.2f} ms, p95 {:.2f} ms\n", delays[150], delays[285]);

  constexpr int writers = 8, each = 500;
  const auto start = Steady::now();
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([&] {
      for (int i = 0; i < each; ++i)
        db->transact([&](db::Tx& tx) { return Result<events::EventId>(log->append(tx, event("many"))); }).value();
    });
  for (auto& thread : threads) thread.join();
  fmt::print("append, 8 threads: {:.0f}/s\n", writers * each / seconds_since(start));
  log->settle(std::chrono::seconds(60));
  fmt::print("append, sealed and delivered: {:.0f}/s\n", writers * each / seconds_since(start));

  const auto verifying = Steady::now();
  const auto verdict = log->verify();
  fmt::print("verify: {:.0f}/s, {}\n", static_cast<double>(verdict.checked) / seconds_since(verifying),
             verdict.first_bad ? "BAD" : "good");
}
