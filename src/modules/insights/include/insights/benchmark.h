#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace towpath::insights {

/// Where a value stands in an edition: the best group whose bound it meets, or a score.
struct BenchmarkGroup {
  std::string_view name;  ///< "elite"; "6" for an answer of the quick check.
  double bound = 0;       ///< In the metric's unit: at least it, or at most it, as the metric's direction says.
};

struct BenchmarkLine {
  std::string_view metric;             ///< A key of the registry.
  std::vector<BenchmarkGroup> groups;  ///< Best first; the last one takes the rest.
  std::optional<double> mean_score;    ///< Of all who answered, 0 to 10.
};

/// What a year's report says, as data. CC BY 4.0, DORA (dora.dev).
struct BenchmarkEdition {
  std::string_view id, title, source, note;
  bool is_scored = false;  ///< 0 to 10 by answers, or by percentage, instead of groups of teams.
  std::vector<BenchmarkLine> lines;
};

const std::vector<BenchmarkEdition>& benchmark_editions();
constexpr std::string_view default_edition = "2025-score";
const BenchmarkEdition* find_edition(std::string_view id);

struct Standing {
  std::string_view group;       ///< "" in a scored edition for percentages.
  std::optional<double> score;  ///< 0 to 10.
  std::optional<double> mean_score;
};
/// Nothing when the edition does not speak of the metric.
std::optional<Standing> standing_of(const BenchmarkEdition& edition, std::string_view metric, double value);

}  // namespace towpath::insights
