#include "gate_facts.h"

#include <boost/json.hpp>
#include <charconv>
#include <map>
#include <set>

#include "delivery/score.h"
#include "driver_changes_json.h"
#include "json/json.h"
#include "plan_costs.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& value, std::string_view pointer) {
  const json::value* found = towpath::json::at_pointer(value, pointer);
  return found && found->is_string() ? std::string(found->as_string()) : "";
}

std::optional<double> number_of(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || out < 0) return std::nullopt;
  return out;
}

json::object container_facts(const ScoreContainer& container, const Release& release) {
  json::array variables;
  for (const auto& [name, value] : container.variables) variables.emplace_back(name);
  json::object out{
      {"name", container.name},
      {"image", container.image},
      {"isPinned", container.image == release.bundle || container.image.find("@sha256:") != std::string::npos},
      {"hasReadinessProbe", container.readiness.kind != Probe::Kind::none},
      {"hasLivenessProbe", container.liveness.kind != Probe::Kind::none},
      {"variables", std::move(variables)}};
  if (container.memory_limit_bytes) out["memoryLimitBytes"] = *container.memory_limit_bytes;
  if (container.cpu_limit_millis) out["cpuLimitMillis"] = *container.cpu_limit_millis;
  return out;
}

json::object resource_facts(const ScoreResource& resource) {
  const json::value params = json::parse(resource.params), metadata = json::parse(resource.metadata);
  json::object out{{"name", resource.name},
                   {"type", resource.type},
                   {"class", resource.resource_class},
                   {"isShared", resource.id.has_value()},
                   {"params", params}};
  const auto annotation = [&](std::string_view name) {
    return text_at(metadata, "/annotations/" + towpath::json::escape_pointer(name));
  };
  std::string backup = text_at(params, "/backup");
  if (backup.empty()) backup = annotation(backup_annotation);
  if (!backup.empty()) out["backup"] = backup;
  if (const auto cost = number_of(annotation(cost_annotation))) out["monthlyCost"] = *cost;
  return out;
}

/// What is known of the cost a month while it is put together.
struct Known {
  double sum = 0;
  bool has_any = false, has_prices = false;
  std::set<std::string> currencies;  ///< More than one cannot be added.
  json::array unknown;               ///< Subjects.

  void add(double amount) {
    sum += amount;
    has_any = true;
  }
  void add(const Amount& amount) {
    add(units(amount.micros));
    has_prices = true;
    if (!amount.currency.empty()) currencies.insert(amount.currency);
  }
};

/// Prices count before annotations: who is judged may write the annotation. `resources`: the workload's own.
Known known_cost(const json::array& resources, const Plan* plan) {
  Known out;
  std::map<std::string, const json::object*> own;
  for (const json::value& resource : resources)
    own[std::string(resource.at("name").as_string())] = &resource.as_object();
  const auto annotated = [&](const std::string& name, const std::string& subject) {
    const auto found = own.find(name);
    const json::value* cost = found == own.end() ? nullptr : found->second->if_contains("monthlyCost");
    if (cost)
      out.add(cost->to_number<double>());
    else
      out.unknown.emplace_back(subject);
  };
  if (!plan) {
    for (const auto& [name, resource] : own) annotated(name, name);
    return out;
  }
  std::map<std::string, const Estimate*> estimates;
  for (const PlannedAction& action : plan->actions)
    if (action.cost && action.cost->after) estimates.emplace(action.subject, &*action.cost->after);
  for (const PlannedResource& planned : plan->resources) {
    const std::string subject = subject_of(planned);
    const auto found = estimates.find(subject);
    if (found == estimates.end() || !found->second->monthly) {
      annotated(planned.parent.empty() ? planned.node.resource.name : "", subject);
      continue;
    }
    out.add(*found->second->monthly);
  }
  for (const PlannedAction& action : plan->actions) {  // what is kept although nobody declares it is paid for, too
    if (action.action != "release" || !action.cost || !action.cost->after) continue;
    if (action.cost->after->monthly)
      out.add(*action.cost->after->monthly);
    else
      out.unknown.emplace_back(action.subject);
  }
  return out;
}

