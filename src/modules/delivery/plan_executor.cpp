#include <fmt/core.h>

#include <boost/json.hpp>

#include "base/faults.h"
#include "executors.h"

namespace towpath::delivery {
namespace {

std::string plan_json(const Plan& plan) {
  boost::json::array actions;
  for (const PlannedAction& action : plan.actions)
    actions.push_back(
        boost::json::object{{"action", action.action}, {"subject", action.subject}, {"reason", action.reason}});
  return boost::json::serialize(boost::json::object{{"actions", std::move(actions)}});
}

}  // namespace

runs::NodeResult PlanExecutor::execute(runs::NodeContext& context) {
  const int step = context.begin_step("Plan");
  const auto loaded = c_.load(context);
  if (!loaded.has_value()) return runs::NodeResult::failure(loaded.error());
  const auto& [deployment, release] = *loaded;
  const auto plan = c_.plan(deployment, release);
  if (!plan.has_value()) {
    context.log(step, plan.error().message() + "\n");
    context.end_step(step, runs::StepOutcome::failed);
    return runs::NodeResult::failure(plan.error());
  }
  for (const PlannedAction& action : plan->actions)
    context.log(step, fmt::format("{:8} {} ({})\n", action.action, action.subject, action.reason));
  boost::json::object definitions;
  std::vector<runs::NodeSpec> nodes;
  for (const PlannedResource& planned : plan->resources) {
    definitions[planned.node.res_id] = fmt::format("{}@{}", planned.definition.id, planned.definition.version);
    runs::NodeSpec node;
    node.key = "resource/" + planned.node.resource.name;
    const std::string &type = planned.node.resource.type, &name = planned.node.resource.name;
    node.title = type == name ? fmt::format("Provision {}", type) : fmt::format("Provision {} {}", type, name);
    node.kind = "delivery.resource";
    node.needs = {"plan"};
    for (const std::string& need : planned.node.needs) node.needs.push_back("resource/" + need);
    node.spec = boost::json::serialize(boost::json::object{{"resource", planned.node.resource.name}});
    node.timeout = std::chrono::minutes(10);
    nodes.push_back(std::move(node));
  }
  const Status stored = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.start(tx, deployment.id);
    c_.stores.deployments.set_plan(tx, deployment.id, plan_json(*plan), boost::json::serialize(definitions));
    return ok();
  });
  if (!stored.has_value()) return runs::NodeResult::failure(stored.error());
  fault_point("delivery.plan.after_store");
  if (!nodes.empty())
    if (const Status expanded = context.expand(nodes, {"migrate"}); !expanded.has_value())
      return runs::NodeResult::failure(expanded.error());
  context.end_step(step, runs::StepOutcome::succeeded);
  return runs::NodeResult::success(boost::json::serialize(boost::json::object{{"deployment", deployment.id}}));
}

}  // namespace towpath::delivery
