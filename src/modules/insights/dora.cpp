#include "insights/dora.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "metric_value.h"
#include "no_value.h"

namespace towpath::insights {
namespace {

constexpr double microseconds_per_hour = 3600e6;
constexpr std::chrono::hours retry_window{1};

double hours(std::chrono::microseconds span) { return static_cast<double>(span.count()) / microseconds_per_hour; }

/// One service's production history, walked in order of time.
struct Outcome {
  bool failed = false, is_rework = false, puts_back = false;
  std::optional<UtcTime> failed_at, recovered_at;
};

/// Whether the delivery puts back what ran before the one in force; `ran`: the releases that were in force so far.
bool puts_back(const Delivery& delivery, const Delivery& in_force, const std::set<std::string_view>& ran) {
  if (delivery.is_rollback) return true;
  return !delivery.release.empty() && delivery.release != in_force.release && ran.contains(delivery.release);
}

using IncidentsByDeployment = std::map<std::string_view, std::vector<const Incident*>>;

bool is_open_at(const Outcome& outcome, UtcTime time) {
  return outcome.failed && *outcome.failed_at <= time && (!outcome.recovered_at || *outcome.recovered_at > time);
}

/// What the incidents of a delivery say about it: failed from the first, recovered with the last one's end.
void judge_incidents(const std::vector<const Incident*>& incidents, Outcome& outcome) {
  bool is_open = false;
  for (const Incident* reported : incidents) {
    const Incident& incident = *reported;
    outcome.failed = true;
    outcome.failed_at = outcome.failed_at ? std::min(*outcome.failed_at, incident.opened_at) : incident.opened_at;
    if (!incident.closed_at)
      is_open = true;
    else
      outcome.recovered_at =
          outcome.recovered_at ? std::max(*outcome.recovered_at, *incident.closed_at) : *incident.closed_at;
  }
  if (is_open) outcome.recovered_at.reset();
}

/// What became of each successful delivery of one component in one environment.
void judge(const std::vector<const Delivery*>& live, const IncidentsByDeployment& incidents,
           std::map<std::string, Outcome>& outcomes) {
  for (const Delivery* delivery : live) {
    Outcome& outcome = outcomes[delivery->id];
    if (const auto of_delivery = incidents.find(delivery->id); of_delivery != incidents.end())
      judge_incidents(of_delivery->second, outcome);
  }
  std::set<std::string_view> ran;
  for (std::size_t i = 1; i < live.size(); ++i) {
    const Delivery& delivery = *live[i];
    Outcome& own = outcomes[delivery.id];
    ran.insert(live[i - 1]->release);
    if (puts_back(delivery, *live[i - 1], ran)) {
      own.is_rework = own.puts_back = true;
      Outcome& undone = outcomes[live[i - 1]->id];
      undone.failed = true;
      if (!undone.failed_at) undone.failed_at = live[i - 1]->finished_at;
      undone.recovered_at =
          undone.recovered_at ? std::min(*undone.recovered_at, delivery.finished_at) : delivery.finished_at;
    } else if (delivery.is_hotfix) {
      for (std::size_t earlier = 0; earlier < i; ++earlier) {
        Outcome& mended = outcomes[live[earlier]->id];
        if (!is_open_at(mended, delivery.finished_at)) continue;
        own.is_rework = true;
        mended.recovered_at = delivery.finished_at;
      }
    }
  }
}

}  // namespace

std::optional<double> quantile(std::vector<double> values, double q) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(position));
  const auto above = std::min(below + 1, values.size() - 1);
  return values[below] + (position - std::floor(position)) * (values[above] - values[below]);
}

