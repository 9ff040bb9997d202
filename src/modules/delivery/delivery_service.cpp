#include "delivery_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/faults.h"
#include "base/id.h"
#include "base/sha256.h"
#include "freeze_service.h"
#include "gate_facts.h"
#include "json/json.h"
#include "log/log.h"
#include "no_environment.h"
#include "placement.h"
#include "quotas.h"
#include "resource_making.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

Error no_component(const std::string& name) {
  return not_found("delivery.component_not_found", fmt::format("Delivery knows no component '{}'.", name))
      .with_hint("It appears when its pipeline has built a bundle: towpath run list --kind pipeline");
}

runs::NodeSpec node(std::string key, std::string title, std::string kind, std::vector<std::string> needs,
                    runs::When when = runs::When::success) {
  runs::NodeSpec spec;
  spec.key = std::move(key);
  spec.title = std::move(title);
  spec.kind = std::move(kind);
  spec.needs = std::move(needs);
  spec.when = when;
  spec.timeout = std::chrono::minutes(30);
  return spec;
}

std::string image_replaced(const std::string& document, const std::string& bundle) {
  boost::json::value score = boost::json::parse(document);
  for (auto& entry : score.at("containers").as_object())
    if (entry.value().at("image") == ".") entry.value().as_object()["image"] = bundle;
  return boost::json::serialize(score);
}

}  // namespace

auth::SqlCondition DeliveryService::visible(const auth::Principal& principal, std::string_view permission) const {
  return auth::to_sql(kernel_.authorizer.decide(principal, permission), "owner_ref");
}

Result<Component> DeliveryService::component_of(db::Tx& tx, const auth::Principal& principal, const std::string& name) {
  auto found = stores_.environments.component(tx, name, visible(principal, "deployment.read"));
  if (!found) return no_component(name);
  return std::move(*found);
}

Result<Environment> DeliveryService::environment_of(db::Tx& tx, const auth::Principal& principal,
                                                    const std::string& project, const std::string& name) {
  auto found = stores_.environments.find(tx, project, name, visible(principal, "environment.read"));
  if (!found) return no_environment(project, name);
  return std::move(*found);
}

void DeliveryService::ensure_project(db::Tx& tx, const Component& component) {
  const UtcTime now = kernel_.clock.now();
  const bool is_new = !stores_.environments.project_owner(tx, component.project_id);
  stores_.environments.put_project(tx, component.project_id, component.owner_ref, now);
  stores_.environments.put_component(tx, component, now);
  if (!is_new) return;
  for (const char* name : first_environments)
    stores_.environments.insert(
        tx, {component.project_id, name, new_ulid(), name, component.owner_ref, "active", std::nullopt, now});
}

