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
  bool is_rollback = false;          ///< Asked for as one; an earlier release put back otherwise is recognised.
  bool is_hotfix = false;            ///< Said to mend a failure: a branch hotfix/*, or a stated cause.
  bool has_base = true;              ///< False for the first deployment: which commits are new is not known.
  std::vector<UtcTime> authored_at;  ///< Of the commits it brought, merges left out.
  UtcTime finished_at;
  std::string source;  ///< Who told of it, for one that another system made; "" for one of this platform.
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
  std::size_t n = 0;  ///< Cases the value rests on; under 5 is little.
  /// no_deployments, unknown_base, no_new_commits, no_incident_source, no_failures or no_recoveries; "" with a value.
  std::string reason;
  std::optional<double> p75, p90;

  /// A value that rests on fewer than five cases: shown, and said to be little.
  bool rests_on_few() const { return value && n < 5; }
};

/// A delivery that failed its users and has not been recovered.
struct OpenFailure {
  std::string deployment, component, environment;
  UtcTime since;
};

/// A delivery of the window and what became of it.
struct JudgedDelivery {
  std::string id, component, environment, release, commit;
  UtcTime finished_at;
  bool succeeded = false, is_rework = false;
  bool failed = false;  ///< In service, after it had succeeded.
  std::optional<UtcTime> failed_at, recovered_at;
  std::vector<double> lead_times;  ///< Hours, one for each commit it brought.
  std::string source;              ///< Who told of it; "" for one of this platform.
};

struct Dora {
  Metric deployment_frequency;  ///< Successful deployments a day.
  Metric lead_time;             ///< Median hours from a commit's author time to the end of its first deployment.
  Metric change_failure_rate;   ///< Share of successful deployments that failed in service.
  Metric recovery_time;         ///< Median hours from a failed deployment to the one that recovered it.
  Metric rework_rate;           ///< Share of successful deployments that were rollbacks or hotfixes.
  Metric attempt_success_rate;  ///< Share of attempts that became live.
  std::vector<OpenFailure> open_failures;  ///< Of the window's deliveries, oldest first.
  std::vector<JudgedDelivery> deliveries;  ///< Of the window, oldest first: what the numbers are made of.
};

/// The five metrics over [from, to), by the rules of the module's README and docs/manual (DORA's definitions as of
/// 2025). A rollback, said to be one or recognised by a release that ran there before the one in force, marks the
/// delivery it replaces as failed and recovers it, counts as a deployment and as rework, and brings no lead time. A
/// hotfix while failures are open recovers them and counts as rework. An attempt repeated on the same commit within an
/// hour of its failure is one change. Medians interpolate linearly (type 7). `deliveries` and `incidents` may be in any
/// order and should reach back before `from`, so that what a rollback undoes is known. `has_incident_source`: whether
/// anything reports failures; without it failure rate and recovery are null.
Dora compute_dora(std::vector<Delivery> deliveries, const std::vector<Incident>& incidents, UtcTime from, UtcTime to,
                  bool has_incident_source);

/// One day (UTC) of the window.
struct DoraDay {
  std::string date;  ///< "2026-11-28"
  std::size_t deployments = 0, attempts_failed = 0, failures = 0, rework = 0;
  std::optional<double> lead_time, recovery_time;  ///< Median hours of what was deployed, or recovered, that day.
};

/// Every day from `from`'s to `to`'s, also those on which nothing happened. Failures count on the day of the delivery.
std::vector<DoraDay> by_day(const std::vector<JudgedDelivery>& deliveries, UtcTime from, UtcTime to);

/// Type-7 quantile of unsorted values; `q` in 0..1. Nothing for no values.
std::optional<double> quantile(std::vector<double> values, double q);

}  // namespace towpath::insights
