#include "metric_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/strings.h"

namespace towpath::insights {
namespace {

Result<const MetricDefinition*> known(const std::string& key) {
  if (const MetricDefinition* found = find_metric(key)) return found;
  std::vector<std::string> keys;
  for (const MetricDefinition& metric : metric_definitions()) keys.emplace_back(metric.key);
  const auto meant = nearest(key, keys);
  return not_found("insights.metric_not_found", fmt::format("There is no metric '{}'.", key))
      .with_hint(meant ? "towpath metrics show " + *meant : "All of them: towpath metrics list");
}

MetricQuestion question_of(const auth::Principal& principal, const MetricWindow& window) {
  return {principal, window.scope.component, window.scope.owner, window.from, window.to};
}

std::string scope_text(const std::string& component, const std::string& owner) {
  if (!component.empty()) return "component:default/" + component;
  return owner.empty() ? "organisation" : owner;
}

}  // namespace

MetricService::MetricService(const Kernel& kernel, BaselineService& baselines, std::vector<MetricSource*> sources)
    : kernel_(kernel), baselines_(baselines) {
  for (MetricSource* source : sources)
    for (std::string& key : source->keys()) sources_.emplace(std::move(key), source);
}

MetricWindow MetricService::window(const auth::Principal& principal, const MetricRequest& request) const {
  const auth::Decision decision = kernel_.authorizer.decide(principal, "metric.read");
  MetricWindow out;
  out.scope = {request.component, request.owner, auth::to_sql(decision, "owner_ref", "env_type"),
               auth::to_sql(decision, "owner_ref"), decision.effect == auth::Effect::allow};
  out.days = request.days;
  out.to = std::chrono::floor<std::chrono::days>(kernel_.clock.now()) + std::chrono::days(1);
  out.from = out.to - std::chrono::days(request.days);
  return out;
}

MetricSource* MetricService::source_of(std::string_view key) const {
  const auto found = sources_.find(key);
  return found == sources_.end() ? nullptr : found->second;
}

MetricAnswer MetricService::answer(MetricReader& now, MetricReader& before, const MetricDefinition& metric) const {
  return {&metric, now.measure(metric), before.measure(metric), std::nullopt};
}

/// Sources have transactions of their own, so they are asked outside of ours: each once for a time, with all its keys.
void MetricService::supply(const auth::Principal& principal, const MetricWindow& window,
                           std::vector<MetricAnswer>& answers) const {
  std::set<MetricSource*> all;
  for (const auto& [key, source] : sources_) all.insert(source);
  for (MetricSource* source : all) {
    auto now = source->measure_all(question_of(principal, window));
    auto before = source->measure_all(question_of(principal, window.before()));
    for (MetricAnswer& answer : answers) {
      if (source_of(answer.definition->key) != source) continue;
      const std::string key(answer.definition->key);
      answer.now = std::move(now[key].measured);
      answer.before = std::move(before[key].measured);
    }
  }
}

Dora MetricService::dora(const auth::Principal& principal, const MetricRequest& request) {
  const MetricWindow asked = window(principal, request);
  return kernel_.db.read([&](db::Tx& tx) { return MetricReader(tx, asked, judged_).dora(); });
}

std::vector<MetricAnswer> MetricService::list(const auth::Principal& principal, const MetricRequest& request) {
  const MetricWindow now = window(principal, request), before = now.before();
  std::vector<MetricTarget> targets;
  auto out = kernel_.db.read([&](db::Tx& tx) {
    MetricReader of_now(tx, now, judged_), of_before(tx, before, judged_);
    std::vector<MetricAnswer> answers;
    for (const MetricDefinition& metric : metric_definitions()) answers.push_back(answer(of_now, of_before, metric));
    targets = targets_.list(tx, request.component, request.owner);
    return answers;
  });
  supply(principal, now, out);
  for (MetricAnswer& each : out)
    for (const MetricTarget& target : targets)
      if (target.metric == each.definition->key) each.target = target;
  return out;
}

Result<MetricDetail> MetricService::get(const auth::Principal& principal, const std::string& key,
                                        const MetricRequest& request) {
  TRY(const MetricDefinition* metric, known(key));
  const MetricWindow now = window(principal, request), before = now.before();
  MetricDetail out = kernel_.db.read([&](db::Tx& tx) {
    MetricReader of_now(tx, now, judged_), of_before(tx, before, judged_);
    MetricDetail detail;
    detail.answer = answer(of_now, of_before, *metric);
    detail.series = of_now.series(*metric);
    detail.parts = detail.answer.now.parts;
    if (metric->measure == Measure::dora_recovery) detail.open_failures = of_now.dora().open_failures;
    if (!metric->fact.empty())
      for (const FactStore::Part& part : of_now.by_label(metric->fact))
        detail.parts.push_back({part.label, part.total / static_cast<double>(part.n), part.n});
    for (MetricTarget& target : targets_.list(tx, request.component, request.owner))
      if (target.metric == metric->key) detail.answer.target = std::move(target);
    return detail;
  });
  if (MetricSource* source = source_of(metric->key)) {
    SuppliedMetric supplied = source->measure(key, question_of(principal, now));
    out.answer.now = supplied.measured;
    out.answer.before = source->measure(key, question_of(principal, before)).measured;
    out.series = std::move(supplied.series);
    out.parts = std::move(supplied.measured.parts);
  }
  if (is_dora(metric->measure))
    if (const auto baselines = baselines_.list(principal, request.component, request.owner); !baselines.empty())
      out.baseline = pool(baselines);
  return out;
}

Result<MetricRows> MetricService::rows(const auth::Principal& principal, const std::string& key,
                                       const MetricRequest& request, const std::string& after, std::size_t limit) {
  TRY(const MetricDefinition* metric, known(key));
  const MetricWindow now = window(principal, request);
  if (MetricSource* source = source_of(metric->key))
    return page_of(source->measure(key, question_of(principal, now)).rows, after, limit);
  return kernel_.db.read([&](db::Tx& tx) { return MetricReader(tx, now, judged_).rows(*metric, after, limit); });
}

Result<MetricTarget> MetricService::set_target(const auth::Principal& principal, MetricTarget target) {
  TRY(const MetricDefinition* metric, known(target.metric));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "target.update", {target.responsible, "", ""}));
  target.set_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    targets_.put(tx, target);
    kernel_.events.append(tx, {.type = "insights.target.set",
                               .subject = fmt::format("metric:{}", metric->key),
                               .actor = principal.ref,
                               .payload = boost::json::serialize(
                                   boost::json::object{{"metric", target.metric},
                                                       {"scope", scope_text(target.component, target.owner_ref)},
                                                       {"value", target.value},
                                                       {"due", target.due_on},
                                                       {"responsible", target.responsible},
                                                       {"decision", target.decision}}),
                               .owner_ref = target.owner_ref});
    return ok();
  }));
  return target;
}

Status MetricService::remove_target(const auth::Principal& principal, const std::string& key,
                                    const MetricRequest& request) {
  TRY(const MetricDefinition* metric, known(key));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "target.delete", {}));
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!targets_.remove(tx, key, request.component, request.owner))
      return not_found("insights.target_not_found", fmt::format("'{}' has no target there.", metric->name))
          .with_hint(fmt::format("towpath metrics show {}", key));
    kernel_.events.append(tx, {.type = "insights.target.removed",
                               .subject = fmt::format("metric:{}", metric->key),
                               .actor = principal.ref,
                               .payload = boost::json::serialize(boost::json::object{
                                   {"metric", key}, {"scope", scope_text(request.component, request.owner)}}),
                               .owner_ref = request.owner});
    return ok();
  });
}

}  // namespace towpath::insights