Dora compute_dora(std::vector<Delivery> deliveries, const std::vector<Incident>& incidents, UtcTime from, UtcTime to,
                  bool has_incident_source) {
  std::sort(deliveries.begin(), deliveries.end(),
            [](const Delivery& a, const Delivery& b) { return a.finished_at < b.finished_at; });
  std::map<std::string, std::vector<const Delivery*>> live;  // by component and environment
  for (const Delivery& delivery : deliveries)
    if (delivery.succeeded) live[delivery.component + "\n" + delivery.environment].push_back(&delivery);
  IncidentsByDeployment incidents_of;
  for (const Incident& incident : incidents) incidents_of[incident.deployment].push_back(&incident);
  std::map<std::string, Outcome> outcomes;
  for (const auto& [key, list] : live) judge(list, incidents_of, outcomes);

  const auto in_window = [&](const Delivery& d) { return d.finished_at >= from && d.finished_at < to; };
  Dora out;
  std::vector<double> lead_times, recoveries;
  std::size_t succeeded = 0, attempts = 0, failed = 0, rework = 0, without_base = 0;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view>, UtcTime> last_failures;
  for (const Delivery& delivery : deliveries) {
    const auto tried = std::tuple<std::string_view, std::string_view, std::string_view>(
        delivery.component, delivery.environment, delivery.commit);
    const auto last_failure = last_failures.find(tried);
    const bool is_retry =
        last_failure != last_failures.end() && delivery.finished_at - last_failure->second <= retry_window;
    if (!delivery.succeeded) last_failures[tried] = delivery.finished_at;
    if (!in_window(delivery)) continue;
    if (!is_retry) ++attempts;
    const Outcome& outcome = outcomes[delivery.id];
    out.deliveries.push_back({delivery.id,
                              delivery.component,
                              delivery.environment,
                              delivery.release,
                              delivery.commit,
                              delivery.finished_at,
                              delivery.succeeded,
                              outcome.is_rework,
                              outcome.failed,
                              outcome.failed_at,
                              outcome.recovered_at,
                              {},
                              delivery.source});
    if (!delivery.succeeded) continue;
    ++succeeded;
    if (outcome.failed) {
      ++failed;
      if (outcome.recovered_at)
        recoveries.push_back(std::max(0.0, hours(*outcome.recovered_at - *outcome.failed_at)));
      else
        out.open_failures.push_back({delivery.id, delivery.component, delivery.environment, *outcome.failed_at});
    }
    if (outcome.is_rework) ++rework;
    if (!delivery.has_base) ++without_base;
    if (outcome.puts_back || !delivery.has_base) continue;
    for (const UtcTime authored : delivery.authored_at) {
      lead_times.push_back(std::max(0.0, hours(delivery.finished_at - authored)));
      out.deliveries.back().lead_times.push_back(lead_times.back());
    }
  }

  std::sort(out.open_failures.begin(), out.open_failures.end(),
            [](const OpenFailure& a, const OpenFailure& b) { return a.since < b.since; });
  const double days = std::max(1.0, hours(to - from) / 24);
  out.deployment_frequency.unit = "per day";
  out.deployment_frequency.n = succeeded;
  if (succeeded > 0)
    out.deployment_frequency.value = static_cast<double>(succeeded) / days;
  else
    out.deployment_frequency.reason = no_value::no_deployments;
  out.lead_time = median_of(std::move(lead_times), "hours",
                            succeeded == 0     ? no_value::no_deployments
                            : without_base > 0 ? no_value::unknown_base
                                               : no_value::no_new_commits);
  if (has_incident_source) {
    out.change_failure_rate = share_of(failed, succeeded, no_value::no_deployments);
    out.recovery_time = median_of(std::move(recoveries), "hours",
                                  succeeded == 0 ? no_value::no_deployments
                                  : failed == 0  ? no_value::no_failures
                                                 : no_value::no_recoveries);
  } else {
    out.change_failure_rate = {std::nullopt, "share", 0, std::string(no_value::no_incident_source), {}, {}};
    out.recovery_time = {std::nullopt, "hours", 0, std::string(no_value::no_incident_source), {}, {}};
  }
  out.rework_rate = share_of(rework, succeeded, no_value::no_deployments);
  // Several failed tries of one change count once, and a change that came through in the end is a success.
  out.attempt_success_rate = share_of(succeeded, std::max(attempts, succeeded), no_value::no_deployments);
  return out;
}

std::vector<DoraDay> by_day(const std::vector<JudgedDelivery>& deliveries, UtcTime from, UtcTime to) {
  const auto date_of = [](UtcTime time) { return to_rfc3339(time).substr(0, 10); };
  std::vector<DoraDay> out;
  std::map<std::string, std::size_t> index;
  const auto last = std::chrono::floor<std::chrono::days>(to);
  for (auto day = std::chrono::floor<std::chrono::days>(from); day <= last; day += std::chrono::days(1)) {
    DoraDay entry;
    entry.date = date_of(UtcTime(day));
    index[entry.date] = out.size();
    out.push_back(std::move(entry));
  }
  std::vector<std::vector<double>> lead_times(out.size()), recoveries(out.size());
  for (const JudgedDelivery& delivery : deliveries) {
    const auto at = index.find(date_of(delivery.finished_at));
    if (at == index.end()) continue;
    DoraDay& day = out[at->second];
    delivery.succeeded ? ++day.deployments : ++day.attempts_failed;
    if (delivery.failed) ++day.failures;
    if (delivery.is_rework) ++day.rework;
    auto& of_day = lead_times[at->second];
    of_day.insert(of_day.end(), delivery.lead_times.begin(), delivery.lead_times.end());
    if (!delivery.recovered_at) continue;
    const auto recovered = index.find(date_of(*delivery.recovered_at));
    if (recovered != index.end())
      recoveries[recovered->second].push_back(std::max(0.0, hours(*delivery.recovered_at - *delivery.failed_at)));
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].lead_time = quantile(lead_times[i], 0.5);
    out[i].recovery_time = quantile(recoveries[i], 0.5);
  }
  return out;
}

}  // namespace towpath::insights
