#include "gate_facts.h"

#include <boost/json.hpp>
#include <charconv>

#include "delivery/score.h"
#include "driver_changes_json.h"
#include "json/json.h"

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

/// What the workload declares, or the sum of what all its resources do; nothing when nobody says.
std::optional<json::object> cost_of(const ScoreWorkload& workload, const json::array& resources) {
  if (const auto declared = workload.annotations.find(std::string(cost_annotation));
      declared != workload.annotations.end())
    if (const auto cost = number_of(declared->second))
      return json::object{{"monthly", *cost}, {"declaredBy", "workload"}};
  double sum = 0;
  for (const json::value& resource : resources) {
    const json::value* cost = resource.as_object().if_contains("monthlyCost");
    if (!cost) return std::nullopt;
    sum += cost->as_double();
  }
  if (resources.empty()) return std::nullopt;
  return json::object{{"monthly", sum}, {"declaredBy", "resources"}};
}

}  // namespace

Result<gate::Question> question_of(const Deployment& deployment, const Release& release, const Environment& environment,
                                   const std::string& from, int approvals) {
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
  if (auto cost = cost_of(workload, resources)) facts["cost"] = std::move(*cost);
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
                                    const std::optional<DriverChanges>& changes) {
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
