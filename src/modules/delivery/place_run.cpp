#include "place_run.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "approval_gate.h"
#include "freeze_service.h"
#include "gate_facts.h"

namespace towpath::delivery {

std::vector<PlannedAction> after_what_holds_up(const DeploymentContext& c, db::Tx& tx, const Deployment& deployment,
                                               std::vector<PlannedAction> actions) {
  std::vector<PlannedAction> out;
  if (auto hold = hold_of(tx, c.stores, deployment, c.kernel.clock.now())) out.push_back(std::move(*hold));
  if (const auto rule = rule_for(tx, c.stores, deployment)) out.push_back({"wait", "approval", in_words(*rule)});
  for (PlannedAction& each : actions) out.push_back(std::move(each));
  return out;
}

Result<gate::Question> question_about(const DeploymentContext& c, db::Tx& tx, const PlaceInForce& place) {
  const auto rule = rule_for(tx, c.stores, place.deployment);
  return question_of(place.deployment, place.release, place.environment, "", rule ? rule->required : 0);
}

Status check_unchanged(const Deployment& deployment, const std::string& judged_deployment_id,
                       const std::vector<PlannedAction>& actions, const std::string& expected_plan) {
  if (deployment.id == judged_deployment_id && (expected_plan.empty() || digest(actions) == expected_plan)) return ok();
  return conflict("delivery.plan_changed",
                  fmt::format("What would be done in '{}' is not what the plan said any more.", deployment.environment))
      .with_hint("Look at the new plan, then start it.");
}

runs::RunSpec run_about(const PlaceInForce& place, std::string kind, std::string title, const std::string& actor) {
  const Deployment& deployment = place.deployment;
  runs::RunSpec run;
  run.kind = std::move(kind);
  run.title = std::move(title);
  run.subject = "component:default/" + deployment.component;
  run.owner_ref = deployment.owner_ref;
  run.project_id = deployment.project_id;
  run.env_type = deployment.env_type;
  run.trigger = {"manual", actor, place.release.branch, place.release.commit};
  return run;
}

runs::NodeSpec run_node(std::string key, std::string title, std::string kind, std::vector<std::string> needs) {
  runs::NodeSpec spec;
  spec.key = std::move(key);
  spec.title = std::move(title);
  spec.kind = std::move(kind);
  spec.needs = std::move(needs);
  spec.timeout = std::chrono::minutes(5);
  return spec;
}

std::vector<std::string> add_approval(const DeploymentContext& c, db::Tx& tx, const Deployment& deployment,
                                      std::string plan_kind, runs::RunSpec& run) {
  const auto rule = rule_for(tx, c.stores, deployment);
  if (!rule) return {};
  run.timeout += rule->expires_after;
  run.nodes.push_back(run_node("plan", "Ask for approval", std::move(plan_kind), {}));
  run.nodes.push_back(run_node(approval_key(1), "Approval", "approval", {"plan"}));
  run.nodes.back().spec = boost::json::serialize(boost::json::object{{"decidedBy", "delivery"}});
  run.nodes.back().timeout = run.timeout;
  return {approval_key(1)};
}

}  // namespace towpath::delivery