Result<Release> DeliveryService::publish(const BuiltBundle& built, bool deploy_to_development) {
  TRY(const std::string text, ports_.forge.file(built.repository, built.commit, "score.yaml"));
  const ScoreFileReader beside = [&](const std::string& path) {
    return ports_.forge.file(built.repository, built.commit, path);
  };
  TRY(const ScoreWorkload workload, parse_score(text, "score.yaml", beside));
  TRY(const forge::Repository repository, ports_.forge.get(auth::system_principal(), built.repository));
  TRY(const ScoreWorkload released,
      score_from_document(image_replaced(workload.document, built.bundle)));  // keeps the ports in their order
  const Component component{workload.name, repository.project_id, repository.owner_ref, built.repository};
  Release release;
  release.component = workload.name;
  release.project_id = component.project_id;
  release.owner_ref = component.owner_ref;
  release.score = released.document;
  release.bundle = built.bundle;
  release.repository = built.repository;
  release.commit = built.commit;
  release.branch = built.branch;
  release.run_id = built.run_id;
  release.created_at = kernel_.clock.now();
  const std::string content = json::canonical(boost::json::object{{"component", release.component},
                                                                  {"score", release.score},
                                                                  {"bundle", release.bundle},
                                                                  {"commit", release.commit}});
  release.id = sha256_hex(content);
  auto published = kernel_.db.transact([&](db::Tx& tx) -> Result<Release> {
    const auto known = stores_.environments.component(tx, workload.name, everything);
    if (known && known->repository != built.repository)
      return conflict("delivery.duplicate_component",
                      fmt::format("The workload '{}' already comes from the repository '{}'.", workload.name,
                                  known->repository))
          .with_hint("Give it another name in score.yaml.");
    ensure_project(tx, component);
    Release stored = release;
    stored.number = stores_.releases.next_number(tx, workload.name);
    if (!stores_.releases.insert(tx, stored)) {
      stored = *stores_.releases.find(tx, release.id);  // the same bundle again: the same release
    } else {
      kernel_.events.append(tx,
                            {.type = "delivery.release.created",
                             .subject = "component:default/" + stored.component,
                             .actor = "run:" + built.run_id,
                             .payload = boost::json::serialize(boost::json::object{{"release", stored.id},
                                                                                   {"number", stored.number},
                                                                                   {"component", stored.component},
                                                                                   {"commit", stored.commit},
                                                                                   {"bundle", stored.bundle},
                                                                                   {"repository", stored.repository}}),
                             .owner_ref = stored.owner_ref,
                             .project_id = stored.project_id});
    }
    fault_point("delivery.release.in_commit");
    return stored;
  });
  fault_point("delivery.release.after_commit");
  if (!published.has_value() || !deploy_to_development) return published;
  const Request request{published->component,        "development", Mode::deploy, published->id, "", "",
                        "built from " + built.branch};
  const auto started = begin(auth::system_principal(), request, "push", "bundle:" + built.run_id);
  if (started.has_value()) return published;
  // The release exists, and what keeps it out of development has said so: a guardrail in its decision, a freeze here.
  const Error& kept_out = started.error();
  if (kept_out.kind() != ErrorKind::forbidden && kept_out.code() != "delivery.frozen") return kept_out;
  log::info("a release is not deployed by itself", {{"component", published->component}, {"code", kept_out.code()}});
  return published;
}

Result<std::pair<Deployment, Release>> DeliveryService::draft(db::Tx& tx, const auth::Principal& principal,
                                                              const Request& request) {
  TRY(const Component component, component_of(tx, principal, request.component));
  TRY(const Environment environment, environment_of(tx, principal, component.project_id, request.environment));
  CHECK_OK(auth::check(kernel_.authorizer, principal, fmt::format("deployment.{}", to_string(request.mode)),
                       {component.owner_ref, component.project_id, environment.type}));
  if (environment.state != "active")
    return conflict("delivery.environment_deleting",
                    fmt::format("The environment '{}' is being deleted.", environment.name));
  const auto current = stores_.deployments.current(tx, component.name, environment.name);
  const auto in_force = current ? stores_.deployments.find(tx, current->deployment_id, everything) : std::nullopt;
  const Error nothing =
      conflict("delivery.nothing_deployed",
               fmt::format("'{}' was never deployed to '{}'.", component.name, environment.name))
          .with_hint(fmt::format("Deploy it with: towpath deploy {} {}", component.name, environment.name));
  std::optional<Release> release;
  std::int64_t configuration_version =
      stores_.environments.configuration(tx, component.project_id, environment.name, component.name, std::nullopt)
          .version;
  std::string definitions = "{}";
  switch (request.mode) {
    case Mode::deploy:
      if (!request.upgrade.empty()) {
        if (!in_force) return nothing;
        release = stores_.releases.find(tx, in_force->release_id);
      } else {
        release = request.release_id.empty() ? stores_.releases.latest(tx, component.name)
                                             : stores_.releases.find(tx, request.release_id);
      }
      break;
    case Mode::promote: {
      const auto from = stores_.deployments.current(tx, component.name, request.from);
      const auto source = from ? stores_.deployments.find(tx, from->deployment_id, everything) : std::nullopt;
      if (!source)
        return conflict("delivery.nothing_deployed",
                        fmt::format("'{}' does not run in '{}', so there is nothing to promote.", component.name,
                                    request.from))
            .with_hint(fmt::format("Deploy it there first: towpath deploy {} {}", component.name, request.from));
      release = stores_.releases.find(tx, source->release_id);
      break;
    }
    case Mode::rollback: {
      if (!in_force) return nothing;
      const auto target = request.deployment_id.empty()
                              ? stores_.deployments.previous(tx, *in_force)
                              : stores_.deployments.find(tx, request.deployment_id, everything);
      if (!target || target->component != component.name || target->environment != environment.name ||
          target->state != "succeeded")
        return conflict(
                   "delivery.nothing_to_roll_back",
                   fmt::format("'{}' has no earlier successful deployment in '{}'.", component.name, environment.name))
            .with_hint(fmt::format("See what there is: towpath status {}", component.name));
      release = stores_.releases.find(tx, target->release_id);
      configuration_version = target->configuration_version;
      definitions = target->definitions;
      break;
    }
    case Mode::job:
    case Mode::scale:
      return invalid_input("delivery.invalid_mode", "Jobs and scaling are no deployments.");
    case Mode::restart:
    case Mode::stop:
      if (!in_force) return nothing;
      release = stores_.releases.find(tx, in_force->release_id);
      configuration_version = in_force->configuration_version;
      definitions = in_force->definitions;
      break;
  }
  if (!release || release->component != component.name)
    return not_found("delivery.no_release", fmt::format("'{}' has no {}.", component.name,
                                                        request.release_id.empty() ? "release yet" : "such release"))
        .with_hint(
            "A release is made when the pipeline of the default branch succeeds: towpath run list --kind pipeline");
  Deployment deployment;
  deployment.id = new_ulid();
  deployment.component = component.name;
  deployment.project_id = component.project_id;
  deployment.environment = environment.name;
  deployment.environment_uid = environment.uid;
  deployment.env_type = environment.type;
  deployment.owner_ref = component.owner_ref;
  deployment.mode = request.mode;
  deployment.release_id = release->id;
  deployment.configuration_version = configuration_version;
  deployment.definitions = definitions;
  if (!request.upgrade.empty()) {
    TRY(deployment.upgrades, upgrades_of(tx, deployment, request.upgrade));
  }
  if (!request.rotate.empty()) {
    CHECK_OK(auth::check(kernel_.authorizer, principal, "resource.rotate",
                         {component.owner_ref, component.project_id, environment.type}));
    TRY(deployment.rotations, rotations_of(tx, deployment, request.rotate));
  }
  if (in_force) deployment.base_id = in_force->id;
  deployment.reason = request.reason;
  deployment.instance_id = deployment.id;
  deployment.requested_by = principal.ref;
  deployment.created_at = kernel_.clock.now();
  return std::pair(std::move(deployment), std::move(*release));
}

