#include "definition_effects.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_components = 100'000;

std::string key_of(const Effect& at) {
  return join(std::vector<std::string>{at.component, at.environment, at.resource, at.type}, "\n");
}

/// When a change of what fits reaches a resource, and what stands in its way.
Effect effect_of(const ServedResource& before, const ServedResource& after) {
  Effect out = after.at;
  const bool is_made = !after.at.before.empty();
  out.before = is_made ? after.at.before : before.best;
  out.after = after.best;
  out.when = !is_made ? "first_deployment" : after.is_automatic ? "next_deployment" : "upgrade";
  if (!out.problem.empty()) return out;
  if (out.after.empty())
    out.problem = "Nothing would serve it.";
  else if (is_made && after.best_driver != after.made_driver)
    out.problem = fmt::format("Its driver would change from {} to {}, which a deployment refuses.", after.made_driver,
                              after.best_driver);
  return out;
}

/// One place of one workload.
void add(db::Tx& tx, const Stores& stores, const Deployment& place, const ScoreWorkload& workload, Served& out) {
  ServedResource whole;
  whole.at = {
      place.component, place.project_id, place.environment, place.env_type, place.owner_ref, "", "", "", "", "", ""};
  const auto expanded = expand_resources(workload, [&](const ResourceNode& node) -> Result<Definition> {
    return best_definition(tx, stores, wanted_of(place, node)).value_or(Definition());
  });
  if (!expanded.has_value()) {
    whole.at.problem = expanded.error().message();
    out[key_of(whole.at)] = std::move(whole);
    return;
  }
  for (const ExpandedResource& each : expanded.value()) {
    ServedResource served = whole;
    served.at.resource = each.node.res_id;
    served.at.type = each.node.resource.type;
    if (const auto made = made_resource(tx, stores, place, each.node); made && !made->input_hash.empty()) {
      served.at.before = made->definition;
      served.made_driver = made->driver;
    }
    if (!each.definition.id.empty()) {
      served.best = each.definition.version_name();
      served.best_driver = each.definition.driver;
      served.is_automatic = each.definition.is_automatic;
    }
    out[key_of(served.at)] = std::move(served);
  }
}

}  // namespace

Served served_resources(db::Tx& tx, const Stores& stores, const auth::SqlCondition& visible) {
  Served out;
  std::map<std::string, std::vector<Environment>> environments;  // by project
  for (const std::string& name : EnvironmentViewsStore().components(tx, "", "", "", most_components, visible)) {
    const auto component = stores.environments.component(tx, name, {"1 = 1", {}});
    const auto newest = stores.releases.latest(tx, name);
    if (!component || !newest) continue;
    if (!environments.contains(component->project_id))
      environments[component->project_id] = stores.environments.list(tx, component->project_id, {"1 = 1", {}});
    std::map<std::string, ScoreWorkload> workloads;  // by release
    for (const Environment& environment : environments.at(component->project_id)) {
      if (environment.state != "active") continue;
      std::optional<Release> release = newest;
      if (const auto current = stores.deployments.current(tx, name, environment.name))
        if (const auto in_force = stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}}))
          if (auto deployed = stores.releases.find(tx, in_force->release_id)) release = std::move(deployed);
      if (!workloads.contains(release->id)) {
        auto workload = score_from_document(release->score);
        if (!workload.has_value()) continue;  // of an older server, which read it otherwise
        workloads.emplace(release->id, std::move(*workload));
      }
      Deployment place;
      place.component = name;
      place.project_id = component->project_id;
      place.owner_ref = component->owner_ref;
      place.environment = environment.name;
      place.environment_uid = environment.uid;
      place.env_type = environment.type;
      add(tx, stores, place, workloads.at(release->id), out);
    }
  }
  return out;
}

std::vector<Effect> effects_between(const Served& before, const Served& after) {
  std::vector<Effect> out;
  for (const auto& [key, now] : after) {
    const auto earlier = before.find(key);
    if (earlier == before.end()) {
      ServedResource nothing;
      out.push_back(effect_of(nothing, now));
      if (now.best.empty() && now.at.problem.empty() && now.at.before.empty()) out.pop_back();
    } else if (earlier->second.best != now.best || earlier->second.at.problem != now.at.problem) {
      out.push_back(effect_of(earlier->second, now));
    }
  }
  return out;
}

std::vector<Effect> places_of(const Served& served, const std::string& definition) {
  const auto is_of = [&](const std::string& version) { return parse_version_name(version).first == definition; };
  std::vector<Effect> out;
  for (const auto& [key, each] : served) {
    if (!is_of(each.best) && !is_of(each.at.before)) continue;
    out.push_back(effect_of(each, each));
  }
  return out;
}

}  // namespace towpath::delivery
