#pragma once

#include <string>
#include <string_view>

#include "executors.h"

namespace towpath::delivery {

/// What is in force of a component in an environment, for what is done to it without a deployment of its own.
struct PlaceInForce {
  Deployment deployment;  ///< With the mode that freezes, rules and guardrails are asked about.
  Release release;
  Environment environment;
};

/// Errors: delivery.component_not_found, delivery.environment_not_found (also when the principal may not see it),
/// auth.forbidden (without `permission` there), delivery.environment_deleting, delivery.nothing_deployed.
Result<PlaceInForce> place_in_force(const DeploymentContext& c, db::Tx& tx, const auth::Principal& principal,
                                    const std::string& component, const std::string& environment,
                                    std::string_view permission, Mode mode);

}  // namespace towpath::delivery
