#include <fmt/core.h>

#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/faults.h"
#include "executors.h"

namespace towpath::delivery {
namespace {

runs::NodeSpec resource_node(const PlannedResource& planned, const std::string& planned_by) {
  runs::NodeSpec node;
  node.key = "resource/" + planned.node.resource.name;
  const std::string &type = planned.node.resource.type, &name = planned.node.resource.name;
  node.title = type == name ? fmt::format("Provision {}", type) : fmt::format("Provision {} {}", type, name);
  node.kind = "delivery.resource";
  node.needs = {planned_by};
  for (const std::string& need : planned.node.needs) node.needs.push_back("resource/" + need);
  node.spec = boost::json::serialize(boost::json::object{{"resource", planned.node.resource.name}});
  node.timeout = std::chrono::minutes(10);
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

}  // namespace

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
  const auto outcome = c_.kernel.db.transact([&](db::Tx& tx) -> Result<Outcome> {
    Outcome out;
    TRY(out.present,
        present_plan(tx, c_.stores, deployment, release, round == 0 ? ConfigurationOf::request : ConfigurationOf::now));
    c_.stores.deployments.start(tx, deployment.id);
    c_.stores.deployments.set_plan(tx, deployment.id, plan_json(out.present.plan), out.present.definitions,
                                   out.present.configuration_version);
    const auto given = c_.stores.approvals.of_round(tx, context.run_id().text(), round);
    const bool is_agreed = given && given->state == "approved" && given->plan_hash == out.present.hash;
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
  fault_point("delivery.plan.after_store");
  std::vector<runs::NodeSpec> nodes;
  if (outcome->asks) {
    context.log(step, round == 0 ? "It waits for an approval of this plan.\n"
                                 : "The plan has changed since it was asked for, so it is asked for again.\n");
    nodes = approval_nodes(round + 1, key);
  } else {
    for (const PlannedResource& planned : outcome->present.plan.resources) nodes.push_back(resource_node(planned, key));
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