/// `monthly` only where all of it is known: the sum of all resources, or what the workload declares when that is more.
/// `known` is the sum of what is known of a part. Nothing when nobody says anything and nothing is asked for.
std::optional<json::object> cost_of(const ScoreWorkload& workload, const json::array& resources, const Plan* plan) {
  std::optional<double> declared;
  if (const auto found = workload.annotations.find(std::string(cost_annotation)); found != workload.annotations.end())
    declared = number_of(found->second);
  Known known = known_cost(resources, plan);
  if (!declared && !known.has_any && known.unknown.empty()) return std::nullopt;
  json::object out;
  const bool is_one_currency = known.currencies.size() <= 1;
  if (known.has_any && is_one_currency) out["known"] = known.sum;
  if (known.currencies.size() == 1) out["currency"] = *known.currencies.begin();
  if (declared && is_one_currency && *declared >= known.sum) {
    out["monthly"] = *declared;
    out["known"] = *declared;
    out["declaredBy"] = "workload";
  } else if (known.unknown.empty() && is_one_currency) {
    out["monthly"] = known.sum;
    out["declaredBy"] = known.has_prices ? "prices" : "resources";
  }
  if (plan && known.unknown.empty() && is_one_currency) {
    const CostTotal total = total_of(plan->actions);
    if (total.unknown.empty() && total.sums.size() <= 1)
      out["difference"] = total.sums.empty() ? 0.0 : units(total.sums.front().after - total.sums.front().before);
  }
  out["unknown"] = std::move(known.unknown);
  return out;
}

}  // namespace

Result<gate::Question> question_of(const Deployment& deployment, const Release& release, const Environment& environment,
                                   const std::string& from, int approvals, const Plan* plan) {
  TRY(const ScoreWorkload workload, score_from_document(release.score));
  json::object facts;
  facts["deployment"] = json::object{{"id", deployment.id}, {"mode", to_string(deployment.mode)}};
  if (!from.empty()) facts["deployment"].as_object()["from"] = from;
  facts["environment"] =
      json::object{{"name", environment.name}, {"type", environment.type}, {"requiredApprovals", approvals}};
  if (environment.expires_at) facts["environment"].as_object()["expiresAt"] = to_rfc3339(*environment.expires_at);
  facts["release"] = json::object{{"id", release.id},
                                  {"number", release.number},
                                  {"bundle", release.bundle},
                                  {"createdAt", to_rfc3339(release.created_at)}};
  facts["commit"] =
      json::object{{"sha", release.commit}, {"repository", release.repository}, {"branch", release.branch}};
  json::array containers, resources;
  for (const ScoreContainer& each : workload.containers) containers.push_back(container_facts(each, release));
  for (const ScoreResource& each : workload.resources) resources.push_back(resource_facts(each));
  json::object annotations;
  for (const auto& [key, value] : workload.annotations) annotations[key] = value;
  facts["workload"] = json::object{
      {"name", workload.name}, {"containers", std::move(containers)}, {"annotations", std::move(annotations)}};
  if (auto cost = cost_of(workload, resources, plan)) facts["cost"] = std::move(*cost);
  facts["resources"] = std::move(resources);
  gate::Question out;
  out.gate = deployment.mode == Mode::promote ? "promote" : "deploy";
  out.subject = "component:default/" + deployment.component;
  out.cause = "deployment:" + deployment.id;
  out.facts = json::serialize(facts);
  out.attributes = {deployment.owner_ref, deployment.project_id, deployment.env_type};
  return out;
}

gate::Question question_of_environment(const std::string& project, const std::string& name, const std::string& type,
                                       const std::string& owner, std::optional<std::chrono::seconds> ttl) {
  json::object environment{{"name", name}, {"type", type}};
  if (ttl) environment["ttlSeconds"] = ttl->count();
  gate::Question out;
  out.gate = "provision";
  out.subject = "component:default/" + project;
  out.facts = json::serialize(json::object{{"environment", std::move(environment)}});
  out.attributes = {owner, project, type};
  return out;
}

gate::Question question_of_resource(const Deployment& deployment, const Environment& environment,
                                    const Resource& resource, bool exists, const std::string& cause,
                                    const std::optional<DriverChanges>& changes, const Estimate& cost) {
  json::object place{{"name", environment.name}, {"type", environment.type}};
  if (environment.expires_at)
    place["ttlSeconds"] =
        std::chrono::duration_cast<std::chrono::seconds>(*environment.expires_at - environment.created_at).count();
  gate::Question out;
  out.gate = "provision";
  out.subject = "component:default/" + deployment.component;
  out.cause = cause;
  json::object what{{"id", resource.id},
                    {"type", resource.type},
                    {"class", resource.resource_class},
                    {"definition", resource.definition},
                    {"driver", resource.driver},
                    {"params", json::parse(resource.params)},
                    {"exists", exists}};
  if (cost.monthly) {
    what["monthlyCost"] = units(cost.monthly->micros);
    if (!cost.monthly->currency.empty()) what["currency"] = cost.monthly->currency;
  }
  if (changes) {
    json::object counts;
    for (const auto& [action, count] : changes->counts) counts[action] = count;
    what["changes"] = to_json(*changes)["changes"];
    what["changeCounts"] = std::move(counts);
  }
  out.facts = json::serialize(json::object{{"environment", std::move(place)}, {"resource", std::move(what)}});
  out.attributes = {deployment.owner_ref, deployment.project_id, deployment.env_type};
  return out;
}

}  // namespace towpath::delivery
