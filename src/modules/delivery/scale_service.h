#pragma once

#include <string>
#include <vector>

#include "executors.h"
#include "place_in_force.h"
#include "scale_order.h"

namespace towpath::delivery {

/// Says how many instances of a component run in an environment. The number belongs to the place: what is deployed,
/// restarted, rolled back or woken there has as many. Each change is a run of kind `scale`, in turn with deployments to
/// the place; freezes, guardrails (gate `deploy`) and approvals hold it up as a job. Thread-safe, blocking.
class ScaleService {
 public:
  explicit ScaleService(DeploymentContext& context) : c_(context) {}

  struct Request {
    ScaleOrder order;
    std::string expected_plan = {};    ///< When not "": the digest() of the plan that was looked at.
    std::string override_freeze = {};  ///< As of a deployment.
    std::string override_reason = {};
  };

  /// Who may: `deployment.scale` on the component in an environment of that type. Errors of both:
  /// delivery.invalid_scale, delivery.too_many_copies (for the runtime), delivery.quota_exceeded, those of
  /// place_in_force().
  Result<std::vector<PlannedAction>> plan(const auth::Principal& principal, const Request& request);
  /// Errors: also delivery.plan_changed, delivery.frozen, policy.denied, policy.override_needed.
  Result<Started> start(const auth::Principal& principal, const Request& request);

 private:
  struct Place {
    ScaleOrder order;
    PlaceInForce in_force;
    ScalePlace now;
  };
  Result<Place> place_of(db::Tx& tx, const auth::Principal& principal, const ScaleOrder& order) const;
  std::vector<PlannedAction> plan_of(db::Tx& tx, const Place& place) const;

  DeploymentContext& c_;
};

}  // namespace towpath::delivery
