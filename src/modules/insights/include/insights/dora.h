#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace towpath::insights {

/// A finished rollout of one component to one production environment.
struct Delivery {
  std::string id, component, environment, release, commit;
  bool succeeded = false;
  bool is_rollback = false;          ///< An earlier version was put back.
  bool is_hotfix = false;            ///< Said to mend a failure: a branch hotfix/*, or a stated cause.
  bool has_base = true;              ///< False for the first deployment: which commits are new is not known.
  std::vector<UtcTime> authored_at;  ///< Of the commits it brought, merges left out.
  UtcTime finished_at;
};

struct Incident {
  std::string component, deployment;  ///< The delivery in force when it opened; "" when unknown.
  UtcTime opened_at;
  std::optional<UtcTime> closed_at;
};

/// A number, or why there is none.
struct Metric {
  std::optional<double> value;
  std::string unit;
  std::size_t n = 0;   ///< Cases the value rests on; under 5 is little.
  std::string reason;  ///< no_deployments, unknown_base, no_incident_source, no_failures, no_recoveries.
  std::optional<double> p75, p90;
};

struct Dora {
  Metric deployment_frequency;  ///< Successful deployments a day.
  Metric lead_time;             ///< Median hours from a commit's author time to the end of its first deployment.
  Metric change_failure_rate;   ///< Share of successful deployments that failed in service.
  Metric recovery_time;         ///< Median hours from a failed deployment to the one that recovered it.
  Metric rework_rate;           ///< Share of successful deployments that were rollbacks or hotfixes.
  Metric attempt_success_rate;  ///< Share of attempts that became live.
};

/// The five metrics over [from, to), by the rules of the module's README and docs/manual (DORA's definitions as of
/// 2025): a rollback, or a hotfix while a failure is open, marks the delivery before it as failed and recovers it,
/// counts as a deployment and as rework, and brings no lead time. An attempt repeated on the same commit within an hour
/// of its failure is one change. Medians interpolate linearly (type 7). `deliveries` and `incidents` may be in any
/// order and should reach back before `from`, so that what a rollback undoes is known. `has_incident_source`: whether
/// anything reports failures; without it failure rate and recovery are null.
Dora compute_dora(std::vector<Delivery> deliveries, const std::vector<Incident>& incidents, UtcTime from, UtcTime to,
                  bool has_incident_source);

/// Type-7 quantile of unsorted values; `q` in 0..1. Nothing for no values.
std::optional<double> quantile(std::vector<double> values, double q);

}  // namespace towpath::insights
