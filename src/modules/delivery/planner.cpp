#include "planner.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/strings.h"
#include "json/json.h"
#include "plan_reads.h"
#include "resources/parameters.h"
#include "rollout_times.h"

namespace towpath::delivery {
namespace {

/// Checks what a resource says under params; what holds placeholders is checked once they are resolved.
Status check_planned_params(const PlannedResource& planned, const ParameterSchema& schema) {
  const boost::json::value params = boost::json::parse(planned.node.resource.params);
  const auto problems = schema.problems(params);
  if (problems.empty()) return ok();
  Error error = invalid_params(planned.node.resource.name, planned.definition);
  for (const FieldError& problem : problems) {
    const boost::json::value* value = json::at_pointer(params, problem.path);
    if (value && value->is_string() && value->as_string().find("${") != boost::json::string::npos) continue;
    error.add_field("/params" + problem.path, problem.message);
  }
  if (error.fields().empty()) return ok();
  return error;
}

/// What the plan says of one resource, and whether it can be done.
Result<PlannedAction> action_of(const PlannedResource& planned, const Resource* existing, const Definition* newest,
                                const Deployment& deployment) {
  const Definition& definition = planned.definition;
  const std::string version = definition.version_name();
  const std::string subject = fmt::format("{} {}", planned.node.resource.type, planned.node.res_id);
  const std::string made_for = planned.parent.empty() ? "" : fmt::format("for {}, ", planned.parent);
  if (existing && existing->driver != definition.driver)
    return conflict("delivery.driver_changed",
                    fmt::format("'{}' is kept by the driver '{}', but {} would use '{}'.", planned.node.res_id,
                                existing->driver, version, definition.driver))
        .with_hint("Delete the resource first, or keep the definition for this environment.");
  if (!existing)
    return PlannedAction{"create", subject, fmt::format("{}by {} ({})", made_for, version, definition.driver)};
  if (is_rotated(deployment, planned.node.res_id))
    return PlannedAction{"rotate", subject, "new credentials beside the old ones, which still work"};
  if (existing->state == "orphaned" && existing->drift.empty()) return PlannedAction{"keep", subject, "declared again"};
  if (existing->state == "perhaps_made")
    return PlannedAction{"create", subject, "whether it was made already is looked at, or asked, before"};
  if (existing->state != "active" && existing->state != "orphaned")
    return PlannedAction{"create", subject, "its last attempt did not finish: " + existing->state};
  if (existing->definition != version)
    return PlannedAction{"update", subject, fmt::format("{} -> {}", existing->definition, version)};
  if (!existing->drift.empty()) return PlannedAction{"update", subject, "it is not as it was made: " + existing->drift};
  if (newest && newest->version_name() != version)
    return PlannedAction{"keep", subject,
                         fmt::format("made with {}; {} is there: towpath resource upgrade {} {} {}", version,
                                     newest->version_name(), deployment.component, deployment.environment,
                                     planned.parent.empty() ? planned.node.resource.name : planned.node.res_id)};
  return PlannedAction{"keep", subject, "unless its parameters changed"};
}

std::string gu_id_of(const Deployment& deployment, const ResourceNode& node) {
  return make_gu_id(deployment.project_id, deployment.environment_uid, node.resource.type, node.resource.resource_class,
                    node.res_id);
}

/// What a resource costs before the plan is carried out; nothing when it was never made.
std::optional<Estimate> cost_now(PlanReads& reads, const Resource* existing) {
  return existing && !existing->input_hash.empty() ? std::optional(reads.cost(*existing)) : std::nullopt;
}

/// Whether another workload that runs in the same environment still declares a shared resource.
bool is_shared_with_another(db::Tx& tx, const Stores& stores, const Deployment& deployment, const std::string& res_id) {
  for (const Component& other : stores.environments.components(tx, deployment.project_id)) {
    if (other.name == deployment.component) continue;
    const auto current = stores.deployments.current(tx, other.name, deployment.environment);
    const auto in_force =
        current ? stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}}) : std::optional<Deployment>();
    if (in_force && pinned_definitions(*in_force).contains(res_id)) return true;
  }
  return false;
}