Result<Started> DeliveryService::submit(db::Tx& tx, Deployment deployment, const Release& release,
                                        const std::string& trigger, const std::string& cause) {
  runs::RunSpec run;
  run.idempotency_key = cause;
  run.kind = "deployment";
  run.title = fmt::format("{} {} rel-{} {} {}", to_string(deployment.mode), deployment.component, release.number,
                          deployment.mode == Mode::stop ? "in" : "to", deployment.environment);
  for (const std::string& each : deployment.rotations)
    run.title = fmt::format("rotate {} of {} in {}", each.substr(each.rfind('.') + 1), deployment.component,
                            deployment.environment);
  run.subject = "component:default/" + deployment.component;
  run.owner_ref = deployment.owner_ref;
  run.project_id = deployment.project_id;
  run.env_type = deployment.env_type;
  run.trigger = {trigger, deployment.requested_by, release.branch, release.commit};
  run.inputs = boost::json::serialize(boost::json::object{{"deployment", deployment.id}});
  run.concurrency_group = fmt::format("env:{}:{}", deployment.environment_uid, deployment.component);
  // Waiting for people takes as long as they may take, once more when the plan changes meanwhile.
  if (const auto rule = rule_for(tx, stores_, deployment)) run.timeout += 2 * rule->expires_after;
  if (deployment.mode == Mode::stop) {
    run.nodes.push_back(node("stop", "Stop", "delivery.stop", {}));
    run.nodes.back().spec = boost::json::serialize(
        boost::json::object{{"component", deployment.component}, {"environment", deployment.environment}});
    run.nodes.push_back(node("finalize", "Record the result", "delivery.finalize", {"stop"}, runs::When::always));
  } else {
    run.nodes.push_back(node("plan", "Plan", "delivery.plan", {}));
    run.nodes.push_back(node("migrate", "Migrate", "delivery.migrate", {"plan"}));
    run.nodes.push_back(node("rollout", "Roll out", "delivery.rollout", {"migrate"}));
    std::vector<std::string> done{"rollout"};
    if (!deployment.rotations.empty()) {
      run.nodes.push_back(
          node("revoke", "Revoke the old credentials", "delivery.revoke", {"rollout"}, runs::When::always));
      run.nodes.back().timeout = std::chrono::hours(2);  // an old version may drain for long
      done.emplace_back("revoke");
    }
    run.nodes.push_back(node("finalize", "Record the result", "delivery.finalize", done, runs::When::always));
  }
  TRY(const runs::RunId id, ports_.runs.submit(tx, run));
  if (const auto begun = stores_.deployments.id_of_run(tx, id.text())) return Started{*begun, id.text()};
  stores_.deployments.insert(tx, deployment);
  stores_.deployments.set_run(tx, deployment.id, id.text());
  context_.announce(tx, "delivery.deployment.queued", deployment, release, deployment.requested_by,
                    boost::json::serialize(boost::json::object{{"run", id.text()}, {"reason", deployment.reason}}));
  return Started{deployment.id, id.text()};
}

