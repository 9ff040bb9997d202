#include "deed_approval.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "approval_gate.h"
#include "base/sha256.h"
#include "json/json.h"

namespace towpath::delivery {

runs::NodeResult ask_about(DeploymentContext& c, runs::NodeContext& context, Deployment deployment,
                           const Release& release, std::vector<PlannedAction> actions) {
  deployment.requested_by = context.run().trigger.actor;
  deployment.run_id = context.run_id().text();
  const int step = context.begin_step("Ask for approval");
  PresentPlan present;
  present.plan.actions = std::move(actions);
  present.hash = sha256_hex(
      json::canonical(boost::json::object{{"deployment", deployment.id}, {"actions", digest(present.plan.actions)}}));
  for (const PlannedAction& action : present.plan.actions)
    context.log(step, fmt::format("{:8} {} ({})\n", action.action, action.subject, action.reason));
  context.end_step(step, runs::StepOutcome::succeeded);
  runs::NodeResult result = runs::NodeResult::success();
  // With the end of this node, which makes the next one wait.
  result.on_commit = [&c, deployment, release, present](db::Tx& tx) {
    ApprovalRule rule = rule_for(tx, c.stores, deployment).value_or(ApprovalRule{});
    rule.required = std::max(rule.required, 1);  // The run waits already, whatever the rule became since.
    ask(tx, c.kernel, c.stores, deployment, release, rule, present, 1);
  };
  return result;
}

bool is_agreed(db::Tx& tx, const Stores& stores, const runs::NodeContext& context) {
  if (context.node().needs.empty()) return true;
  const auto approval = stores.approvals.of_round(tx, context.run_id().text(), 1);
  return approval && approval->state == "approved";
}

void withdraw_request(db::Tx& tx, const Kernel& kernel, const Stores& stores, const std::string& run,
                      const std::string& why) {
  if (const auto asked = stores.approvals.waiting_of_run(tx, run))
    if (stores.approvals.close(tx, asked->id, "cancelled", kernel.clock.now()))
      announce_approval(tx, kernel, *asked, "cancelled", "system", why);
}

}  // namespace towpath::delivery
