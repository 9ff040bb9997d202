#pragma once

#include <string>
#include <vector>

#include "executors.h"

// How what is done beside deployments (a job, a scaling) is agreed to: by one approval of its run.
namespace towpath::delivery {

/// The node that asks people to agree to `actions`, as the rule of the environment's type says. `deployment`: in force,
/// with mode and reason of what is asked for.
runs::NodeResult ask_about(DeploymentContext& c, runs::NodeContext& context, Deployment deployment,
                           const Release& release, std::vector<PlannedAction> actions);

/// Whether the node that follows may do it: nobody needed to agree, or they did.
bool is_agreed(db::Tx& tx, const Stores& stores, const runs::NodeContext& context);

/// With the end of a run: nobody is asked any more. `why` in words.
void withdraw_request(db::Tx& tx, const Kernel& kernel, const Stores& stores, const std::string& run,
                      const std::string& why);

}  // namespace towpath::delivery
