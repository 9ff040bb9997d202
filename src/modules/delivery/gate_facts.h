#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "delivery/delivery.h"
#include "delivery/driver.h"
#include "gate/gate.h"
#include "planner.h"

namespace towpath::delivery {

/// Annotation of a workload or resource in score.yaml: what it costs a month, a number.
inline constexpr std::string_view cost_annotation = "towpath.dev/monthly-cost";
/// Annotation of a resource in score.yaml: how its data is backed up ("daily", "none"); the parameter `backup` says so,
/// too.
inline constexpr std::string_view backup_annotation = "towpath.dev/backup";

/// What guardrails are asked before a deployment begins: what goes where. Values of variables are not in it.
/// `from` is the environment a promotion comes from, `approvals` how many people will have to agree to the plan, `plan`
/// what would be done (null: not known), whose prices are the estimate of what it costs.
/// Errors: delivery.invalid_score.
Result<gate::Question> question_of(const Deployment& deployment, const Release& release, const Environment& environment,
                                   const std::string& from, int approvals, const Plan* plan = nullptr);

/// What guardrails are asked before an environment is made.
gate::Question question_of_environment(const std::string& project, const std::string& name, const std::string& type,
                                       const std::string& owner, std::optional<std::chrono::seconds> ttl);

/// What guardrails are asked before a driver makes or changes a resource: what it is, its parameters ("***" for what is
/// secret), what it costs a month when that is known and, when the driver can say so, what it would do. `cause` is the
/// run.
gate::Question question_of_resource(const Deployment& deployment, const Environment& environment,
                                    const Resource& resource, bool exists, const std::string& cause,
                                    const std::optional<DriverChanges>& changes, const Estimate& cost);

}  // namespace towpath::delivery
