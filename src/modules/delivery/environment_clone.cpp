#include <fmt/core.h>

#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/id.h"
#include "delivery_service.h"
#include "freeze_service.h"
#include "gate_facts.h"
#include "quotas.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
constexpr std::size_t longest_reason = 500;

}  // namespace

/// What a component would be in the clone: a deployment that is not stored, with the release in force.
struct DeliveryService::CloneOfOne {
  Component component;
  Deployment deployment;
  Release release;
  Configuration configuration;
  int instances = 1;  ///< As many as in the source.
};

Result<std::vector<DeliveryService::CloneOfOne>> DeliveryService::clones_of(db::Tx& tx,
                                                                            const auth::Principal& principal,
                                                                            const CloneRequest& request) {
  TRY(const Environment source, environment_of(tx, principal, request.project, request.from));
  CHECK_OK(auth::check(kernel_.authorizer, principal, "environment.create",
                       {source.owner_ref, request.project, request.type}));
  if (source.state != "active")
    return conflict("delivery.environment_deleting",
                    fmt::format("The environment '{}' is being deleted.", source.name));
  if (stores_.environments.find(tx, request.project, request.name, everything))
    return conflict("delivery.duplicate_environment",
                    fmt::format("The project '{}' already has an environment '{}'.", request.project, request.name))
        .with_hint("Choose another name.");
  std::vector<CloneOfOne> out;
  for (const Component& component : stores_.environments.components(tx, request.project)) {
    const auto current = stores_.deployments.current(tx, component.name, source.name);
    if (!current || current->instance_id.empty()) continue;
    const auto in_force = stores_.deployments.find(tx, current->deployment_id, everything);
    auto release = in_force ? stores_.releases.find(tx, in_force->release_id) : std::nullopt;
    if (!release) continue;
    CHECK_OK(auth::check(kernel_.authorizer, principal, "configuration.read",
                         {component.owner_ref, component.project_id, source.type}));
    CHECK_OK(auth::check(kernel_.authorizer, principal, "deployment.deploy",
                         {component.owner_ref, component.project_id, request.type}));
    CloneOfOne one{component, {}, std::move(*release), {}};
    one.instances = stores_.scales.instances(tx, component.name, source.name);
    one.configuration = stores_.environments.configuration(tx, request.project, source.name, component.name,
                                                           in_force->configuration_version);
    one.deployment.component = component.name;
    one.deployment.project_id = request.project;
    one.deployment.environment = request.name;
    one.deployment.env_type = request.type;
    one.deployment.owner_ref = component.owner_ref;
    one.deployment.release_id = one.release.id;
    out.push_back(std::move(one));
  }
  if (out.empty())
    return conflict("delivery.nothing_deployed",
                    fmt::format("Nothing runs in '{}', so there is nothing to clone.", source.name))
        .with_hint(fmt::format("Make an empty one: towpath env create {} --project {}", request.name, request.project));
  return out;
}

Result<std::vector<PlannedAction>> DeliveryService::clone_actions(db::Tx& tx, const CloneRequest& request,
                                                                  const std::vector<CloneOfOne>& clones) {
  std::vector<PlannedAction> actions{
      {"create", "environment " + request.name,
       fmt::format("of type {}, {}", request.type,
                   request.ttl ? fmt::format("gone after {} seconds", request.ttl->count()) : "until it is deleted")}};
  for (const CloneOfOne& one : clones) {
    const std::string& name = one.component.name;
    if (!one.configuration.values.empty())
      actions.push_back(
          {"configure", name,
           fmt::format("version {} of {}, {} value{}", one.configuration.version, request.from,
                       one.configuration.values.size(), one.configuration.values.size() == 1 ? "" : "s")});
    if (one.instances > 1)
      actions.push_back({"scale", name, fmt::format("{} instances, as in {}", one.instances, request.from)});
    if (const auto held = held_up(tx, stores_, one.deployment, kernel_.clock.now()))
      actions.push_back({"hold", name, held->freeze.reason});
    if (const auto rule = rule_for(tx, stores_, one.deployment)) actions.push_back({"wait", name, in_words(*rule)});
    // As the definitions that match there say, which may be others than in the source.
    TRY(const Plan plan, make_plan(tx, stores_, one.deployment, one.release, {}));
    for (const PlannedAction& each : plan.actions)
      if (each.action == "create") actions.push_back(each);
    actions.push_back({"deploy", fmt::format("{} rel-{}", name, one.release.number), "in force in " + request.from});
  }
  actions.push_back({"leave", "secrets of " + request.from,
                     "those set for it alone are not copied; set them with: towpath secret set"});
  return actions;
}

Result<std::vector<PlannedAction>> DeliveryService::plan_clone(const auth::Principal& principal,
                                                               const CloneRequest& request) {
  CHECK_OK(check_environment(request.name, request.type, request.ttl));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const auto clones, clones_of(tx, principal, request));
    return clone_actions(tx, request, clones);
  });
}

