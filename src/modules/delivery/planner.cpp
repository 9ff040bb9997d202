#include "planner.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "rollout_times.h"

namespace towpath::delivery {
namespace {

/// The definition for a node: the pinned version, or the best match.
Result<Definition> choose(db::Tx& tx, const Stores& stores, const Deployment& deployment, const ResourceNode& node,
                          const std::map<std::string, std::string>& pinned) {
  if (const auto pin = pinned.find(node.res_id); pin != pinned.end()) {
    const auto at = pin->second.rfind('@');
    std::int64_t version = 0;
    std::from_chars(pin->second.data() + at + 1, pin->second.data() + pin->second.size(), version);
    if (auto definition = stores.resources.definition(tx, pin->second.substr(0, at), version)) return *definition;
  }
  const auto criteria = stores.resources.criteria(tx, node.resource.type);
  if (const auto best = best_match(criteria, wanted_of(deployment, node)))
    return *stores.resources.definition(tx, criteria[*best].definition_id);
  return not_found("delivery.no_definition",
                   fmt::format("No resource definition offers '{}' of class '{}' in {}.", node.resource.type,
                               node.resource.resource_class, deployment.environment))
      .with_hint(criteria.empty() ? "See what is offered: towpath resource definitions"
                                  : fmt::format("See why: towpath resource explain {} {} {}", deployment.component,
                                                deployment.environment, node.resource.name));
}

/// Checks that every placeholder of the workload names a declared resource or metadata.
Status check_placeholders(const ScoreWorkload& workload) {
  const auto check = [&](const std::string& text, const std::string& where) -> Status {
    TRY(const auto paths, placeholders_of(text));
    for (const auto& path : paths) {
      if (path.front() != "resources" || path.size() < 2) continue;
      const bool declared = std::any_of(workload.resources.begin(), workload.resources.end(),
                                        [&](const ScoreResource& r) { return r.name == path[1]; });
      if (!declared)
        return invalid_input("delivery.undefined_placeholder",
                             fmt::format("{} uses the resource '{}', which is not declared.", where, path[1]));
    }
    return ok();
  };
  for (const ScoreContainer& container : workload.containers) {
    for (const auto& [name, value] : container.variables) CHECK_OK(check(value, "The variable " + name));
    for (const ScoreFile& file : container.files)
      if (file.expand) CHECK_OK(check(file.content, "The file " + file.target));
    for (const ScoreVolume& volume : container.volumes)
      CHECK_OK(check(volume.source, "The volume at " + volume.target));
  }
  return ok();
}

}  // namespace

std::map<std::string, std::string> pinned_definitions(const Deployment& deployment) {
  std::map<std::string, std::string> pinned;
  const boost::json::value definitions = boost::json::parse(deployment.definitions);
  for (const auto& [id, version] : definitions.as_object()) pinned[std::string(id)] = std::string(version.as_string());
  return pinned;
}

Wanted wanted_of(const Deployment& deployment, const ResourceNode& node) {
  return {node.resource.type,     node.resource.resource_class, node.res_id,
          deployment.environment, deployment.project_id,        deployment.env_type};
}

std::string strategy_reason(bool has_running_instance) {
  return has_running_instance
             ? "blue/green: the new version starts beside the old one and takes over when it is healthy"
             : "nothing runs yet";
}

Result<Plan> make_plan(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Release& release,
                       const std::map<std::string, std::string>& definitions) {
  Plan plan;
  TRY(plan.workload, score_from_document(release.score));
  CHECK_OK(check_placeholders(plan.workload));
  CHECK_OK(rollout_times(plan.workload));
  TRY(const auto nodes, order_resources(plan.workload));
  std::vector<std::string> declared;
  for (const ResourceNode& node : nodes) {
    TRY(Definition definition, choose(tx, stores, deployment, node, definitions));
    const std::string gu_id = make_gu_id(deployment.project_id, deployment.environment_uid, node.resource.type,
                                         node.resource.resource_class, node.res_id);
    const auto existing = stores.resources.find(tx, gu_id);
    const std::string version = fmt::format("{}@{}", definition.id, definition.version);
    std::string action = "create", reason = fmt::format("by {} ({})", version, definition.driver);
    if (existing && existing->driver != definition.driver)
      return conflict("delivery.driver_changed", fmt::format("'{}' is kept by the driver '{}', but {} would use '{}'.",
                                                             node.res_id, existing->driver, version, definition.driver))
          .with_hint("Delete the resource first, or keep the definition for this environment.");
    if (existing && existing->state == "active") {
      action = existing->definition == version ? "keep" : "update";
      reason =
          action == "keep" ? "unless its parameters changed" : fmt::format("{} -> {}", existing->definition, version);
    } else if (existing) {
      reason = "its last attempt did not finish: " + existing->state;
    }
    plan.actions.push_back({action, fmt::format("{} {}", node.resource.type, node.res_id), reason});
    declared.push_back(gu_id);
    plan.resources.push_back({node, std::move(definition), gu_id, action});
  }
  for (const Resource& resource :
       stores.resources.list(tx, deployment.component, deployment.environment, {"1 = 1", {}}))
    if (std::find(declared.begin(), declared.end(), resource.gu_id) == declared.end()) {
      plan.actions.push_back(
          {"release", fmt::format("{} {}", resource.type, resource.id), "no longer declared; its data is kept 7 days"});
      plan.orphans.push_back(resource);
    }
  const auto current = stores.deployments.current(tx, deployment.component, deployment.environment);
  const bool runs_now = current && !current->instance_id.empty();
  const auto in_force =
      current ? stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}}) : std::optional<Deployment>();
  if (in_force && in_force->configuration_version != deployment.configuration_version)
    plan.actions.push_back(
        {"configure", deployment.component,
         fmt::format("version {} instead of {}", deployment.configuration_version, in_force->configuration_version)});
  if (plan.workload.annotations.contains(std::string(migrate_annotation)) && deployment.mode != Mode::rollback &&
      deployment.mode != Mode::restart)
    plan.actions.push_back({"migrate", deployment.component, "once, before the new version starts"});
  plan.actions.push_back(
      {"start", fmt::format("{} rel-{}", deployment.component, release.number), strategy_reason(runs_now)});
  plan.actions.push_back({"switch", deployment.component, "once it is healthy"});
  if (runs_now)
    plan.actions.push_back({"stop", deployment.component, "the old version, when its last request has ended"});
  return plan;
}

}  // namespace towpath::delivery
