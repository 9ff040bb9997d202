// Measures the database layer. Usage: db_bench FOLDER [postgres-url]. Prints one line per measurement; run it on an
// idle machine, several times. FOLDER should be on the disk that matters.
#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "db/db.h"

namespace {

using namespace towpath;
using Clock = std::chrono::steady_clock;

const std::vector<db::Migration> schema = {{"bench/0001_rows", R"(
  CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT NOT NULL, state INTEGER NOT NULL);
  CREATE INDEX rows_state ON rows (state, id);
)"}};

std::atomic<std::int64_t> next_id = 0;

Status insert(db::Tx& tx) {
  tx.exec("INSERT INTO rows (id, name, state) VALUES (?, 'a row of the benchmark', 1)", {++next_id});
  return ok();
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void report(const std::string& what, std::int64_t count, double seconds, std::int64_t groups) {
  fmt::print("{:<44} {:>9.0f}/s {:>8.1f} us each   {:>7.1f} per commit\n", what, static_cast<double>(count) / seconds,
             seconds / static_cast<double>(count) * 1e6,
             static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(groups, 1)));
  std::fflush(stdout);
}

/// `threads` callers, each waiting for its own write.
void transact(db::Db& db, const std::string& name, int threads, int each) {
  const auto groups = db.load().committed_groups;
  const auto start = Clock::now();
  std::vector<std::thread> callers;
  for (int t = 0; t < threads; ++t)
    callers.emplace_back([&] {
      for (int i = 0; i < each; ++i) db.transact(insert).value();
    });
  for (auto& caller : callers) caller.join();
  report(name + fmt::format(" transact, {} threads", threads), threads * each, seconds_since(start),
         db.load().committed_groups - groups);
}

/// One caller that keeps many writes in flight.
void transact_async(db::Db& db, const std::string& name, int in_flight, int count) {
  std::mutex mutex;
  std::condition_variable changed;
  int open = 0;
  const auto groups = db.load().committed_groups;
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return open < in_flight; });
      ++open;
    }
    db.transact_async(insert, [&](Status) {
      std::lock_guard lock(mutex);
      if (--open < in_flight / 2) changed.notify_one();
    });
  }
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return open == 0; });
  report(name + fmt::format(" transact_async, {} in flight", in_flight), count, seconds_since(start),
         db.load().committed_groups - groups);
}

void read(db::Db& db, const std::string& name, int threads, int each) {
  const std::int64_t highest = next_id;
  const auto start = Clock::now();
  std::vector<std::thread> callers;
  for (int t = 0; t < threads; ++t)
    callers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i)
        db.read([&](db::Tx& tx) {
          return tx.query("SELECT name, state FROM rows WHERE id = ?", {(t * 7919 + i) % highest + 1}).size();
        });
    });
  for (auto& caller : callers) caller.join();
  report(name + fmt::format(" point read, {} threads", threads), threads * each, seconds_since(start), 0);
}

void latency(db::Db& db, const std::string& name, int count) {
  std::vector<double> times;
  for (int i = 0; i < count; ++i) {
    const auto start = Clock::now();
    db.transact(insert).value();
    times.push_back(seconds_since(start) * 1e6);
  }
  std::sort(times.begin(), times.end());
  fmt::print("{:<44} p50 {:.0f} us, p99 {:.0f} us\n", name + " transact latency, 1 thread", times[times.size() / 2],
             times[times.size() * 99 / 100]);
}

void measure(const std::string& url, db::Durability durability, const std::string& name, int scale) {
  next_id = 0;
  auto db = db::Db::open({.url = url, .durability = durability}).value();
  db->migrate(schema).value();
  latency(*db, name, 200 * scale);
  transact(*db, name, 8, 250 * scale);
  transact(*db, name, 32, 100 * scale);
  transact(*db, name, 64, 100 * scale);
  transact_async(*db, name, 256, 10'000 * scale);
  transact_async(*db, name, 1'024, 10'000 * scale);
  read(*db, name, 1, 10'000 * scale);
  read(*db, name, 4, 5'000 * scale);
  db->transact([](db::Tx& tx) -> Status {
      tx.exec("DELETE FROM rows");
      return ok();
    }).value();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: db_bench FOLDER [postgres-url]\n");
    return 2;
  }
  const std::string file = std::string(argv[1]) + "/db_bench.sqlite";
  for (auto [durability, name] :
       {std::pair(db::Durability::normal, "sqlite NORMAL"), std::pair(db::Durability::full, "sqlite FULL")}) {
    for (auto suffix : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(file + suffix);
    measure(file, durability, name, durability == db::Durability::normal ? 10 : 5);
  }
  if (argc > 2) {
    measure(argv[2], db::Durability::normal, "postgres, commit not awaited", 1);
    measure(argv[2], db::Durability::full, "postgres", 1);
  }
}
