#include "insights/benchmark.h"

#include <algorithm>

#include "insights/metric.h"

namespace towpath::insights {
namespace {

constexpr double day = 24, week = 7 * day, month = 30 * day, half_year = 182 * day;

constexpr std::string_view frequency = "deployment-frequency", lead_time = "change-lead-time",
                           failures = "change-fail-rate", recovery = "recovery-time", rework = "rework-rate";

/// The answers of DORA's quick check, 6 to 1, as bounds.
std::vector<BenchmarkGroup> times() {
  return {{"6", 1}, {"5", day}, {"4", week}, {"3", month}, {"2", half_year}, {"1", 0}};
}
std::vector<BenchmarkGroup> frequencies() {
  return {{"6", 1.0001}, {"5", 1}, {"4", 1.0 / 7}, {"3", 1.0 / 30}, {"2", 1.0 / 182}, {"1", 0}};
}

std::vector<BenchmarkGroup> clusters(double elite, double high, double medium) {
  return {{"elite", elite}, {"high", high}, {"medium", medium}, {"low", 0}};
}

}  // namespace

const std::vector<BenchmarkEdition>& benchmark_editions() {
  static const std::vector<BenchmarkEdition> all{
      {"2025-score",
       "DORA 2025, score of the quick check",
       "dora.dev, quick check, 2025, all industries (CC BY 4.0)",
       "Answers 1 to 6 become 0 to 10; shares become 10 for none and 0 for all. The mean is that of all who answered.",
       true,
       {{lead_time, times(), 5.5},
        {frequency, frequencies(), 4.8},
        {recovery, times(), 7.4},
        {failures, {}, 8.1},
        {rework, {}, 7.8}}},
      {"2024",
       "DORA 2024, clusters of teams",
       "Accelerate State of DevOps 2024 (CC BY 4.0)",
       "In this year the cluster called high failed more often (20 %) than medium (10 %): the groups are clusters "
       "found in "
       "answers, no ladder.",
       false,
       {{lead_time, clusters(day, week, month), std::nullopt},
        {frequency, clusters(1.0001, 1.0 / 7, 1.0 / 30), std::nullopt},
        {failures, {{"elite", 0.05}, {"medium", 0.10}, {"high", 0.20}, {"low", 0}}, std::nullopt},
        {recovery, clusters(1, day, day), std::nullopt}}},
      {"2023",
       "DORA 2023, clusters of teams",
       "Accelerate State of DevOps 2023 (CC BY 4.0)",
       "",
       false,
       {{lead_time, clusters(day, week, month), std::nullopt},
        {frequency, clusters(1.0001, 1.0 / 7, 1.0 / 30), std::nullopt},
        {failures, clusters(0.05, 0.10, 0.15), std::nullopt},
        {recovery, clusters(1, day, week), std::nullopt}}},
      {"2021",
       "DORA 2021, clusters of teams",
       "Accelerate State of DevOps 2021 (CC BY 4.0)",
       "High, medium and low did not differ in how often changes failed.",
       false,
       {{lead_time, clusters(1, week, half_year), std::nullopt},
        {frequency, clusters(1.0001, 1.0 / 7, 1.0 / 30), std::nullopt},
        {failures, {{"elite", 0.15}, {"high, medium or low", 0}}, std::nullopt},
        {recovery, clusters(1, day, week), std::nullopt}}}};
  return all;
}

const BenchmarkEdition* find_edition(std::string_view id) {
  const auto& all = benchmark_editions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const BenchmarkEdition& e) { return e.id == id; });
  return found == all.end() ? nullptr : &*found;
}

std::optional<Standing> standing_of(const BenchmarkEdition& edition, std::string_view metric, double value) {
  const auto line = std::find_if(edition.lines.begin(), edition.lines.end(),
                                 [&](const BenchmarkLine& each) { return each.metric == metric; });
  const MetricDefinition* definition = find_metric(metric);
  if (line == edition.lines.end() || !definition) return std::nullopt;
  Standing out;
  out.mean_score = line->mean_score;
  if (line->groups.empty()) {
    out.score = 10 * (1 - std::clamp(value, 0.0, 1.0));
    return out;
  }
  const auto meets = [&](const BenchmarkGroup& group) {
    return definition->direction == Direction::up ? value >= group.bound : value <= group.bound;
  };
  auto group = std::find_if(line->groups.begin(), line->groups.end() - 1, meets);
  out.group = group->name;
  if (edition.is_scored) out.score = 10 * (static_cast<double>(line->groups.end() - 1 - group) / 5);
  return out;
}

}  // namespace towpath::insights
