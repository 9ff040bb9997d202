#include "metric_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "day.h"
#include "no_value.h"
#include "team_adoption.h"

namespace towpath::insights {
namespace {

constexpr int longest_by_day = 100;

double share(std::int64_t part, std::int64_t whole) { return static_cast<double>(part) / static_cast<double>(whole); }

MeasuredMetric without(const MetricDefinition& metric, std::string_view reason) {
  MeasuredMetric out;
  out.metric.unit = metric.unit;
  out.metric.reason = reason;
  return out;
}

/// What a delivery shows for a metric; nothing when it does not count there.
std::optional<MetricRow> row_of(const JudgedDelivery& d, Measure measure) {
  MetricRow out{d.id, d.component, "live", d.finished_at, d.finished_at, std::nullopt, d.failed};
  if (!d.succeeded) out.label = "did not go live";
  if (d.is_rework) out.label = "mended a failure";
  if (d.failed) out.label = d.recovered_at ? "failed, recovered" : "failed, still open";
  if (!d.source.empty()) out.label += ", imported from " + d.source;
  switch (measure) {
    case Measure::dora_lead_time:
      out.value = quantile(d.lead_times, 0.5);
      if (!out.value) return std::nullopt;
      break;
    case Measure::dora_recovery:
      if (!d.failed_at) return std::nullopt;
      out.begun_at = d.failed_at;
      out.ended_at = d.recovered_at;
      if (d.recovered_at)
        out.value =
            std::max(0.0, std::chrono::duration<double, std::ratio<3600>>(*d.recovered_at - *d.failed_at).count());
      break;
    case Measure::dora_failure_rate:
      if (!d.failed) return std::nullopt;
      break;
    case Measure::dora_rework:
      if (!d.is_rework) return std::nullopt;
      break;
    case Measure::dora_attempts:
      break;
    default:
      if (!d.succeeded) return std::nullopt;
  }
  return out;
}

std::optional<double> value_of_day(const DoraDay& day, Measure measure) {
  const auto of_deployments = [&](std::size_t part) -> std::optional<double> {
    if (day.deployments == 0) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(day.deployments);
  };
  switch (measure) {
    case Measure::dora_lead_time:
      return day.lead_time;
    case Measure::dora_recovery:
      return day.recovery_time;
    case Measure::dora_failure_rate:
      return of_deployments(day.failures);
    case Measure::dora_rework:
      return of_deployments(day.rework);
    case Measure::dora_attempts:
      if (day.deployments + day.attempts_failed == 0) return std::nullopt;
      return static_cast<double>(day.deployments) / static_cast<double>(day.deployments + day.attempts_failed);
    default:
      return static_cast<double>(day.deployments);
  }
}

std::optional<double> value_of(const FactFigures& figures, Measure measure) {
  switch (measure) {
    case Measure::median:
      return figures.quantile(0.5);
    case Measure::flagged_share:
      return share(figures.flagged(), figures.n());
    case Measure::unflagged_share:
      return share(figures.n() - figures.flagged(), figures.n());
    default:
      return static_cast<double>(figures.n());
  }
}

/// All that decides which deliveries are judged.
std::string question_of(const MetricWindow& window) {
  std::string out = fmt::format("{}\n{}\n{}\n{}\n{}", window.scope.component, window.scope.owner,
                                to_rfc3339(window.from), to_rfc3339(window.to), window.scope.visible.where);
  for (const db::Value& value : window.scope.visible.params)
    if (const auto* text = std::get_if<std::string>(&value.variant())) out += "\n" + *text;
  return out;
}

/// Where a page of facts ended: the last one's end and id.
std::string cursor_of(const MetricRow& row) { return to_rfc3339(row.ended_at.value()) + " " + row.id; }

Result<std::optional<FactPlace>> place_of(const std::string& cursor) {
  if (cursor.empty()) return std::optional<FactPlace>();
  const std::size_t blank = cursor.find(' ');
  const auto ended_at = parse_rfc3339(cursor.substr(0, blank));
  if (blank == std::string::npos || !ended_at.has_value())
    return invalid_input("insights.invalid_cursor", fmt::format("'{}' is not where a page ended.", cursor))
        .with_hint("Give 'after' the 'next' of the page before.");
  return std::optional(FactPlace{*ended_at, cursor.substr(blank + 1)});
}

}  // namespace

MetricRows page_of(std::vector<MetricRow> all, const std::string& after, std::size_t limit) {
  MetricRows out;
  bool is_past = after.empty();
  for (MetricRow& row : all) {
    if (is_past && out.items.size() == limit) {
      out.next = out.items.back().id;
      break;
    }
    const bool is_last = row.id == after;
    if (is_past) out.items.push_back(std::move(row));
    if (is_last) is_past = true;
  }
  return out;
}

MetricWindow MetricWindow::before() const {
  MetricWindow out = *this;
  out.to = from;
  out.from = from - std::chrono::days(days);
  return out;
}

bool is_dora(Measure measure) { return measure <= Measure::dora_attempts; }

const Metric& metric_of(const Dora& dora, Measure measure) {
  switch (measure) {
    case Measure::dora_lead_time:
      return dora.lead_time;
    case Measure::dora_failure_rate:
      return dora.change_failure_rate;
    case Measure::dora_recovery:
      return dora.recovery_time;
    case Measure::dora_rework:
      return dora.rework_rate;
    case Measure::dora_attempts:
      return dora.attempt_success_rate;
    default:
      return dora.deployment_frequency;
  }
}

MetricReader::MetricReader(db::Tx& tx, const MetricWindow& window, DoraCache& judged)
    : tx_(tx), window_(window), judged_(judged) {}

const Dora& MetricReader::dora() {
  if (!dora_)
    dora_ = judged_.get(tx_, question_of(window_), [&] {
      const FactScope& scope = window_.scope;
      const UtcTime since = window_.from - lookback;
      const auto incidents = IncidentStore().list(tx_, scope.component, scope.owner, since, window_.to, scope.visible);
      auto deliveries = DeliveryStore().list(tx_, scope.component, scope.owner, since, window_.to, scope.visible);
      // Rollbacks and failing health checks are recorded here, so there always is a source of failures.
      return compute_dora(std::move(deliveries), incidents, window_.from, window_.to, true);
    });
  return *dora_;
}

const std::vector<AdoptingTeam>& MetricReader::teams() {
  if (!teams_) teams_ = adoption_.teams(tx_, window_.scope);
  return *teams_;
}

std::vector<FactStore::Part> MetricReader::by_label(std::string_view fact) const {
  return facts_.by_label(tx_, fact, window_.scope, window_.from, window_.to);
}

MeasuredMetric MetricReader::of_facts(const MetricDefinition& metric) {
  const FactFigures figures = facts_.figures(tx_, metric.fact, window_.scope, window_.from, window_.to);
  if (metric.measure == Measure::per_deployment) {
    const std::size_t deployments = dora().deployment_frequency.n;
    if (deployments == 0) return without(metric, no_value::no_deployments);
    MeasuredMetric out = without(metric, "");
    out.metric.n = deployments;
    out.metric.value = static_cast<double>(figures.n()) / static_cast<double>(deployments);
    return out;
  }
  if (figures.n() == 0) return without(metric, no_value::no_facts);
  MeasuredMetric out = without(metric, "");
  out.metric.n = static_cast<std::size_t>(figures.n());
  out.metric.value = value_of(figures, metric.measure);
  if (metric.measure == Measure::median) {
    out.metric.p75 = figures.quantile(0.75);
    out.metric.p90 = figures.quantile(0.9);
    out.is_approximate = !figures.is_exact();
  }
  return out;
}

MeasuredMetric MetricReader::of_teams(const MetricDefinition& metric) {
  if (!window_.scope.component.empty()) return without(metric, no_value::not_per_component);
  return measure_teams(metric, teams(), window_.to);
}

MeasuredMetric MetricReader::coverage() {
  const MetricDefinition& metric = *find_metric("golden-path-coverage");
  const auto components = adoption_.components(tx_, window_.scope);
  if (components.empty()) return without(metric, no_value::no_components);
  MeasuredMetric out = without(metric, "");
  out.metric.n = components.size();
  const auto made = std::count_if(components.begin(), components.end(),
                                  [](const AdoptedComponent& component) { return component.is_from_path; });
  out.metric.value = share(made, static_cast<std::int64_t>(components.size()));
  return out;
}

MeasuredMetric MetricReader::measure(const MetricDefinition& metric) {
  if (is_dora(metric.measure)) {
    MeasuredMetric out;
    out.metric = metric_of(dora(), metric.measure);
    return out;
  }
  switch (metric.measure) {
    case Measure::path_coverage:
      return coverage();
    case Measure::teams_live:
    case Measure::teams_active:
    case Measure::teams_activated:
    case Measure::teams_retained:
      return of_teams(metric);
    case Measure::supplied:
      return without(metric, no_value::no_source);
    default:
      return of_facts(metric);
  }
}

std::vector<MetricPoint> MetricReader::series(const MetricDefinition& metric) {
  std::vector<MetricPoint> out;
  if (is_dora(metric.measure)) {
    for (const DoraDay& day : by_day(dora().deliveries, window_.from, window_.to))
      out.push_back({day.date, value_of_day(day, metric.measure), static_cast<std::int64_t>(day.deployments)});
    return out;
  }
  if (metric.fact.empty()) return out;
  const bool by_week = window_.days > longest_by_day;
  std::map<std::string, FactFigures> points;
  for (UtcTime day = std::chrono::floor<std::chrono::days>(window_.from); day < window_.to; day += std::chrono::days(1))
    points[by_week ? week_of(day) : to_rfc3339(day).substr(0, 10)];
  for (const auto& [day, figures] : facts_.days(tx_, metric.fact, window_.scope, window_.from, window_.to)) {
    points[by_week ? week_of(midnight_of(day).value()) : day].add(figures);
  }
  for (const auto& [date, figures] : points) {
    const bool has_value =
        figures.n() > 0 || metric.measure == Measure::count || metric.measure == Measure::per_deployment;
    out.push_back({date, has_value ? value_of(figures, metric.measure) : std::nullopt, figures.n()});
  }
  return out;
}

Result<MetricRows> MetricReader::rows(const MetricDefinition& metric, const std::string& after, std::size_t limit) {
  std::vector<MetricRow> all;
  if (is_dora(metric.measure)) {
    const auto& deliveries = dora().deliveries;
    for (auto delivery = deliveries.rbegin(); delivery != deliveries.rend(); ++delivery)
      if (auto row = row_of(*delivery, metric.measure)) all.push_back(std::move(*row));
    return page_of(std::move(all), after, limit);
  }
  if (!metric.fact.empty()) {
    MetricRows out;
    TRY(const auto place, place_of(after));
    for (Fact& fact : facts_.rows(tx_, metric.fact, window_.scope, window_.from, window_.to, place, limit + 1))
      out.items.push_back({std::move(fact.id), std::move(fact.component), std::move(fact.label), fact.begun_at,
                           fact.ended_at, fact.value, fact.flagged});
    if (out.items.size() > limit) {
      out.items.pop_back();
      out.next = cursor_of(out.items.back());
    }
    return out;
  }
  if (metric.measure == Measure::path_coverage) {
    for (const AdoptedComponent& c : adoption_.components(tx_, window_.scope))
      all.push_back({c.name, c.name, c.is_from_path ? "golden path" : "other", c.registered_at, c.deployed_at,
                     std::nullopt, c.is_from_path});
    return page_of(std::move(all), after, limit);
  }
  if (metric.measure == Measure::supplied || !window_.scope.component.empty()) return MetricRows();
  for (const AdoptingTeam& team : teams()) {
    all.push_back({team.owner_ref, "", std::string(stage_of(team, window_.to)), team.created_at, team.deployed_at,
                   std::nullopt, is_active(team, window_.to)});
  }
  return page_of(std::move(all), after, limit);
}

}  // namespace towpath::insights
