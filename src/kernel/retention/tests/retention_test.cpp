#include "retention/retention.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>
#include <set>

#include "db/testing/databases.h"

using namespace towpath;
using namespace std::chrono_literals;
using retention::Mode;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t plenty = ~std::uint64_t{0};

/// A folder of entries that were changed some time before `now`.
struct Fixture {
  db::testing::TemporaryFolder folder;
  const UtcTime now = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();

  void add(const std::string& name, std::chrono::hours ago, std::size_t kib) {
    const fs::path place = fs::path(folder.path()) / name;
    fs::create_directory(place);
    std::ofstream(place / "log") << std::string(kib * 1024, 'x');
    const auto at = std::chrono::floor<std::chrono::seconds>(now - ago).time_since_epoch().count();
    const timespec times[2] = {{at, 0}, {at, 0}};
    for (const fs::path& path : {place / "log", place}) REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  }
  std::set<std::string> names() const {
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder.path())) out.insert(entry.path().filename().string());
    return out;
  }
  retention::Removal enforce(retention::Limits limits, Mode mode = Mode::remove) {
    const auto retained = retention::make_folder_retained("logs", folder.path(), 2h,
                                                          [](const std::string& name) { return name == "in-use"; });
    return retained->enforce(limits, mode, now, {});
  }
};

/// Remembers how it was asked.
class Recorder final : public retention::Retained {
 public:
  explicit Recorder(std::vector<retention::Limits>& asked) : asked_(asked) {}
  std::string_view kind() const override { return "recorded"; }
  retention::Removal enforce(const retention::Limits& limits, Mode, UtcTime, std::stop_token) override {
    asked_.push_back(limits);
    return {std::string(kind()), 1, 10};
  }

 private:
  std::vector<retention::Limits>& asked_;
};

}  // namespace

TEST_CASE("what is too old goes, what is in use or young stays") {
  Fixture f;
  f.add("old", 100h, 4);
  f.add("in-use", 100h, 4);
  f.add("recent", 10h, 4);

  const auto removal = f.enforce({50h, plenty});

  CHECK(f.names() == std::set<std::string>{"in-use", "recent"});
  CHECK(removal.items == 1);
  CHECK(removal.bytes >= 4096);
  CHECK(removal.kept_items == 2);
}

TEST_CASE("beyond the size the oldest go first, and never what is spared") {
  Fixture f;
  f.add("first", 9h, 64);
  f.add("second", 8h, 64);
  f.add("third", 7h, 64);

  f.enforce({1000h, 150 * 1024});
  CHECK(f.names() == std::set<std::string>{"second", "third"});

  f.add("fresh", 1h, 64);
  f.enforce({0h, 0});
  CHECK(f.names() == std::set<std::string>{"fresh"});
}

TEST_CASE("a plan says what would go and removes nothing") {
  Fixture f;
  f.add("old", 100h, 4);

  const auto removal = f.enforce({50h, plenty}, Mode::plan);

  CHECK(removal.items == 1);
  CHECK(removal.kept_items == 0);
  CHECK(f.names().contains("old"));
}

TEST_CASE("a folder that does not exist has nothing to remove") {
  const auto retained =
      retention::make_folder_retained("logs", "/nonexistent", 1h, [](const std::string&) { return false; });

  const auto removal = retained->enforce({}, Mode::remove, UtcTime(), {});

  CHECK(removal.items == 0);
  CHECK(removal.problem.empty());
}

TEST_CASE("on a disk that is nearly full limits are a quarter, but what was promised is kept") {
  const ManualClock clock(parse_rfc3339("2026-05-01T00:00:00.000000Z").value());
  const auto jobs = jobs::make_jobs(1);
  const db::testing::TemporaryFolder folder;
  for (const std::uint64_t least_free : {std::uint64_t{0}, plenty}) {
    CAPTURE(least_free);
    std::vector<retention::Limits> shrinking, promised;
    retention::Retention retention(*jobs, clock, folder.path(), least_free);
    retention.add(std::make_unique<Recorder>(shrinking), {40h, 400});
    retention.add(std::make_unique<Recorder>(promised), {40h, 400}, retention::UnderPressure::keep);

    CHECK_FALSE(retention.last().has_value());
    const auto report = retention.run(Mode::remove);

    const bool is_full = least_free > 0;
    CHECK(report.was_pressed == is_full);
    CHECK(shrinking.front().age == (is_full ? 10h : 40h));
    CHECK(shrinking.front().bytes == (is_full ? 100 : 400));
    CHECK(promised.front().age == 40h);
    CHECK(retention.last()->removals.size() == 2);
  }
  jobs->stop();
}

TEST_CASE("rows go by their age, part by part, and what is spared stays whatever the limits are") {
  const UtcTime now = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();
  std::multiset<UtcTime> rows;
  for (int day = 0; day < 10; ++day) rows.insert(now - day * 24h);
  int parts = 0;
  const auto older = [&](UtcTime before) {
    return static_cast<std::uint64_t>(std::distance(rows.begin(), rows.lower_bound(before)));
  };
  const auto retained = retention::make_row_retained("rows", 3 * 24h,
                                                     {[&](UtcTime before) {
                                                        return retention::Rows::Counts{older(before), rows.size()};
                                                      },
                                                      [&](UtcTime before) -> Result<std::uint64_t> {
                                                        const auto part = std::min<std::uint64_t>(older(before), 2);
                                                        for (std::uint64_t i = 0; i < part; ++i)
                                                          rows.erase(rows.begin());
                                                        ++parts;
                                                        return part;
                                                      }});

  const retention::Removal planned = retained->enforce({5 * 24h, 0}, Mode::plan, now, {});
  CHECK(planned.items == 4);
  CHECK(planned.kept_items == 6);
  CHECK(rows.size() == 10);
  CHECK(retained->enforce({5 * 24h, 0}, Mode::remove, now, {}).items == 4);
  CHECK(parts == 3);
  const retention::Removal last = retained->enforce({0h, 0}, Mode::remove, now, {});
  CHECK(last.items == 2);
  CHECK(last.kept_items == 4);
  CHECK(rows.size() == 4);
}

TEST_CASE("rows that cannot be removed are said with the reason") {
  const auto retained = retention::make_row_retained(
      "rows", 0h,
      {[](UtcTime) {
         return retention::Rows::Counts{3, 5};
       },
       [](UtcTime) -> Result<std::uint64_t> { return unavailable("test.away", "The database is away."); }});
  const retention::Removal out = retained->enforce({1h, 0}, Mode::remove, UtcTime(), {});
  CHECK(out.problem == "The database is away.");
  CHECK(out.items == 0);
  CHECK(out.kept_items == 5);
}
