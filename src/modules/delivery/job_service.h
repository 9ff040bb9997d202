#pragma once

#include <string>
#include <vector>

#include "executors.h"
#include "job_order.h"
#include "place_in_force.h"

namespace towpath::delivery {

/// Runs commands once beside what serves: an import, a repair, a look. Each is a run of kind `job`, held up by freezes
/// and guardrails and waiting for approvals as a deployment to the same place. Thread-safe, blocking.
class JobService {
 public:
  explicit JobService(DeploymentContext& context) : c_(context) {}

  struct Request {
    JobOrder order;
    std::string expected_plan = {};    ///< When not "": the digest() of the plan that was looked at.
    std::string override_freeze = {};  ///< As of a deployment.
    std::string override_reason = {};
  };

  /// Who may: `job.run` on the component in an environment of that type. Errors of both: delivery.invalid_job,
  /// delivery.component_not_found, delivery.environment_not_found, delivery.nothing_deployed,
  /// delivery.environment_deleting.
  Result<std::vector<PlannedAction>> plan(const auth::Principal& principal, const Request& request);
  /// Errors: also delivery.plan_changed, delivery.frozen, policy.denied, policy.override_needed.
  Result<Started> start(const auth::Principal& principal, const Request& request);

 private:
  /// What a job is about.
  struct Place {
    JobOrder order;
    PlaceInForce in_force;  ///< With the mode `job`.
  };
  Result<Place> place_of(db::Tx& tx, const auth::Principal& principal, const JobOrder& order) const;
  std::vector<PlannedAction> plan_of(db::Tx& tx, const Place& place) const;

  DeploymentContext& c_;
};

}  // namespace towpath::delivery
