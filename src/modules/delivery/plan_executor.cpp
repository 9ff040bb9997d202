#include <fmt/core.h>

#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/faults.h"
#include "driver_changes_json.h"
#include "executors.h"
#include "placement.h"
#include "plan_costs.h"
#include "prepared_resource.h"
#include "quotas.h"
#include "runtimes/copies.h"

namespace towpath::delivery {
namespace {

runs::NodeSpec resource_node(const PlannedResource& planned, const std::string& planned_by,
                             std::chrono::minutes longest_call) {
  runs::NodeSpec node;
  node.key = "resource/" + planned.node.resource.name;
  const std::string &type = planned.node.resource.type, &name = planned.node.resource.name;
  node.title = type == name ? fmt::format("Provision {}", type) : fmt::format("Provision {} {}", type, name);
  node.kind = "delivery.resource";
  node.needs = {planned_by};
  for (const std::string& need : planned.node.needs) node.needs.push_back("resource/" + need);
  node.spec = boost::json::serialize(boost::json::object{{"resource", planned.node.resource.name}});
  node.timeout = 2 * longest_call;
  return node;
}

/// What waits for people, and what looks again at the plan when they agreed.
std::vector<runs::NodeSpec> approval_nodes(std::int64_t round, const std::string& planned_by) {
  runs::NodeSpec wait;
  wait.key = approval_key(round);
  wait.title = round == 1 ? "Approval" : fmt::format("Approval of the changed plan ({})", round);
  wait.kind = "approval";
  wait.needs = {planned_by};
  wait.spec = boost::json::serialize(boost::json::object{{"decidedBy", "delivery"}});
  runs::NodeSpec confirm;
  confirm.key = confirm_key(round);
  confirm.title = "Confirm the plan";
  confirm.kind = "delivery.plan";
  confirm.needs = {wait.key};
  confirm.timeout = std::chrono::minutes(30);
  return {std::move(wait), std::move(confirm)};
}

ConfigurationOf configuration_of(std::int64_t round) {
  return round == 0 ? ConfigurationOf::request : ConfigurationOf::now;
}

/// Puts what drivers say, by subject, into the actions that it is about.
void add_changes(Plan& plan, const std::map<std::string, DriverChanges>& changes) {
  for (PlannedAction& action : plan.actions) {
    const auto found = changes.find(action.subject);
    if (found == changes.end() || action.action == "release") continue;
    action.reason += fmt::format("; it would do: {}", in_words(found->second));
    action.changes = boost::json::serialize(to_json(found->second));
  }
}

}  // namespace

/// By subject. A resource whose inputs are outputs of one that is not there yet is left out: nobody can say yet.
Result<std::map<std::string, DriverChanges>> PlanExecutor::preview(runs::NodeContext& context, int step,
                                                                   const Deployment& deployment, const Release& release,
                                                                   std::int64_t round) {
  std::map<std::string, DriverChanges> out;
  TRY(const PresentPlan present, c_.kernel.db.read([&](db::Tx& tx) {
    return present_plan(tx, c_.stores, deployment, release, configuration_of(round));
  }));
  for (const PlannedResource& planned : present.plan.resources) {
    const Driver* driver = c_.driver(planned.definition.driver);
    if (!driver || !driver->has_preview()) continue;
    auto prepared = prepare_resource(c_, deployment, present.plan, planned);
    if (!prepared.has_value()) {
      if (prepared.error().code() != "delivery.undefined_placeholder") return std::move(prepared).error();
      context.log(step, fmt::format("what {} comes to is known when what it needs is there\n", subject_of(planned)));
      continue;
    }
    if (prepared->is_as_before()) continue;
    for (const auto& [variable, secret] : prepared->request.credentials) context.add_mask(secret.reveal());
    const DriverContext driver_context{[&](std::string_view line) { context.log(step, fmt::format("{}\n", line)); },
                                       context.stop(), std::chrono::minutes(10)};
    TRY(auto changes, prepared->driver->preview(prepared->request, driver_context));
    if (changes) out.emplace(subject_of(planned), std::move(*changes));
  }
  return out;
}

/// The node `plan`, and after each approval a node `confirm/<n>` that makes the plan again: only what was agreed to is
/// done, and a plan that has become another is asked for once more.
runs::NodeResult PlanExecutor::execute(runs::NodeContext& context) {
  const std::string& key = context.node().key;
  const std::int64_t round = round_of(key);
  const int step = context.begin_step(round == 0 ? "Plan" : "Confirm the plan");
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const auto& [deployment, release] = *loaded;
  struct Outcome {
    PresentPlan present;
    std::optional<ApprovalRule> asks;  ///< Nothing: the plan is carried out.
  };
  const std::string runtime = c_.runtime_of(deployment);
  if (const Status usable = c_.ports.runtime.check(runtime); !usable.has_value()) {
    context.log(step, usable.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(usable.error());
  }
  const int instances = c_.kernel.db
                            .read([&](db::Tx& tx) -> Result<int> {
                              return c_.stores.scales.instances(tx, deployment.component, deployment.environment);
                            })
                            .value();
  if (const int most = c_.ports.runtime.most_copies_of(runtime); instances > most) {
    const Error refused = too_many_copies(deployment.component, deployment.environment, runtime, instances, most);
    context.log(step, refused.message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(refused);
  }
  // What drivers say of their part takes processes and networks: outside of a transaction, of the plan as it is now.
  const auto previewed = preview(context, step, deployment, release, round);
  if (!previewed.has_value()) {
    context.log(step, previewed.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(previewed.error());
  }
  const auto outcome = c_.kernel.db.transact([&](db::Tx& tx) -> Result<Outcome> {
    Outcome out;
    TRY(out.present, present_plan(tx, c_.stores, deployment, release, configuration_of(round)));
    CHECK_OK(check_placement(c_.ports.runtime, runtime, deployment, out.present.plan, release));
    CHECK_OK(check_quotas(tx, c_.stores, deployment, out.present.plan));
    add_changes(out.present.plan, *previewed);
    const std::string plan = plan_json(out.present.plan);
    c_.stores.deployments.start(tx, deployment.id);
    c_.stores.deployments.set_plan(tx, deployment.id, plan, out.present.definitions, out.present.configuration_version);
    const auto given = c_.stores.approvals.of_round(tx, context.run_id().text(), round);
    const bool is_agreed =
        given && given->state == "approved" && given->plan_hash == out.present.hash && does_the_same(given->plan, plan);
    if (!is_agreed) out.asks = rule_for(tx, c_.stores, deployment);
    return out;
  });
  if (!outcome.has_value()) {
    context.log(step, outcome.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(outcome.error());
  }
  for (const PlannedAction& action : outcome->present.plan.actions)
    context.log(step, fmt::format("{:8} {} ({})\n", action.action, action.subject, action.reason));
  if (const std::string cost = in_words(total_of(outcome->present.plan.actions)); !cost.empty())
    context.log(step, fmt::format("cost     {}\n", cost));
  fault_point("delivery.plan.after_store");
  std::vector<runs::NodeSpec> nodes;
  if (outcome->asks) {
    context.log(step, round == 0 ? "It waits for an approval of this plan.\n"
                                 : "The plan has changed since it was asked for, so it is asked for again.\n");
    nodes = approval_nodes(round + 1, key);
  } else {
    for (const PlannedResource& planned : outcome->present.plan.resources) {
      const Driver* driver = c_.driver(planned.definition.driver);
      nodes.push_back(resource_node(planned, key, driver ? driver->longest_call() : std::chrono::minutes(5)));
    }
  }
  if (!nodes.empty())
    if (const Status expanded = context.expand(nodes, {"migrate"}); !expanded.has_value())
      return runs::NodeResult::failure(expanded.error());
  context.end_step(step, runs::StepOutcome::succeeded);
  runs::NodeResult result =
      runs::NodeResult::success(boost::json::serialize(boost::json::object{{"deployment", deployment.id}}));
  // With the end of this node, which makes the next one wait: who hears of the request can decide at once.
  if (outcome->asks)
    result.on_commit = [this, deployment = deployment, release = release, outcome = *outcome, round](db::Tx& tx) {
      ask(tx, c_.kernel, c_.stores, deployment, release, *outcome.asks, outcome.present, round + 1);
    };
  return result;
}

}  // namespace towpath::delivery
