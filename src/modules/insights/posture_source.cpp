#include "posture_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "no_value.h"
#include "scope_of.h"

namespace towpath::insights {
namespace {

double days_between(UtcTime since, UtcTime until) {
  return std::max(0.0, std::chrono::duration<double, std::ratio<86400>>(until - since).count());
}

}  // namespace

SuppliedMetric PostureSource::measure(const std::string& key, const MetricQuestion& question) {
  if (question.to <= kernel_.clock.now()) return no_value_of(key, no_value::only_now);
  const PostureScope scope{kernel_.authorizer.decide(question.principal, "metric.read"), question.component,
                           question.owner};
  if (key == "standards-met") return standards_met(scope);
  return key == "open-waivers" ? open_waivers(scope) : failing_age(scope);
}

/// A service is at the standard when it is on every scorecard that covers it.
SuppliedMetric PostureSource::standards_met(const PostureScope& scope) {
  const std::vector<ServiceStanding> standings = posture_.services(scope);
  if (standings.empty()) return no_value_of("standards-met", no_value::no_scorecard);
  SuppliedMetric out = no_value_of("standards-met", "");
  std::map<std::string_view, bool> services;
  std::map<std::string_view, MetricPart> scorecards;
  for (const ServiceStanding& each : standings) {
    bool& is_met = services.emplace(each.component, true).first->second;
    is_met = is_met && each.is_met;
    MetricPart& part = scorecards[each.scorecard];
    part.label = each.scorecard;
    part.value += each.is_met ? 1 : 0;
    ++part.n;
    out.rows.push_back(
        {fmt::format("{}/{}", each.component, each.scorecard), each.component,
         fmt::format("{}: {} of {}", each.scorecard, each.level.empty() ? "no level" : each.level, each.wanted),
         each.since, std::nullopt, std::nullopt, !each.is_met});
  }
  std::stable_sort(out.rows.begin(), out.rows.end(),
                   [](const MetricRow& a, const MetricRow& b) { return a.flagged > b.flagged; });
  const auto met = std::count_if(services.begin(), services.end(), [](const auto& service) { return service.second; });
  out.measured.metric.n = services.size();
  out.measured.metric.value = static_cast<double>(met) / static_cast<double>(services.size());
  for (auto& [name, part] : scorecards) {
    part.value /= static_cast<double>(part.n);
    out.measured.parts.push_back(std::move(part));
  }
  return out;
}

SuppliedMetric PostureSource::failing_age(const PostureScope& scope) {
  const FailingChecks failing = posture_.failing(scope);
  if (failing.ages.empty())
    return no_value_of("failing-check-age", failing.is_checked ? no_value::nothing_fails : no_value::no_scorecard);
  SuppliedMetric out = no_value_of("failing-check-age", "");
  const UtcTime now = kernel_.clock.now();
  std::vector<double> ages;
  for (const FailingAge& age : failing.ages)
    ages.insert(ages.end(), static_cast<std::size_t>(age.checks), days_between(age.since, now));
  for (const FailingChecks::One& each : failing.longest)
    out.rows.push_back(
        {each.id, each.component, each.title, each.since, std::nullopt, days_between(each.since, now), true});
  out.measured.metric.n = ages.size();
  out.measured.metric.value = quantile(ages, 0.5);
  out.measured.metric.p75 = quantile(ages, 0.75);
  out.measured.metric.p90 = quantile(std::move(ages), 0.9);
  return out;
}

/// None in force is a number, too: it is known that there are none.
SuppliedMetric PostureSource::open_waivers(const PostureScope& scope) {
  SuppliedMetric out = no_value_of("open-waivers", "");
  for (const WaiverInForce& each : posture_.waivers(scope))
    out.rows.push_back({each.id, each.component, each.title, each.since, each.until, std::nullopt, false});
  out.measured.metric.n = out.rows.size();
  out.measured.metric.value = static_cast<double>(out.rows.size());
  return out;
}

}  // namespace towpath::insights
