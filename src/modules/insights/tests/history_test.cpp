#include <doctest/doctest.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "base/sha256.h"
#include "db/testing/databases.h"
#include "insights/devlake.h"
#include "insights/history.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::insights;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

UtcTime at_second(std::int64_t seconds) { return UtcTime(std::chrono::seconds(seconds)); }

/// A repository made by git itself from a stream of git fast-import.
class Made {
 public:
  explicit Made(const std::string& stream) {
    std::ofstream(fs::path(folder_.path()) / "stream", std::ios::binary) << stream;
    run("git init -q --bare -b main repo && git -C repo fast-import --quiet < stream");
  }
  std::string path() const { return (fs::path(folder_.path()) / "repo").string(); }
  void run(const std::string& command) {
    const std::string whole = fmt::format("cd '{}' && ({}) 2>&1", std::string(folder_.path()), command);
    FILE* pipe = ::popen(whole.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
    REQUIRE_MESSAGE(::pclose(pipe) == 0, output);
  }

 private:
  db::testing::TemporaryFolder folder_;
};

std::string commit(int mark, std::int64_t authored, std::int64_t committed, const std::string& parents,
                   const std::string& message = "work", const std::string& author = "A <a@example.test>") {
  return fmt::format(
      "commit refs/heads/main\nmark :{}\nauthor {} {} +0000\ncommitter C <c@example.test> {} +0200\n"
      "data {}\n{}\n{}\n",
      mark, author, authored, committed, message.size(), message, parents);
}

std::string light_tag(const std::string& name, int mark) {
  return fmt::format("reset refs/tags/{}\nfrom :{}\n\n", name, mark);
}

std::string annotated_tag(const std::string& name, int mark, std::int64_t when) {
  return fmt::format("tag {}\nfrom :{}\ntagger T <t@example.test> {} +0000\ndata 1\nx\n", name, mark, when);
}

constexpr std::int64_t day = 86'400;

/// Day 0: v1.0.0 with two commits. A branch of two commits is merged on day 6, a bot's commit and one with a subject of
/// any bytes follow; day 10: v1.1.0 (annotated, twice at the same commit), day 12: v1.1.1. One commit waits.
std::string story() {
  return commit(1, -9 * day, -9 * day, "") + commit(2, 0, 0, "from :1") + light_tag("v1.0.0", 2) +
         commit(3, 2 * day, 3 * day, "from :2") + commit(4, 4 * day, 4 * day, "from :3") +
         commit(5, 5 * day, 5 * day, "from :2") + commit(6, 6 * day, 6 * day, "from :5\nmerge :4", "merge") +
         commit(7, 7 * day, 7 * day, "from :6", "bump", "renovate[bot] <29139614+renovate[bot]@users.noreply.test>") +
         commit(8, 8 * day, 9 * day, "from :7", "\xff\xfe\t caf\xe9 \x01") + annotated_tag("v1.1.0", 8, 10 * day) +
         light_tag("latest", 8) + annotated_tag("lib/v0.3.0", 8, 10 * day + 5) +
         annotated_tag("v1.2.0-rc.1", 8, 11 * day) + commit(9, 11 * day, 12 * day, "from :8") + light_tag("v1.1.1", 9) +
         commit(10, 13 * day, 13 * day, "from :9");
}

/// Days before 1970 do not exist in git's streams.
std::string story_from_2024() {
  std::string out;
  std::istringstream lines(story());
  for (std::string line; std::getline(lines, line);) {
    for (const std::string_view zone : {" +0000", " +0200"})
      if (line.ends_with(zone) && line.find("> ") != line.npos) {
        const auto number = line.rfind("> ") + 2;
        const std::int64_t when = std::stoll(line.substr(number));
        line = line.substr(0, number) + std::to_string(when + 1'704'067'200) + std::string(zone);
      }
    out += line + "\n";
  }
  return out;
}
constexpr std::int64_t origin = 1'704'067'200;

/// Every file below a folder with its content, mode and times.
std::map<std::string, std::string> fingerprint(const std::string& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    struct stat info {};
    REQUIRE(::lstat(entry.path().c_str(), &info) == 0);
    std::string content;
    if (entry.is_regular_file()) {
      std::ifstream in(entry.path(), std::ios::binary);
      content = sha256_hex(std::string((std::istreambuf_iterator<char>(in)), {}));
    }
    out[entry.path().string()] = fmt::format("{:o} {} {} {}.{} {}", info.st_mode, info.st_size, info.st_ino,
                                             info.st_mtim.tv_sec, info.st_mtim.tv_nsec, content);
  }
  return out;
}

struct Expected {
  const char* repository;
  std::size_t releases;
  double median_days, mean_days, p90_days, failure_rate;
  std::optional<double> recovery_hours;
};

/// The releases of a public history, as the corpus derived them.
std::vector<HistoricRelease> releases_of(const std::string& repository) {
  const auto table = [&](const char* kind) {
    const fs::path file = towpath::testing::corpus() / "dora/git_demo" / fmt::format("{}_{}.csv", repository, kind);
    std::ifstream in(file, std::ios::binary);
    REQUIRE_MESSAGE(in, file.string());
    return devlake::read_csv(std::string((std::istreambuf_iterator<char>(in)), {}), kind).value();
  };
  const devlake::Table releases = table("releases"), commits = table("commits");
  std::map<std::string, std::size_t> index;
  std::vector<HistoricRelease> out;
  for (const auto& row : releases.rows) {
    index[row[0]] = out.size();
    out.push_back({row[0], row[0], at_second(std::stoll(row[1])), !out.empty(), is_patch(row[0]), {}, 0, 0});
  }
  for (const auto& row : commits.rows) {
    const auto release = index.find(row[4]);
    if (release == index.end()) continue;
    if (row[3] != "0" && row[3] != "1") {
      ++out[release->second].merges;
      continue;
    }
    out[release->second].commits.push_back({at_second(std::stoll(row[1])), at_second(std::stoll(row[2]))});
  }
  return out;
}

}  // namespace

