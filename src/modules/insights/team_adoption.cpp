#include "team_adoption.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "no_value.h"

namespace towpath::insights {
namespace {

constexpr std::chrono::days trial{14};

/// Weeks of the team in the `weeks` weeks that end with that of the last moment before `at`.
std::int64_t active_weeks(const AdoptingTeam& team, UtcTime at, int weeks) {
  const UtcTime last = at - std::chrono::microseconds(1);
  const std::string until = week_of(last), since = week_of(last - std::chrono::days(7 * (weeks - 1)));
  return std::count_if(team.weeks.begin(), team.weeks.end(),
                       [&](const std::string& week) { return week >= since && week <= until; });
}

bool has(const std::optional<UtcTime>& first, UtcTime at) { return first && *first < at; }

bool is_retained(const AdoptingTeam& team, UtcTime at) {
  return has(team.deployed_at, at) && active_weeks(team, at, 4) >= 3;
}

std::string quarter_of(UtcTime time) {
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(time));
  return fmt::format("{}-Q{}", static_cast<int>(day.year()), (static_cast<unsigned>(day.month()) - 1) / 3 + 1);
}

std::vector<MetricPart> funnel(const std::vector<AdoptingTeam>& teams, UtcTime at) {
  std::vector<MetricPart> out;
  const auto add = [&](const char* label, auto&& fits) {
    const std::int64_t n = std::count_if(teams.begin(), teams.end(),
                                         [&](const AdoptingTeam& team) { return team.created_at < at && fits(team); });
    out.push_back({label, static_cast<double>(n), n});
  };
  add("teams", [](const AdoptingTeam&) { return true; });
  add("in the catalog", [&](const AdoptingTeam& team) { return has(team.catalogued_at, at); });
  add("used a golden path", [&](const AdoptingTeam& team) { return has(team.path_at, at); });
  add("live in production", [&](const AdoptingTeam& team) { return has(team.deployed_at, at); });
  add("active this week", [&](const AdoptingTeam& team) { return is_active(team, at); });
  add("retained", [&](const AdoptingTeam& team) { return is_retained(team, at); });
  return out;
}

}  // namespace

std::vector<TeamCohort> cohorts(const std::vector<AdoptingTeam>& teams, UtcTime at) {
  std::map<std::string, TeamCohort> by_quarter;
  for (const AdoptingTeam& team : teams) {
    if (team.created_at >= at) continue;
    TeamCohort& cohort = by_quarter[quarter_of(team.created_at)];
    const UtcTime tried = team.created_at + trial;
    if (tried <= at) {
      ++cohort.tried;
      cohort.activated += has(team.deployed_at, tried) ? 1 : 0;
    }
    cohort.live += has(team.deployed_at, at) ? 1 : 0;
    cohort.retained += is_retained(team, at) ? 1 : 0;
  }
  std::vector<TeamCohort> out;
  for (auto& [quarter, cohort] : by_quarter) {
    cohort.quarter = quarter;
    out.push_back(std::move(cohort));
  }
  return out;
}

bool is_active(const AdoptingTeam& team, UtcTime at) { return active_weeks(team, at, 2) > 0; }

std::string_view stage_of(const AdoptingTeam& team, UtcTime at) {
  return is_retained(team, at)         ? "retained"
         : has(team.deployed_at, at)   ? "live in production"
         : has(team.path_at, at)       ? "used a golden path"
         : has(team.catalogued_at, at) ? "in the catalog"
                                       : "not started";
}

MeasuredMetric measure_teams(const MetricDefinition& metric, const std::vector<AdoptingTeam>& teams, UtcTime at) {
  MeasuredMetric out;
  out.metric.unit = metric.unit;
  std::int64_t part = 0, whole = 0;
  if (metric.measure == Measure::teams_activated || metric.measure == Measure::teams_retained) {
    for (const TeamCohort& cohort : cohorts(teams, at)) {
      const bool by_trial = metric.measure == Measure::teams_activated;
      const std::int64_t of = by_trial ? cohort.tried : cohort.live, n = by_trial ? cohort.activated : cohort.retained;
      if (of == 0) continue;
      whole += of;
      part += n;
      out.parts.push_back({cohort.quarter, static_cast<double>(n) / static_cast<double>(of), of});
    }
  } else {
    out.parts = funnel(teams, at);
    whole = out.parts.front().n;
    for (const MetricPart& each : out.parts)
      if (each.label == (metric.measure == Measure::teams_live ? "live in production" : "active this week"))
        part = each.n;
  }
  if (whole == 0) {
    out.metric.reason = no_value::no_teams;
    out.parts.clear();
    return out;
  }
  out.metric.n = static_cast<std::size_t>(whole);
  out.metric.value = static_cast<double>(part) / static_cast<double>(whole);
  return out;
}

}  // namespace towpath::insights
