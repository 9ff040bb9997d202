#include <fmt/core.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "db/testing/databases.h"
#include "insights/baseline.h"
#include "parts_bench.h"
#include "program.h"

namespace towpath::bench {
namespace {

/// A history as busy ones are: every fifth commit is a merge, every two hundredth a release.
void write_stream(const std::filesystem::path& file, int commits) {
  constexpr long long begin = 1'700'000'000, apart = 2'000;
  std::ofstream out(file, std::ios::binary);
  for (int i = 1; i <= commits; ++i) {
    const long long at = begin + i * apart;
    out << fmt::format(
        "commit refs/heads/main\nmark :{}\nauthor A <a@example.test> {} +0000\n"
        "committer C <c@example.test> {} +0000\ndata 4\nwork\n",
        i, at - (i * 7919LL) % 900'000, at);
    if (i > 1) out << fmt::format("from :{}\n", i - 1);
    if (i % 5 == 0 && i > 10) out << fmt::format("merge :{}\n", i - 2 - i % 7);
    out << "\n";
    if (i % 200 == 0) out << fmt::format("reset refs/tags/v1.{}.0\nfrom :{}\n\n", i / 200, i);
  }
}

}  // namespace

void measure_history(Report& report) {
  constexpr int commits = 20'000, releases = 100;
  const db::testing::TemporaryFolder folder;
  const std::filesystem::path root = folder.path();
  write_stream(root / "stream", commits);
  if (Program({"sh", "-c",
               fmt::format("cd '{}' && git init -q --bare repo && git -C repo fast-import --quiet < stream",
                           folder.path())})
          .rest()
          .first != 0)
    throw std::runtime_error("git made no history");
  Measurement row{.name = "import.git_20000_commits", .unit = "ms", .rounds = {}, .target = {.at_most = 2'000}};
  for (int round = 0; round < report.rounds(); ++round)
    row.rounds.push_back(seconds_of([&] {
                           const auto history = forge::read_history((root / "repo").string()).value();
                           const auto baseline =
                               insights::baseline_of(insights::released_history(history, {}), std::chrono::months(60),
                                                     UtcTime(std::chrono::seconds(1'760'000'000)));
                           if (history.commits.size() != commits || baseline.releases.size() != releases)
                             throw std::runtime_error("the history was not read");
                         }) *
                         1e3);
  report.add(std::move(row));
}

}  // namespace towpath::bench
