#include "metrics_service.h"

#include <algorithm>

#include <fmt/core.h>

#include <boost/json.hpp>

#include "exposition.h"
#include "place_access.h"
#include "sampler.h"

namespace towpath::observe {
namespace {

constexpr std::chrono::seconds finest{15}, rolled_up{60};
constexpr std::int64_t most_steps = 1'000;
constexpr std::chrono::hours longest_range{24 * 31};

std::optional<double> rate(const std::optional<double>& amount, double span) {
  if (!amount || span <= 0) return std::nullopt;
  return *amount / span;
}

std::optional<double> as_double(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value);
}

void append(Chart& chart, const Sample& s, const std::vector<double>& bounds) {
  chart.cpu_cores.push_back(rate(s.cpu_seconds, s.cpu_span_seconds));
  chart.memory_bytes.push_back(as_double(s.memory_bytes));
  chart.memory_limit_bytes.push_back(as_double(s.memory_limit_bytes));
  chart.restarts.push_back(as_double(s.restarts));
  chart.requests_per_second.push_back(rate(as_double(s.requests), s.traffic_span_seconds));
  chart.errors_4xx_per_second.push_back(rate(as_double(s.errors_4xx), s.traffic_span_seconds));
  chart.errors_5xx_per_second.push_back(rate(as_double(s.errors_5xx), s.traffic_span_seconds));
  chart.latency_p50_seconds.push_back(histogram_quantile(bounds, s.latency_counts, 0.50));
  chart.latency_p95_seconds.push_back(histogram_quantile(bounds, s.latency_counts, 0.95));
}

std::chrono::seconds whole_step(std::chrono::seconds wanted, std::chrono::seconds range, std::chrono::seconds unit) {
  const auto least = std::max<std::int64_t>(wanted.count(), (range.count() + most_steps - 1) / most_steps);
  return unit * std::max<std::int64_t>(1, (least + unit.count() - 1) / unit.count());
}

/// What /metrics tells of one workload, for families that have the same labels.
using Labels = std::vector<std::pair<std::string, std::string>>;

struct WorkloadFamily {
  const char* name;
  const char* help;
  MetricFamily::Type type;
  std::optional<double> (*value)(const Usage&);
};

std::optional<double> number(const std::optional<std::uint64_t>& value, double unit = 1) {
  if (!value) return std::nullopt;
  return static_cast<double>(*value) / unit;
}

const WorkloadFamily usage_families[] = {
    {"towpath_workload_cpu_seconds_total", "CPU time used by the instance in force.", MetricFamily::Type::counter,
     [](const Usage& u) { return number(u.cpu_microseconds, 1e6); }},
    {"towpath_workload_memory_bytes", "Memory used by the instance in force.", MetricFamily::Type::gauge,
     [](const Usage& u) { return number(u.memory_bytes); }},
    {"towpath_workload_memory_limit_bytes", "Memory the instance in force may use.", MetricFamily::Type::gauge,
     [](const Usage& u) { return number(u.memory_limit_bytes); }},
    {"towpath_workload_restarts_total", "Starts of the instance in force after its first.", MetricFamily::Type::counter,
     [](const Usage& u) { return number(u.restarts); }},
};

}  // namespace

Result<Chart> MetricsService::chart(const auth::Principal& principal, const Query& query) {
  CHECK_OK(
      place_for(kernel_.authorizer, ports_.workloads, principal, query.component, query.environment, "metric.read"));
  const UtcTime now = kernel_.clock.now();
  const UtcTime to = query.to.value_or(now);
  const UtcTime from = query.from.value_or(to - std::chrono::hours(1));
  if (from >= to || to - from > longest_range)
    return invalid_input("observe.invalid_range", "A chart begins before it ends and is at most 31 days long.")
        .with_field("/from", "must be earlier than 'to', by at most 31 days");
  const auto range = std::chrono::ceil<std::chrono::seconds>(to - from);
  const bool is_recent = from >= now - options_.samples_kept;
  auto step = whole_step(query.step.value_or(finest), range, finest);
  if (!is_recent || step % rolled_up == std::chrono::seconds(0)) step = whole_step(step, range, rolled_up);
  const bool uses_minutes = step % rolled_up == std::chrono::seconds(0);

  Chart chart;
  chart.step = step;
  const std::int64_t begin = from.time_since_epoch() / step;
  const std::int64_t end = (to.time_since_epoch() + step - std::chrono::microseconds(1)) / step;
  chart.from = UtcTime(step * begin);
  chart.to = UtcTime(step * end);
  const auto samples = kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Sample>> {
    const auto series = store_.find_series(tx, query.component, query.environment);
    if (!series) return std::vector<Sample>();
    return store_.list(tx, *series, uses_minutes ? SampleStore::minutes : SampleStore::sampled, chart.from, chart.to);
  });
  const auto bounds = ports_.requests.latency_bounds();
  auto next = samples->begin();
  for (std::int64_t i = begin; i < end; ++i) {
    const UtcTime at(step * i);
    Sample whole;
    for (; next != samples->end() && next->at < at + step; ++next) merge(whole, *next);
    chart.times.push_back(at);
    append(chart, whole, bounds);
  }
  return chart;
}

