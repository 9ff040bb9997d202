#include "cost/cost_source.h"

#include <algorithm>
#include <map>

#include "day.h"
#include "no_value.h"
#include "scope_of.h"

namespace towpath::insights::cost {
SuppliedMetric CostSource::cost(const MetricQuestion& question, const PriceBook& prices) {
  const auto sums = kernel_.db.read(
      [&](db::Tx& tx) { return usage_.by_day(tx, scope_of(kernel_, question), question.from, question.to); });
  if (sums.empty()) return no_value_of("cost", no_value::no_facts);
  SuppliedMetric out = no_value_of("cost", "");
  double total = 0;
  std::map<std::string, MetricPoint> days;
  std::map<std::string, MetricPart> types;
  std::map<std::string, MetricRow> places;
  for (const UsageSum& sum : sums) {
    const double price = prices.of(sum.core_hours, sum.gb_hours);
    total += price;
    out.measured.metric.n += static_cast<std::size_t>(sum.hours);
    MetricPoint& day = days[sum.day];
    day.date = sum.day;
    day.value = day.value.value_or(0) + price;
    day.n += sum.hours;
    MetricPart& type = types[sum.env_type];
    type.label = sum.env_type;
    type.value += price;
    type.n += sum.hours;
    MetricRow& place = places[sum.component + "/" + sum.environment];
    place.id = sum.component + "/" + sum.environment;
    place.component = sum.component;
    place.label = sum.environment;
    place.value = place.value.value_or(0) + price;
    place.begun_at = place.begun_at.value_or(midnight_of(sum.day).value());
    place.ended_at = midnight_of(sum.day).value() + std::chrono::days(1);
  }
  out.measured.metric.value = total;
  for (auto& [key, day] : days) out.series.push_back(std::move(day));
  for (auto& [key, type] : types) out.measured.parts.push_back(std::move(type));
  for (auto& [key, place] : places) out.rows.push_back(std::move(place));
  std::stable_sort(out.rows.begin(), out.rows.end(),
                   [](const MetricRow& a, const MetricRow& b) { return a.value > b.value; });
  return out;
}

SuppliedMetric CostSource::per_deployment(const MetricQuestion& question, const SuppliedMetric& whole) {
  if (!whole.measured.metric.value) return no_value_of("cost-per-deployment", whole.measured.metric.reason);
  const FactFigures deployments = kernel_.db.read([&](db::Tx& tx) {
    return FactStore().figures(tx, fact_kind::deployment, scope_of(kernel_, question), question.from, question.to);
  });
  const std::int64_t succeeded = deployments.n() - deployments.flagged();
  if (succeeded == 0) return no_value_of("cost-per-deployment", no_value::no_deployments);
  SuppliedMetric out = no_value_of("cost-per-deployment", "");
  out.measured.metric.n = static_cast<std::size_t>(succeeded);
  out.measured.metric.value = *whole.measured.metric.value / static_cast<double>(succeeded);
  out.rows = whole.rows;
  return out;
}

SuppliedMetric CostSource::idle(const MetricQuestion& question, const PriceBook& prices, const SuppliedMetric& whole) {
  const FactScope scope = scope_of(kernel_, question);
  if (!question.component.empty() || !question.owner.empty() || !scope.sees_everything)
    return no_value_of("idle-share", no_value::whole_only);
  UsageSum machines;
  kernel_.db.read([&](db::Tx& tx) { return (machines = usage_.machines(tx, question.from, question.to)).hours; });
  const double all = prices.of(machines.core_hours, machines.gb_hours);
  if (all <= 0) return no_value_of("idle-share", no_value::no_facts);
  SuppliedMetric out = no_value_of("idle-share", "");
  const double allocated = whole.measured.metric.value.value_or(0);
  out.measured.metric.n = static_cast<std::size_t>(machines.hours);
  out.measured.metric.value = std::max(0.0, all - allocated) / all;
  out.measured.parts = {{"machines", all, machines.hours}, {"workloads", allocated, machines.hours}};
  return out;
}

SuppliedMetric CostSource::measure(const std::string& key, const MetricQuestion& question) {
  const PriceBook prices = assumptions_.prices();
  SuppliedMetric whole = cost(question, prices);
  if (key == "cost") return whole;
  return key == "idle-share" ? idle(question, prices, whole) : per_deployment(question, whole);
}

std::map<std::string, SuppliedMetric> CostSource::measure_all(const MetricQuestion& question) {
  const PriceBook prices = assumptions_.prices();
  std::map<std::string, SuppliedMetric> out;
  const SuppliedMetric& whole = out.emplace("cost", cost(question, prices)).first->second;
  out.emplace("cost-per-deployment", per_deployment(question, whole));
  out.emplace("idle-share", idle(question, prices, whole));
  return out;
}

}  // namespace towpath::insights::cost
