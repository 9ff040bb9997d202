#include "baseline_pool.h"

#include <algorithm>

#include "metric_value.h"
#include "no_value.h"

namespace towpath::insights {

PooledBaseline pool(const std::vector<Baseline>& baselines) {
  PooledBaseline out;
  std::vector<double> lead_times, recoveries;
  std::size_t releases = 0, failed = 0, rework = 0;
  double per_day = 0;
  for (const Baseline& baseline : baselines) {
    out.from = out.names.empty() ? baseline.from : std::min(out.from, baseline.from);
    out.to = std::max(out.to, baseline.to);
    out.names.push_back(baseline.name);
    const Dora dora = historic_figures(baseline.releases, baseline.name, baseline.from, baseline.to).dora;
    per_day += dora.deployment_frequency.value.value_or(0);
    for (const JudgedDelivery& release : dora.deliveries) {
      ++releases;
      failed += release.failed ? 1 : 0;
      rework += release.is_rework ? 1 : 0;
      lead_times.insert(lead_times.end(), release.lead_times.begin(), release.lead_times.end());
      if (release.failed_at && release.recovered_at)
        recoveries.push_back(std::max(
            0.0, std::chrono::duration<double, std::ratio<3600>>(*release.recovered_at - *release.failed_at).count()));
    }
  }
  Metric& frequency = out.dora.deployment_frequency;
  frequency.unit = "per day";
  frequency.n = releases;
  if (releases > 0)
    frequency.value = per_day;
  else
    frequency.reason = no_value::no_deployments;
  out.dora.lead_time =
      median_of(std::move(lead_times), "hours", releases == 0 ? no_value::no_deployments : no_value::no_new_commits);
  out.dora.change_failure_rate = share_of(failed, releases, no_value::no_deployments);
  out.dora.rework_rate = share_of(rework, releases, no_value::no_deployments);
  out.dora.recovery_time = median_of(std::move(recoveries), "hours",
                                     releases == 0 ? no_value::no_deployments
                                     : failed == 0 ? no_value::no_failures
                                                   : no_value::no_recoveries);
  out.dora.attempt_success_rate.unit = "share";
  out.dora.attempt_success_rate.reason = no_value::no_source;
  return out;
}

}  // namespace towpath::insights
