#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adoption_store.h"
#include "insights/metric.h"
#include "insights/metric_value.h"

namespace towpath::insights {

/// Teams that came in one quarter, as they stand at a moment.
struct TeamCohort {
  std::string quarter;         ///< "2026-Q3", of the team's creation (UTC).
  std::int64_t tried = 0;      ///< Teams that have been here for fourteen days.
  std::int64_t activated = 0;  ///< Of those: in production within their first fourteen days.
  std::int64_t live = 0;       ///< Ever in production.
  std::int64_t retained = 0;   ///< Of those: active in three of the last four weeks.
};

/// By quarter, oldest first; of the teams that were there at `at`.
std::vector<TeamCohort> cohorts(const std::vector<AdoptingTeam>& teams, UtcTime at);

/// How far a team came until `at`: "not started", "in the catalog", "used a golden path", "live in production" or
/// "retained".
std::string_view stage_of(const AdoptingTeam& team, UtcTime at);
bool is_active(const AdoptingTeam& team, UtcTime at);  ///< In the week of `at` or the one before.

/// A metric of teams (Measure::teams_...) at `at`, with its funnel or its cohorts as parts.
MeasuredMetric measure_teams(const MetricDefinition& metric, const std::vector<AdoptingTeam>& teams, UtcTime at);

}  // namespace towpath::insights