Result<Deployment> DeliveryService::pass_gate(const auth::Principal& principal, const Request& request) {
  struct Judged {
    Deployment deployment;
    gate::Question question;
  };
  TRY(Judged judged, kernel_.db.read([&](db::Tx& tx) -> Result<Judged> {
    TRY(auto drafted, draft(tx, principal, request));
    auto& [deployment, release] = drafted;
    TRY(const Environment environment, environment_of(tx, principal, deployment.project_id, deployment.environment));
    const auto rule = rule_for(tx, stores_, deployment);
    // What cannot be planned is refused by the run's own node, where everybody sees why; here its cost is not known.
    const auto present = present_plan(tx, stores_, deployment, release, ConfigurationOf::request);
    TRY(gate::Question question, question_of(deployment, release, environment, request.from, rule ? rule->required : 0,
                                             present.has_value() ? &present->plan : nullptr));
    return Judged{std::move(deployment), std::move(question)};
  }));
  judged.question.override_reason = request.override_reason;
  CHECK_OK(kernel_.gates.pass(principal, judged.question));
  return std::move(judged.deployment);
}

Result<Started> DeliveryService::start(const auth::Principal& principal, const Request& request) {
  return begin(principal, request, std::string(to_string(request.mode)), "");
}

Result<Started> DeliveryService::begin(const auth::Principal& principal, const Request& request,
                                       const std::string& trigger, const std::string& cause) {
  std::optional<Deployment> judged;  // rollbacks, restarts and stops are how harm is ended: no gate is in their way
  if (request.mode == Mode::deploy || request.mode == Mode::promote) {
    TRY(judged, pass_gate(principal, request));
  }
  auto started = kernel_.db.transact([&](db::Tx& tx) -> Result<Started> {
    TRY(auto drafted, draft(tx, principal, request));
    CHECK_OK(pass_freeze(tx, kernel_, stores_, principal, drafted.first, request.override_freeze));
    if (judged && (drafted.first.release_id != judged->release_id ||
                   drafted.first.configuration_version != judged->configuration_version))
      return conflict("delivery.plan_changed",
                      fmt::format("What goes to '{}' changed while guardrails were asked.", request.environment))
          .with_hint("Start it again.");
    if (judged) drafted.first.id = drafted.first.instance_id = judged->id;  // the one the decision names
    if (!request.expected_plan.empty()) {
      TRY(const auto actions, plan_of(tx, request, drafted.first, drafted.second));
      if (digest(actions) != request.expected_plan)
        return conflict(
                   "delivery.plan_changed",
                   fmt::format("What would be done in '{}' is not what the plan said any more.", request.environment))
            .with_hint("Look at the new plan, then start it.");
    }
    return submit(tx, std::move(drafted.first), drafted.second, trigger, cause);
  });
  fault_point("delivery.submit.after_commit");
  return started;
}

Result<std::vector<PlannedAction>> DeliveryService::plan(const auth::Principal& principal, const Request& request) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<PlannedAction>> {
    TRY(const auto drafted, draft(tx, principal, request));
    return plan_of(tx, request, drafted.first, drafted.second);
  });
}