/// Checks that every placeholder of the workload names a declared resource or metadata.
Status check_placeholders(const ScoreWorkload& workload) {
  std::set<std::string_view> declared;
  for (const ScoreResource& resource : workload.resources) declared.insert(resource.name);
  const auto check = [&](const std::string& text, const std::string& where) -> Status {
    TRY(const auto paths, placeholders_of(text));
    for (const auto& path : paths) {
      if (path.front() != "resources" || path.size() < 2) continue;
      if (!declared.contains(path[1]))
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

std::optional<Definition> best_definition(db::Tx& tx, const Stores& stores, const Wanted& wanted) {
  const auto criteria = stores.definitions.fitting(tx, wanted);
  const auto best = best_match(criteria, wanted);
  return best ? stores.definitions.newest(tx, criteria[*best].definition_id) : std::nullopt;
}

std::optional<Resource> made_resource(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                      const ResourceNode& node) {
  return stores.resources.find(tx, gu_id_of(deployment, node));
}

bool is_upgraded(const Deployment& deployment, const std::string& res_id) {
  return std::any_of(deployment.upgrades.begin(), deployment.upgrades.end(),
                     [&](const std::string& each) { return res_id == each || res_id.starts_with(each + "."); });
}

bool is_rotated(const Deployment& deployment, const std::string& res_id) {
  return std::find(deployment.rotations.begin(), deployment.rotations.end(), res_id) != deployment.rotations.end();
}

Result<Definition> choose_definition(PlanReads& reads, const Deployment& deployment, const ResourceNode& node,
                                     const std::map<std::string, std::string>& pinned) {
  if (const auto pin = pinned.find(node.res_id); pin != pinned.end())
    if (const Definition* definition = reads.version(pin->second)) return *definition;
  const Definition* best = reads.best(wanted_of(deployment, node));
  const Resource* existing = reads.resource(gu_id_of(deployment, node));
  const bool was_made = existing && !existing->input_hash.empty();  // what never worked holds nothing to keep
  if (was_made && !is_upgraded(deployment, node.res_id) && !(best && best->is_automatic))
    if (const Definition* definition = reads.version(existing->definition)) return *definition;
  if (best) return *best;
  const DefinitionStore& definitions = reads.stores().definitions;
  std::set<std::string> offered;
  for (const Definition& each : definitions.in_force(reads.tx())) offered.insert(each.type);
  const auto near = nearest(node.resource.type, std::vector<std::string>(offered.begin(), offered.end()));
  return not_found("delivery.no_definition",
                   fmt::format("No resource definition offers '{}' of class '{}' in {}.", node.resource.type,
                               node.resource.resource_class, deployment.environment))
      .with_hint(definitions.criteria(reads.tx(), node.resource.type).empty()
                     ? (near ? fmt::format("Did you mean '{}'? ", *near) : "") +
                           "See what is offered: towpath definition list"
                     : fmt::format("See why: towpath resource explain {} {} {}", deployment.component,
                                   deployment.environment, node.resource.name));
}

Wanted wanted_of(const Deployment& deployment, const ResourceNode& node) {
  return {node.resource.type,     node.resource.resource_class, node.res_id,
          deployment.environment, deployment.project_id,        deployment.env_type};
}

std::string subject_of(const PlannedResource& planned) {
  return fmt::format("{} {}", planned.node.resource.type, planned.node.res_id);
}

std::string strategy_reason(bool has_running_instance, const std::string& runtime) {
  const std::string how =
      has_running_instance ? "blue/green: the new version starts beside the old one and takes over when it is healthy"
                           : "nothing runs yet";
  return runtime == usual_runtime ? how : fmt::format("{}; with {}", how, runtime);
}

Result<Plan> make_plan(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Release& release,
                       const std::map<std::string, std::string>& definitions) {
  Plan plan;
  TRY(plan.workload, score_from_document(release.score));
  CHECK_OK(check_placeholders(plan.workload));
  CHECK_OK(rollout_times(plan.workload));
  PlanReads reads(tx, stores);
  TRY(auto expanded, expand_resources(plan.workload, [&](const ResourceNode& node) {
        return choose_definition(reads, deployment, node, definitions);
      }));
  std::set<std::string> declared;
  for (ExpandedResource& each : expanded) {
    PlannedResource planned{std::move(each), "", ""};
    planned.gu_id = gu_id_of(deployment, planned.node);
    // What runs already may be restarted and gone back to, whatever accounts say by now.
    if (!planned.definition.account.empty() && (deployment.mode == Mode::deploy || deployment.mode == Mode::promote))
      CHECK_OK(check_account(planned.definition, reads.account(planned.definition.account), deployment.env_type));
    CHECK_OK(check_planned_params(planned, reads.parameters(planned.definition)));
    const Resource* existing = reads.resource(planned.gu_id);
    // Only what is kept can be behind.
    const Definition* newest = existing ? reads.best(wanted_of(deployment, planned.node)) : nullptr;
    TRY(PlannedAction action, action_of(planned, existing, newest, deployment));
    action.cost = ActionCost{cost_now(reads, existing), reads.cost(planned.definition, planned.node.resource.params)};
    planned.action = action.action;
    plan.actions.push_back(std::move(action));
    declared.insert(planned.gu_id);
    plan.resources.push_back(std::move(planned));
  }
  for (const Resource& resource :
       stores.resources.list(tx, deployment.component, deployment.environment, {"1 = 1", {}}))
    if (!declared.contains(resource.gu_id)) {
      if (resource.id.starts_with("shared.") && is_shared_with_another(tx, stores, deployment, resource.id)) continue;
      const Definition* definition = reads.version(resource.definition);
      std::optional<int> days = definition ? definition->retain_days : usual_retention_days;
      if (resource.type == "route" && definition && definition->is_shipped()) days = 0;  // it leads people nowhere
      plan.actions.push_back({"release", fmt::format("{} {}", resource.type, resource.id),
                              !days        ? "no longer declared; it is kept"
                              : *days == 0 ? "no longer declared; it is deleted at once"
                                           : fmt::format("no longer declared; it is deleted after {} day{}", *days,
                                                         *days == 1 ? "" : "s")});
      const auto now = cost_now(reads, &resource);
      plan.actions.back().cost = ActionCost{now, days ? std::nullopt : now};  // what is kept is still paid for
      plan.orphans.push_back({resource, days});
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
  std::string how = strategy_reason(runs_now, stores.runtime_rules.rule(tx, deployment.env_type).runtime);
  if (runs_now && in_force && deployment.mode != Mode::restart && in_force->release_id == release.id &&
      in_force->configuration_version == deployment.configuration_version)
    how += "; what runs is kept if it was started with the same";
  if (const int instances = stores.scales.instances(tx, deployment.component, deployment.environment); instances > 1)
    how += fmt::format("; {} instances", instances);
  plan.actions.push_back({"start", fmt::format("{} rel-{}", deployment.component, release.number), std::move(how)});
  plan.actions.push_back({"switch", deployment.component, "once it is healthy"});
  if (runs_now)
    plan.actions.push_back({"stop", deployment.component, "the old version, when its last request has ended"});
  for (const PlannedResource& planned : plan.resources)
    if (planned.action == "rotate")
      plan.actions.push_back({"revoke", subject_of(planned), "the old credentials, once nothing uses them"});
  return plan;
}

}  // namespace towpath::delivery