std::string MetricsService::targets(const auth::Principal& principal, const std::string& environment) {
  const auth::Decision decision = kernel_.authorizer.decide(principal, "metric.read");
  boost::json::array out;
  for (const Workload& w : ports_.workloads.in_force()) {
    if (!auth::permits(decision, {w.place.owner_ref, w.place.project_id, w.place.env_type})) continue;
    if (!environment.empty() && w.place.environment != environment) continue;
    auto all = w.copies;
    all[w.instance_id] = w.ports;
    for (const auto& [instance, ports] : all)
      for (const auto& [name, port] : ports)
        out.push_back(
            boost::json::object{{"targets", boost::json::array{fmt::format("127.0.0.1:{}", port)}},
                                {"labels", boost::json::object{{"__meta_towpath_component", w.place.component},
                                                               {"__meta_towpath_environment", w.place.environment},
                                                               {"__meta_towpath_environment_type", w.place.env_type},
                                                               {"__meta_towpath_project", w.place.project_id},
                                                               {"__meta_towpath_owner", w.place.owner_ref},
                                                               {"__meta_towpath_port", name},
                                                               {"__meta_towpath_instance", instance}}}});
  }
  return boost::json::serialize(out);
}

std::string MetricsService::exposition(const auth::Principal& principal) {
  Exposition out;
  if (kernel_.authorizer.decide(principal, "platform.read").effect == auth::Effect::allow)
    for (const MetricFamily& family : ports_.server.families()) out.add(family);

  const auth::Decision decision = kernel_.authorizer.decide(principal, "metric.read");
  Readings now = read_all(ports_);
  std::erase_if(now.workloads, [&](const Workload& w) {
    return !auth::permits(decision, {w.place.owner_ref, w.place.project_id, w.place.env_type});
  });
  const auto labels = [](const Workload& w) {
    return Labels{
        {"component", w.place.component}, {"environment", w.place.environment}, {"project", w.place.project_id}};
  };
  MetricFamily health{"towpath_workload_healthy", "1 when the instance in force is healthy, else 0.", {}, {}};
  for (const Workload& w : now.workloads) health.values.push_back({labels(w), w.health == "healthy" ? 1.0 : 0.0});
  out.add(health);
  for (const WorkloadFamily& each : usage_families) {
    MetricFamily family{each.name, each.help, each.type, {}};
    for (const Workload& w : now.workloads)
      if (const auto value = each.value(now.usage.at(w.instance_id))) family.values.push_back({labels(w), *value});
    out.add(family);
  }
  MetricFamily requests{
      "towpath_workload_requests_total", "Requests answered, by the proxy's count.", MetricFamily::Type::counter, {}};
  MetricFamily errors{"towpath_workload_errors_total",
                      "Requests answered with an error, by class of status.",
                      MetricFamily::Type::counter,
                      {}};
  std::vector<HistogramValue> latency;
  for (const Workload& w : now.workloads) {
    if (!now.has_routes || w.route_ids.empty()) continue;
    RouteCounters sum;
    for (const std::string& id : w.route_ids) {
      const auto found = now.routes.find(id);
      if (found == now.routes.end()) continue;
      sum.requests += found->second.requests;
      sum.errors_4xx += found->second.errors_4xx;
      sum.errors_5xx += found->second.errors_5xx;
      sum.latency_seconds += found->second.latency_seconds;
      sum.latency_buckets.resize(std::max(sum.latency_buckets.size(), found->second.latency_buckets.size()));
      for (std::size_t i = 0; i < found->second.latency_buckets.size(); ++i)
        sum.latency_buckets[i] += found->second.latency_buckets[i];
    }
    requests.values.push_back({labels(w), static_cast<double>(sum.requests)});
    for (const auto& [status, count] : {std::pair("4xx", sum.errors_4xx), std::pair("5xx", sum.errors_5xx)}) {
      Labels with_class = labels(w);
      with_class.emplace_back("class", status);
      errors.values.push_back({std::move(with_class), static_cast<double>(count)});
    }
    latency.push_back({labels(w), sum.latency_buckets, sum.latency_seconds});
  }
  out.add(requests);
  out.add(errors);
  out.add_histogram("towpath_workload_request_duration_seconds", "From the request's head to the answer's head.",
                    ports_.requests.latency_bounds(), latency);
  return out.text();
}

}  // namespace towpath::observe
