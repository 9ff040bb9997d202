#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace towpath::insights {

/// What a reader wants to know; the portal groups metrics by it.
enum class Question { speed, stability, experience, adoption, cost };
std::string_view to_string(Question question);

/// Which way is better.
enum class Direction { up, down, neither };
std::string_view to_string(Direction direction);

/// How a value comes about. What is not from facts of one kind has a word of its own.
enum class Measure {
  dora_frequency,
  dora_lead_time,
  dora_failure_rate,
  dora_recovery,
  dora_rework,
  dora_attempts,
  median,           ///< Of the facts' values.
  count,            ///< Of the facts.
  flagged_share,    ///< Facts that are flagged of all.
  unflagged_share,  ///< Facts that are not.
  per_deployment,   ///< Facts for each successful production deployment.
  path_coverage,
  teams_live,
  teams_active,
  teams_activated,
  teams_retained,
  supplied,  ///< Asked of a MetricSource.
};

/// A metric: what it is, how it is computed and from what. The one place that says so: portal, command line, API,
/// /metrics and the manual show this.
struct MetricDefinition {
  std::string_view key;   ///< [a-z-]+, stable.
  std::string_view name;  ///< As people read it.
  Question question = Question::speed;
  std::string_view definition;  ///< In words.
  std::string_view formula;
  std::string_view unit;  ///< "hours", "minutes", "days", "share", "per day", "count", "points" or "money".
  Direction direction = Direction::neither;
  std::string_view cases;   ///< What n counts: "deployments".
  std::string_view source;  ///< What it is made of.
  Measure measure = Measure::count;
  std::string_view fact = {};             ///< The kind of fact, where the measure is one of facts.
  std::vector<std::string_view> reasons;  ///< Why it may have no value.
};

/// All of them, in the order they are shown.
const std::vector<MetricDefinition>& metric_definitions();
const MetricDefinition* find_metric(std::string_view key);

/// A reason in words: "Nothing was deployed to production in this time."; "" for a word that is none.
std::string_view reason_text(std::string_view reason);

/// Who may see values, in words; the same for every metric.
std::string_view metric_audience();

/// The manual's page: every definition as Markdown.
std::string metrics_manual();

}  // namespace towpath::insights
