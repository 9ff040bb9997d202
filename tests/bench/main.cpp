// Measures the product beside its floors and peers. Usage: towpath_bench [--json FILE] [--rounds N] [AREA...]
#include <fmt/core.h>

#include <charconv>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "log/log.h"
#include "measurement.h"
#include "parts_bench.h"
#include "runs_bench.h"
#include "server_bench.h"

using namespace towpath;

namespace {

/// What cannot be measured is a line of the report; the rest is measured all the same.
void measure_or_say(bench::Report& report, const char* area, void (*measure)(bench::Report&)) {
  try {
    measure(report);
  } catch (const std::exception& e) {  // boundary: one area's failure
    report.fail(area, e.what());
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string json;
  int rounds = 5;
  std::set<std::string> wanted;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc)
      json = argv[++i];
    else if (word == "--rounds" && i + 1 < argc)
      std::from_chars(argv[i + 1], argv[i + 1] + std::strlen(argv[i + 1]), rounds), ++i;
    else
      wanted.insert(word);
  }
  bench::Report report(rounds);
  const std::pair<const char*, void (*)(bench::Report&)> areas[] = {
      {"runs.sqlite_normal", &bench::measure_runs_sqlite_normal},
      {"runs.sqlite_full", &bench::measure_runs_sqlite_full},
      {"runs.postgres", &bench::measure_runs_postgres},
      {"step", &bench::measure_steps},
      {"events", &bench::measure_events},
      {"catalog", &bench::measure_catalog},
      {"scorecards", &bench::measure_scorecards},
      {"template", &bench::measure_template},
      {"history", &bench::measure_history},
      {"insights", &bench::measure_insights},
      {"guardrails", &bench::measure_guardrails},
      {"matching", &bench::measure_matching},
      {"plans", &bench::measure_plans},
      {"proxy", &bench::measure_proxy},
      {"deployments", &bench::measure_deployments},
      {"server", &bench::measure_server},
  };
  for (const auto& [name, measure] : areas)
    if (wanted.empty() || wanted.contains(name)) measure_or_say(report, name, measure);
  report.print();
  if (!json.empty() && !report.write_json(json)) {
    fmt::print(stderr, "{} cannot be written\n", json);
    return 1;
  }
  return report.failures() == 0 ? 0 : 1;
}