TEST_SUITE("figures from Git history") {
  TEST_CASE("public histories give the figures measured for them") {
    if (!fs::exists(towpath::testing::corpus() / "dora/git_demo")) {
      MESSAGE("skipped: no corpus");
      return;
    }
    // facts/measuring.md 1.5; the exact values by an independent calculation over the same files.
    for (const Expected& e : {Expected{"alertmanager", 54, 57.5913, 83.1648, 197.7681, 7.0 / 54, 41.0761},
                              Expected{"devlake", 39, 45.5917, 59.5840, 130.0622, 6.0 / 39, 111.865},
                              Expected{"semconv", 26, 22.3938, 63.2761, 64.9779, 0.0, std::nullopt},
                              Expected{"otelproto", 32, 39.9714, 95.9715, 191.2098, 1.0 / 32, 23.2853}}) {
      CAPTURE(e.repository);
      const auto releases = releases_of(e.repository);

      const HistoricFigures figures = historic_figures(releases, e.repository, at_second(0), at_second(2'000'000'000));

      const Dora& dora = figures.dora;
      CHECK(dora.deployment_frequency.n == e.releases);
      CHECK(*dora.lead_time.value / 24 == doctest::Approx(e.median_days).epsilon(1e-5));
      CHECK(*dora.lead_time.p90 / 24 == doctest::Approx(e.p90_days).epsilon(1e-5));
      double sum = 0;
      std::size_t n = 0;
      for (const JudgedDelivery& delivery : dora.deliveries)
        for (const double lead : delivery.lead_times) sum += lead, ++n;
      CHECK(sum / static_cast<double>(n) / 24 == doctest::Approx(e.mean_days).epsilon(1e-5));
      CHECK(*dora.change_failure_rate.value == doctest::Approx(e.failure_rate));
      CHECK(dora.recovery_time.value.has_value() == e.recovery_hours.has_value());
      if (e.recovery_hours) CHECK(*dora.recovery_time.value == doctest::Approx(*e.recovery_hours).epsilon(1e-5));
    }
  }

  TEST_CASE("each commit belongs to the first release that has it, and the first release's are not measured") {
    Made repository(story_from_2024());

    const forge::History history = forge::read_history(repository.path()).value();
    const ReleasedHistory released = released_history(history, {});

    REQUIRE(released.releases.size() == 3);
    CHECK(released.releases[0].tag == "v1.0.0");
    CHECK_FALSE(released.releases[0].has_base);
    const HistoricRelease& second = released.releases[1];
    CHECK(second.tag == "v1.1.0");
    CHECK(second.at == at_second(origin + 10 * day));  // the annotated tag's own time, not the commit's
    CHECK(second.commits.size() == 4);                 // 3, 4, 5 and 8
    CHECK(second.merges == 1);
    CHECK(second.by_bots == 1);
    CHECK(released.releases[2].is_patch);
    CHECK(released.unreleased.size() == 1);
    // The second tag at the same commit brings nothing; a release candidate and a tag without a version are none.
    CHECK(released.ignored_tags == 3);
  }

  TEST_CASE("stages: from writing to the mainline, and from there to the release") {
    Made repository(story_from_2024());
    const auto released = released_history(forge::read_history(repository.path()).value(), {});

    const HistoricFigures figures =
        historic_figures(released.releases, "shop", at_second(origin - day), at_second(origin + 30 * day));

    // Hours to the mainline: 3 and 4 by the merge of day 6 (4 d, 2 d), 5 at once, 8 and 9 a day each.
    CHECK(figures.writing.n == 5);
    CHECK(*figures.writing.value == doctest::Approx(24.0));
    CHECK(*figures.waiting.value == doctest::Approx(4 * 24.0));         // 4, 4, 5, 1, 0 days
    CHECK(*figures.dora.lead_time.value == doctest::Approx(5 * 24.0));  // 8, 6, 5, 2, 1 days
    CHECK(figures.dora.change_failure_rate.value == doctest::Approx(1.0 / 3));
    CHECK(*figures.dora.recovery_time.value == doctest::Approx(48.0));
    CHECK(figures.dora.rework_rate.value == doctest::Approx(1.0 / 3));
  }

  TEST_CASE("a pattern chooses the module whose releases count") {
    Made repository(story_from_2024());
    const forge::History history = forge::read_history(repository.path()).value();

    CHECK(released_history(history, {.glob = "lib/v*"}).releases.size() == 1);
    CHECK(released_history(history, {.glob = "v*", .with_prereleases = true}).releases.size() == 3);
    CHECK(released_history(history, {.glob = "nothing*"}).releases.empty());
  }

  TEST_CASE("tags are releases by their version") {
    for (const char* tag : {"v1.2.3", "1.2", "2024.11", "web-v2", "web_1.0.0", "@scope/pkg@1.2.3", "lib/v0.3.0", "V3"})
      CHECK_MESSAGE(is_release(tag, {.glob = "*"}) == (std::string_view(tag).find('/') == std::string_view::npos), tag);
    for (const char* tag : {"latest", "v", "1.0.0-rc.1", "v2.0.0beta", "nightly", "", "-", "release-candidate"})
      CHECK_FALSE_MESSAGE(is_release(tag, {}), tag);
    CHECK(is_release("v1.0.0+build.5", {}));
    CHECK(is_patch("v1.2.3"));
    CHECK_FALSE(is_patch("v1.2.0"));
    CHECK_FALSE(is_patch("v1.2"));
    // A pattern of stars alone must not take long.
    CHECK_FALSE(is_release(std::string(2000, 'a') + "-1", {.glob = "*a*a*a*a*a*a*a*a*a*b"}));
  }

  TEST_CASE("nothing is written to the repository, and a read-only one will do") {
    Made repository(story_from_2024());
    repository.run("chmod -R a-w repo");
    const auto before = fingerprint(repository.path());

    const forge::History history = forge::read_history(repository.path()).value();

    CHECK(history.commits.size() == 10);
    CHECK(fingerprint(repository.path()) == before);
    repository.run("chmod -R u+w repo");
  }

  TEST_CASE("what is no repository is refused, an empty one has no releases, a shallow one says so") {
    db::testing::TemporaryFolder folder;
    CHECK(forge::read_history(std::string(folder.path())).error().code() == "forge.not_a_repository");
    CHECK(forge::read_history("/nowhere/at/all").error().code() == "forge.not_a_repository");

    Made repository(story_from_2024());
    repository.run("git init -q empty && git clone -q --bare --depth 2 --no-single-branch file://$PWD/repo shallow");
    const fs::path beside = fs::path(repository.path()).parent_path();
    const auto empty = forge::read_history((beside / "empty").string());
    REQUIRE(empty.has_value());
    CHECK(released_history(*empty, {}).releases.empty());
    const auto shallow = forge::read_history((beside / "shallow").string());
    REQUIRE(shallow.has_value());
    CHECK(shallow->is_shallow);
  }

  TEST_CASE("a commit written after its release counts as nought and is counted") {
    std::vector<HistoricRelease> releases{
        {"v1", "a", at_second(0), false, false, {}, 0, 0},
        {"v2", "b", at_second(100), true, false, {{at_second(200), at_second(50)}}, 0, 0}};

    const HistoricFigures figures = historic_figures(releases, "shop", at_second(-1), at_second(1000));

    CHECK(figures.dora.lead_time.value == 0.0);
    CHECK(figures.clamped == 1);
  }
}
