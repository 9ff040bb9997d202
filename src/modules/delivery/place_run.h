#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "delivery/delivery.h"
#include "gate/gate.h"
#include "place_in_force.h"

namespace towpath::delivery {

// What is done to a place without a deployment of its own (a job, a scaling) is a run that freezes, guardrails and
// approvals hold up as they do a deployment to the place. These are the parts of it that are the same for all.

/// `actions`, after the freeze that holds them up now and the approvals they wait for.
std::vector<PlannedAction> after_what_holds_up(const DeploymentContext& c, db::Tx& tx, const Deployment& deployment,
                                               std::vector<PlannedAction> actions);

/// What the guardrails are asked about it.
Result<gate::Question> question_about(const DeploymentContext& c, db::Tx& tx, const PlaceInForce& place);

/// Whether it is still about the deployment that was judged and, where a plan was looked at, still that plan.
/// Errors: delivery.plan_changed.
Status check_unchanged(const Deployment& deployment, const std::string& judged_deployment_id,
                       const std::vector<PlannedAction>& actions, const std::string& expected_plan);

/// A run about the place, asked for by `actor`, without nodes.
runs::RunSpec run_about(const PlaceInForce& place, std::string kind, std::string title, const std::string& actor);

/// A node with five minutes of time.
runs::NodeSpec run_node(std::string key, std::string title, std::string kind, std::vector<std::string> needs);

/// Where a rule asks for approvals: a node of kind `plan_kind` that makes the question and one that waits for the
/// answer. Returns what the nodes after them need.
std::vector<std::string> add_approval(const DeploymentContext& c, db::Tx& tx, const Deployment& deployment,
                                      std::string plan_kind, runs::RunSpec& run);

}  // namespace towpath::delivery
