#pragma once

#include "measurement.h"

namespace towpath::bench {

/// A page of a catalog of 10,000 entities.
void measure_catalog(Report& report);
/// Events appended and sealed by eight threads, on SQLite with FULL durability.
void measure_events(Report& report);
/// Scorecards over 2,000 entities with 20 checks: all of them, one change, and a heat map of 1,000 rows.
void measure_scorecards(Report& report);
/// A template of 40 lines with expressions, a loop and conditions.
void measure_template(Report& report);
/// A Git history of 20,000 commits and 100 releases, read and made into a baseline.
void measure_history(Report& report);
/// Outcomes of an organisation with a million events (TOWPATH_BENCH_EVENTS): rebuild and dashboards.
void measure_insights(Report& report);
/// A decision with ten policies: evaluated, and kept; and a changed policy over 10,000 kept decisions.
void measure_guardrails(Report& report);
/// What a step of a job costs beside starting the same program plainly, without and with the sandbox.
void measure_steps(Report& report);

/// The criterion that fits a resource, out of 10,000.
void measure_matching(Report& report);
/// The plan of a deployment with 5,000 resources.
void measure_plans(Report& report);

}  // namespace towpath::bench
