#include "runtimes/workload_log.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <condition_variable>
#include <fstream>
#include <mutex>

#include "runtimes/log_watcher.h"
#include "scratch_folder.h"

// Segments as a shim writes them, read from both ends and by time.

namespace towpath::delivery {
namespace {

constexpr std::uint64_t first_time = 1'700'000'000'000'000;

UtcTime time_of(int line) { return UtcTime(std::chrono::microseconds(first_time + 1'000'000ull * line)); }

class Log {
 public:
  Log() { std::filesystem::create_directories(folder()); }

  /// Lines numbered [from, to) of `width` characters, one second apart.
  void write(int segment, int from, int to, std::size_t width = 8) {
    std::ofstream out(folder() / fmt::format("{:08}.log", segment), std::ios::binary | std::ios::app);
    for (int i = from; i < to; ++i)
      out << fmt::format("{:016} {}  {:<{}}\n", first_time + 1'000'000ull * i, i % 2 == 0 ? 'o' : 'e', i, width);
  }

  std::filesystem::path directory() const { return scratch_.path(); }
  std::filesystem::path folder() const { return scratch_.path() / "log"; }

 private:
  ScratchFolder scratch_;
};

std::vector<int> numbers(const std::vector<WorkloadLine>& lines) {
  std::vector<int> out;
  for (const WorkloadLine& line : lines) out.push_back(std::stoi(line.text));
  return out;
}

}  // namespace

TEST_CASE("a log read backwards in pages of any size gives every line once, over segments and long reads") {
  Log log;
  log.write(1, 0, 40, 16'000);  // more than one read of 256 KiB
  log.write(2, 40, 45);
  log.write(3, 45, 46, 1);
  std::vector<int> expected;
  for (int i = 0; i < 46; ++i) expected.push_back(i);

  for (const std::size_t page : {1u, 3u, 7u, 100u}) {
    CAPTURE(page);
    std::vector<int> seen;
    std::string cursor;
    for (;;) {
      const auto lines = read_lines_before(log.directory(), cursor, page).value();
      if (lines.empty()) break;
      const auto found = numbers(lines);
      seen.insert(seen.begin(), found.begin(), found.end());
      cursor = lines.front().begin;
    }
    CHECK(seen == expected);
  }
}

TEST_CASE("what is before a line and what is after it meet at its places") {
  Log log;
  log.write(1, 0, 10);
  log.write(2, 10, 20);
  const auto all = read_lines(log.directory(), "", 100).value();
  REQUIRE(all.size() == 20);

  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i);
    const auto before = read_lines_before(log.directory(), all[i].begin, 100).value();
    const auto after = read_lines(log.directory(), all[i].cursor, 100).value();
    CHECK(before.size() == i);
    CHECK(after.size() == 20 - i - 1);
  }
}

TEST_CASE("the place of a time is before the first line of that time or later") {
  Log log;
  log.write(1, 0, 300, 2'000);
  log.write(2, 300, 310);

  for (const int line : {0, 1, 137, 299, 300, 309}) {
    CAPTURE(line);
    const auto exactly = read_lines(log.directory(), find_place(log.directory(), time_of(line)), 1).value();
    const auto just_before =
        read_lines(log.directory(), find_place(log.directory(), time_of(line) - std::chrono::milliseconds(1)), 1)
            .value();
    CHECK(numbers(exactly) == std::vector<int>{line});
    CHECK(numbers(just_before) == std::vector<int>{line});
  }
  CHECK(read_lines(log.directory(), find_place(log.directory(), time_of(310)), 1).value().empty());
  CHECK(find_place(Log().directory(), time_of(0)).empty());
}

TEST_CASE("a watch tells of new lines and falls silent when it ends") {
  Log log;
  log.write(1, 0, 1);
  LogWatcher watcher;
  std::mutex mutex;
  std::condition_variable changed;
  int told = 0, other = 0;
  const auto count = [&](int& counter) {
    const std::lock_guard lock(mutex);
    ++counter;
    changed.notify_all();
  };
  auto watch = watcher.watch(log.folder().string(), [&] { count(told); });
  auto second = watcher.watch(log.folder().string(), [&] { count(other); });
  REQUIRE(watch.has_value());
  REQUIRE(second.has_value());
  const auto wait_for = [&](const int& counter, int least) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return counter >= least; });
  };

  const auto value_of = [&](const int& counter) {
    const std::lock_guard lock(mutex);
    return counter;
  };

  log.write(1, 1, 2);
  CHECK(wait_for(told, 1));
  CHECK(wait_for(other, 1));
  watch->reset();
  const int told_before = value_of(told), other_before = value_of(other);
  log.write(1, 2, 3);
  CHECK(wait_for(other, other_before + 1));
  CHECK(value_of(told) == told_before);

  const auto none = watcher.watch((log.directory() / "nowhere").string(), [] {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().code() == "delivery.no_log");
}

}  // namespace towpath::delivery