Result<Started> DeliveryService::clone_environment(const auth::Principal& principal, const CloneRequest& request) {
  CHECK_OK(check_environment(request.name, request.type, request.ttl));
  if (request.reason.size() > longest_reason)
    return invalid_input("delivery.invalid_environment", "The clone was not accepted.")
        .with_field("/reason", fmt::format("must be at most {} bytes", longest_reason));
  TRY(const std::string judged_owner, kernel_.db.read([&](db::Tx& tx) -> Result<std::string> {
    CHECK_OK(clones_of(tx, principal, request));
    return *stores_.environments.project_owner(tx, request.project);
  }));
  const auto ttl = request.ttl ? request.ttl : inherited_ttl(request.type);
  CHECK_OK(kernel_.gates.pass(principal,
                              question_of_environment(request.project, request.name, request.type, judged_owner, ttl)));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(const auto clones, clones_of(tx, principal, request));
    TRY(const auto actions, clone_actions(tx, request, clones));
    if (!request.expected_plan.empty() && digest(actions) != request.expected_plan)
      return conflict("delivery.plan_changed",
                      fmt::format("What runs in '{}' is not what the plan said any more.", request.from))
          .with_hint("Look at the new plan, then start it.");
    CHECK_OK(check_quotas(tx, stores_, request.project, request.name, request.type, Addition{"", 1}));
    const UtcTime now = kernel_.clock.now();
    const std::string owner = *stores_.environments.project_owner(tx, request.project);
    stores_.environments.insert(tx, {request.project, request.name, new_ulid(), request.type, owner, "active",
                                     ttl ? std::optional(now + *ttl) : std::nullopt, now});
    runs::RunSpec run;
    run.kind = "clone";
    run.title = fmt::format("clone {} of {} as {}", request.from, request.project, request.name);
    run.subject = fmt::format("environment:{}/{}", request.project, request.name);
    run.owner_ref = owner;
    run.project_id = request.project;
    run.env_type = request.type;
    run.trigger = {"manual", principal.ref, "", ""};
    run.inputs = boost::json::serialize(boost::json::object{
        {"project", request.project}, {"from", request.from}, {"name", request.name}, {"reason", request.reason}});
    for (const CloneOfOne& one : clones) {
      if (one.configuration.version > 0)
        stores_.environments.insert_configuration(tx, request.project, request.name, one.component.name,
                                                  one.configuration, principal.ref, now);
      if (one.instances > 1)
        stores_.scales.set(tx, one.component.name, request.project, request.name, one.instances, principal.ref, now);
      runs::NodeSpec deploy;
      deploy.key = "deploy/" + one.component.name;
      deploy.title = "Deploy " + one.component.name;
      deploy.kind = "delivery.clone";
      deploy.spec =
          boost::json::serialize(boost::json::object{{"component", one.component.name}, {"release", one.release.id}});
      deploy.timeout = std::chrono::minutes(5);
      run.nodes.push_back(std::move(deploy));
    }
    TRY(const runs::RunId id, ports_.runs.submit(tx, run));
    boost::json::object payload{{"project", request.project},
                                {"environment", request.name},
                                {"type", request.type},
                                {"clonedFrom", request.from},
                                {"run", id.text()},
                                {"reason", request.reason},
                                {"expiresAt", request.ttl ? to_rfc3339(now + *request.ttl) : ""}};
    kernel_.events.append(tx, {.type = "delivery.environment.created",
                               .subject = run.subject,
                               .actor = principal.ref,
                               .payload = boost::json::serialize(payload),
                               .owner_ref = owner,
                               .project_id = request.project,
                               .env_type = request.type});
    tx.notify("delivery.expiry");
    return Started{"", id.text()};
  });
}

Result<Started> DeliveryService::deploy_clone(const std::string& by, const std::string& component,
                                              const std::string& environment, const std::string& release,
                                              const std::string& run, const std::string& reason) {
  auth::Principal requester = auth::system_principal();  // the right to deploy was checked when it was asked for
  requester.ref = by;
  return begin(requester, {component, environment, Mode::deploy, release, "", "", reason}, "clone",
               fmt::format("clone:{}:{}", run, component));
}

runs::NodeResult CloneExecutor::execute(runs::NodeContext& context) {
  const boost::json::value inputs = boost::json::parse(context.run().inputs),
                           spec = boost::json::parse(context.node().spec);
  const auto text = [](const boost::json::value& value, std::string_view key) {
    return std::string(value.at(key).as_string());
  };
  const int step = context.begin_step(context.node().title);
  const std::string from = text(inputs, "from"), why = text(inputs, "reason");
  const auto started =
      service_.deploy_clone(context.run().trigger.actor, text(spec, "component"), text(inputs, "name"),
                            text(spec, "release"), context.run_id().text(), why.empty() ? "cloned from " + from : why);
  if (!started.has_value()) {
    context.log(step, started.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(started.error());
  }
  context.log(step, fmt::format("Its deployment has begun: towpath run show {}\n", started->run_id));
  context.end_step(step, runs::StepOutcome::succeeded);
  return runs::NodeResult::success(
      boost::json::serialize(boost::json::object{{"deployment", started->deployment_id}, {"run", started->run_id}}));
}

}  // namespace towpath::delivery
