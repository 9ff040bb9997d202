#include "delivery_json.h"

#include <fmt/core.h>

#include "json/nullable.h"
#include "plan_costs.h"

namespace towpath::delivery {
namespace {

using towpath::json::time_or_null;

/// What people are told of a component that nothing runs of, because it sleeps.
std::string state_of(const Sleeper& sleeper) {
  if (sleeper.state == "waking") return "waking";
  return sleeper.state == "failed" ? "wake_failed" : "asleep";
}

/// What a workload stands on, in short.
boost::json::array foundation_of(const std::vector<Resource>& resources) {
  boost::json::array out;
  for (const Resource& r : resources)
    out.push_back(boost::json::object{{"name", r.id.substr(r.id.rfind('.') + 1)},
                                      {"type", r.type},
                                      {"state", r.state},
                                      {"driver", r.driver},
                                      {"definition", r.definition}});
  return out;
}

boost::json::object status_of(const EnvironmentStatus& s) {
  const std::string state = s.instance  ? "running"
                            : s.sleeper ? state_of(*s.sleeper)
                            : s.current ? "stopped"
                            : s.latest  ? s.latest->state
                                        : "empty";
  return {{"name", s.environment.name},
          {"type", s.environment.type},
          {"state", state},
          {"health", s.instance  ? s.instance->health
                     : s.sleeper ? "suspended"
                                 : "missing"},
          {"healthReason", s.instance ? s.instance->health_reason : ""},
          {"sleepReason", s.sleeper ? s.sleeper->reason : ""},
          {"runtime", s.instance ? s.instance->runtime : ""},
          {"resources", foundation_of(s.resources)},
          {"instances", s.instances},
          {"url", s.url},
          {"release", s.release ? fmt::format("rel-{}", s.release->number) : ""},
          {"releaseId", s.release ? s.release->id : ""},
          {"commit", s.release ? s.release->commit : ""},
          {"deployment", s.current ? boost::json::value(s.current->id) : boost::json::value(nullptr)},
          {"deployedAt", s.current ? time_or_null(s.current->finished_at) : boost::json::value(nullptr)},
          {"lastAttempt", s.latest ? boost::json::value(s.latest->state) : boost::json::value(nullptr)},
          {"nextAction", s.next_action}};
}

}  // namespace

boost::json::object to_json(const Environment& e) {
  return {{"project", e.project_id},
          {"name", e.name},
          {"type", e.type},
          {"owner", e.owner_ref},
          {"state", e.state},
          {"expiresAt", time_or_null(e.expires_at)},
          {"createdAt", to_rfc3339(e.created_at)}};
}

boost::json::object to_json(const Release& r) {
  return {{"id", r.id},
          {"component", r.component},
          {"number", r.number},
          {"bundle", r.bundle},
          {"repository", r.repository},
          {"commit", r.commit},
          {"branch", r.branch},
          {"run", r.run_id},
          {"createdAt", to_rfc3339(r.created_at)}};
}

boost::json::object to_json(const Deployment& d) {
  return {{"id", d.id},
          {"component", d.component},
          {"project", d.project_id},
          {"environment", d.environment},
          {"environmentType", d.env_type},
          {"mode", to_string(d.mode)},
          {"release", d.release_id},
          {"configurationVersion", d.configuration_version},
          {"base", d.base_id ? boost::json::value(*d.base_id) : boost::json::value(nullptr)},
          {"state", d.state},
          {"reason", d.reason},
          {"plan", boost::json::parse(d.plan)},
          {"definitions", boost::json::parse(d.definitions)},
          {"run", d.run_id},
          {"requestedBy", d.requested_by},
          {"createdAt", to_rfc3339(d.created_at)},
          {"finishedAt", time_or_null(d.finished_at)}};
}

boost::json::object to_json(const Resource& r) {
  boost::json::object outputs = boost::json::parse(r.outputs).as_object();
  for (const std::string& key : r.secret_keys) outputs[key] = "***";
  return {{"id", r.id},
          {"uid", r.gu_id},
          {"type", r.type},
          {"class", r.resource_class},
          {"component", r.component},
          {"environment", r.environment},
          {"project", r.project_id},
          {"state", r.state},
          {"reason", r.reason},
          {"driver", r.driver},
          {"definition", r.definition},
          {"outputs", std::move(outputs)},
          {"name", r.id.substr(r.id.rfind('.') + 1)},
          {"drift", r.drift.empty() ? boost::json::value(nullptr) : boost::json::value(r.drift)},
          {"owner", r.owner_ref},
          {"observedAt", time_or_null(r.observed_at)},
          {"updatedAt", to_rfc3339(r.updated_at)}};
}

boost::json::object to_json(const ComponentStatus& s) {
  boost::json::array environments;
  for (const EnvironmentStatus& each : s.environments) environments.push_back(status_of(each));
  return {{"component", s.component.name},
          {"project", s.component.project_id},
          {"owner", s.component.owner_ref},
          {"repository", s.component.repository},
          {"environments", std::move(environments)}};
}

boost::json::object plan_to_json(const std::vector<PlannedAction>& actions) {
  boost::json::array list;
  for (const PlannedAction& a : actions) {
    boost::json::object each{{"action", a.action}, {"subject", a.subject}, {"reason", a.reason}};
    if (a.cost)
      if (auto cost = to_json(*a.cost)) each["cost"] = std::move(*cost);
    list.push_back(std::move(each));
  }
  return {
      {"plan", boost::json::object{
                   {"actions", std::move(list)}, {"digest", digest(actions)}, {"cost", to_json(total_of(actions))}}}};
}

boost::json::object to_json(const Started& started) {
  return {{"deployment",
           started.deployment_id.empty() ? boost::json::value(nullptr) : boost::json::value(started.deployment_id)},
          {"run", boost::json::object{{"id", started.run_id}}}};
}

}  // namespace towpath::delivery