Result<std::vector<PlannedAction>> DeliveryService::plan_of(db::Tx& tx, const Request& request,
                                                            const Deployment& deployment, const Release& release) {
  if (request.mode == Mode::stop) return std::vector<PlannedAction>{{"stop", request.component, "its data stays"}};
  std::vector<PlannedAction> actions;
  if (auto hold = hold_of(tx, stores_, deployment, kernel_.clock.now())) actions.push_back(std::move(*hold));
  TRY(PresentPlan present, present_plan(tx, stores_, deployment, release, ConfigurationOf::request));
  CHECK_OK(check_placement(ports_.runtime, stores_.runtime_rules.rule(tx, deployment.env_type).runtime, deployment,
                           present.plan, release));
  CHECK_OK(check_quotas(tx, stores_, deployment, present.plan));
  if (const auto rule = rule_for(tx, stores_, deployment)) actions.push_back({"wait", "approval", in_words(*rule)});
  actions.insert(actions.end(), present.plan.actions.begin(), present.plan.actions.end());
  return actions;
}

Result<std::vector<Release>> DeliveryService::releases(const auth::Principal& principal, const std::string& component) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Release>> {
    TRY(const Component found, component_of(tx, principal, component));
    return stores_.releases.list(tx, found.name, 200);
  });
}

Result<std::vector<Deployment>> DeliveryService::deployments(const auth::Principal& principal,
                                                             const std::string& component,
                                                             const std::string& environment, const std::string& after,
                                                             std::size_t limit) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Deployment>> {
    return stores_.deployments.list(
        tx, component, environment, after, std::clamp<std::size_t>(limit, 1, 501),
        auth::to_sql(kernel_.authorizer.decide(principal, "deployment.read"), "owner_ref", "env_type"));
  });
}

Result<Deployment> DeliveryService::deployment(const auth::Principal& principal, const std::string& id) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<Deployment> {
    auto found = stores_.deployments.find(
        tx, id, auth::to_sql(kernel_.authorizer.decide(principal, "deployment.read"), "owner_ref", "env_type"));
    if (!found) return not_found("delivery.deployment_not_found", fmt::format("There is no deployment {}.", id));
    return std::move(*found);
  });
}

Result<ComponentStatus> DeliveryService::status(const auth::Principal& principal, const std::string& name) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<ComponentStatus> {
    TRY(const Component component, component_of(tx, principal, name));
    ComponentStatus out{component, {}};
    const auto resources = stores_.resources.list(tx, component.name, "", visible(principal, "resource.read"));
    for (const Environment& environment :
         stores_.environments.list(tx, component.project_id, visible(principal, "environment.read"))) {
      EnvironmentStatus status;
      status.environment = environment;
      status.latest = stores_.deployments.latest(tx, component.name, environment.name);
      if (!status.latest) continue;
      if (const auto current = stores_.deployments.current(tx, component.name, environment.name)) {
        status.current = stores_.deployments.find(tx, current->deployment_id, everything);
        if (!current->instance_id.empty()) status.instance = stores_.deployments.instance(tx, current->instance_id);
      }
      status.sleeper = stores_.sleepers.find(tx, component.name, environment.name);
      status.instances = stores_.scales.instances(tx, component.name, environment.name);
      if (status.current) status.release = stores_.releases.find(tx, status.current->release_id);
      for (const auto& route : stores_.deployments.routes(tx, component.name, environment.name))
        if (status.url.empty())
          status.url = fmt::format("http://{}:{}{}", route.host, ports_.traffic.port(), route.path);
      if (status.latest->state == "failed" || status.latest->state == "rolled_back")
        status.next_action = fmt::format("towpath run show {}", status.latest->run_id);
      for (const Resource& each : resources) {
        if (each.environment != environment.name || each.state == "orphaned") continue;
        // Nothing goes on there before it is answered, also when no run waits for that any more.
        if (each.state == "perhaps_made")
          if (const Driver* driver = context_.driver(each.driver)) status.next_action = how_to_answer(*driver, each);
        status.resources.push_back(each);
      }
      out.environments.push_back(std::move(status));
    }
    return out;
  });
}

Result<std::vector<Resource>> DeliveryService::resources(const auth::Principal& principal, const std::string& component,
                                                         const std::string& environment) {
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Resource>> {
    return stores_.resources.list(tx, component, environment, visible(principal, "resource.read"));
  });
}

}  // namespace towpath::delivery
