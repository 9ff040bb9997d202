#include "observe_plugs.h"

#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "base/version.h"

namespace towpath::app {
namespace {

std::vector<observe::Line> converted(std::vector<delivery::WorkloadLine> lines) {
  std::vector<observe::Line> out;
  out.reserve(lines.size());
  for (delivery::WorkloadLine& line : lines)
    out.push_back({std::move(line.begin), std::move(line.cursor), line.at, line.is_error_stream, std::move(line.text)});
  return out;
}

observe::Finding::Health judged(delivery::Health health) {
  switch (health) {
    case delivery::Health::healthy:
      return observe::Finding::Health::healthy;
    case delivery::Health::degraded:
    case delivery::Health::missing:
      return observe::Finding::Health::failing;
    case delivery::Health::unknown:
    case delivery::Health::progressing:
    case delivery::Health::suspended:
      break;
  }
  return observe::Finding::Health::undecided;
}

double resident_bytes() {
  double total_pages = 0, resident_pages = 0;
  std::ifstream("/proc/self/statm") >> total_pages >> resident_pages;
  return resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

std::vector<observe::Workload> DeliveredWorkloads::in_force() {
  std::vector<observe::Workload> out;
  for (delivery::RunningWorkload& w : delivery_.workloads().in_force())
    out.push_back({{w.component, w.project_id, w.environment, w.env_type, w.owner_ref},
                   w.instance_id,
                   w.deployment_id,
                   w.delivered_by,
                   w.health,
                   std::move(w.route_ids),
                   std::move(w.ports),
                   std::move(w.copies)});
  return out;
}

Result<observe::Place> DeliveredWorkloads::place(const std::string& component, const std::string& environment) {
  TRY(const auto found, delivery_.workloads().place(component, environment));
  return observe::Place{found.component, found.project_id, found.environment, found.env_type, found.owner_ref};
}

Result<observe::Finding> DeliveredWorkloads::look_at(const std::string& instance_id) {
  TRY(const auto status, delivery_.workloads().probe(instance_id));
  return observe::Finding{judged(status.health), std::string(to_string(status.health)), status.reason, status.is_over,
                          status.is_live};
}

void DeliveredWorkloads::record_health(const std::string& instance_id, const std::string& health,
                                       const std::string& reason) {
  delivery_.workloads().record_health(instance_id, health, reason);
}

Status DeliveredWorkloads::revive(const std::string& instance_id, std::stop_token stop) {
  return delivery_.workloads().revive(instance_id, stop);
}

observe::Usage DeliveredWorkloads::usage(const std::string& instance_id) {
  const auto used = runtime_.usage(delivery::InstanceId(instance_id));
  return {used.cpu_microseconds, used.memory_bytes, used.memory_limit_bytes, used.restarts};
}

std::vector<observe::LogSource> DeliveredWorkloads::log_sources(const observe::Place& place) {
  std::vector<observe::LogSource> out;
  for (const delivery::PlacedInstance& i : delivery_.workloads().instances(place.component, place.environment))
    if (i.host_id == host_id_) out.push_back({i.id, i.deployment_id, i.created_at, i.stopped_at});
  return out;
}

Result<std::vector<observe::Line>> DeliveredWorkloads::lines_after(const std::string& instance_id,
                                                                   const std::string& after, std::size_t limit) {
  TRY(auto lines, runtime_.lines(delivery::InstanceId(instance_id), after, limit));
  return converted(std::move(lines));
}

Result<std::vector<observe::Line>> DeliveredWorkloads::lines_before(const std::string& instance_id,
                                                                    const std::string& before, std::size_t limit) {
  TRY(auto lines, runtime_.lines_before(delivery::InstanceId(instance_id), before, limit));
  return converted(std::move(lines));
}

Result<std::string> DeliveredWorkloads::place_at(const std::string& instance_id, UtcTime time) {
  return runtime_.place_at(delivery::InstanceId(instance_id), time);
}

Result<db::Subscription> DeliveredWorkloads::watch_lines(const std::string& instance_id,
                                                         std::function<void()> on_more) {
  TRY(auto watch, runtime_.watch_lines(delivery::InstanceId(instance_id), std::move(on_more)));
  // shared: a std::function must be copyable; the one copy that lives ends the watch.
  return db::Subscription([held = std::shared_ptr<delivery::LineWatch>(std::move(watch))]() mutable { held.reset(); });
}

Result<std::vector<observe::RouteCounters>> CountedRequests::counters() {
  TRY(const auto counters, traffic_.counters());
  std::vector<observe::RouteCounters> out;
  for (const delivery::RouteCounters& c : counters)
    out.push_back({c.route_id, c.requests, c.errors_4xx, c.errors_5xx, c.latency_seconds, c.latency_buckets});
  return out;
}

Status KnownSecrets::learn(const observe::Place& place, const std::string& newest_instance) {
  const std::string key = fmt::format("{}/{}/{}", place.component, place.environment, newest_instance);
  {
    const std::lock_guard lock(mutex_);
    if (known_.contains(key)) return ok();
  }
  secrets::Secrets& secrets = secrets_.secrets();
  CHECK_OK(secrets.reveal_all("component." + place.component));
  CHECK_OK(secrets.reveal_all(fmt::format("component.{}.{}", place.component, place.environment)));
  for (const std::string& id : delivery_.workloads().resource_ids(place.component, place.environment))
    CHECK_OK(secrets.reveal_all("resource." + id));
  const std::lock_guard lock(mutex_);
  known_.insert(key);
  return ok();
}

std::vector<observe::MetricFamily> OwnNumbers::families() {
  using Type = observe::MetricFamily::Type;
  std::vector<observe::MetricFamily> out;
  const auto add = [&](const char* name, const char* help, Type type, double value) {
    out.push_back({name, help, type, {{{}, value}}});
  };
  out.push_back({"towpath_server_info", "What runs.", Type::gauge, {{{{"version", std::string(version())}}, 1}}});
  add("towpath_server_memory_bytes", "Resident memory of the server process.", Type::gauge, resident_bytes());
  add("towpath_server_cpu_seconds_total", "CPU time used by the server process.", Type::counter, cpu_seconds());
  if (const http::Server* server = http_()) {
    const auto load = server->load();
    add("towpath_http_requests_total", "Requests answered.", Type::counter, static_cast<double>(load.requests));
    add("towpath_http_connections", "Open connections.", Type::gauge, static_cast<double>(load.connections));
    add("towpath_http_requests_running", "Requests that have a worker.", Type::gauge,
        static_cast<double>(load.running));
    add("towpath_http_requests_queued", "Requests that wait for a worker.", Type::gauge,
        static_cast<double>(load.queued));
  }
  const auto writes = db_.load();
  add("towpath_db_writes_queued", "Write transactions that wait for the writer.", Type::gauge,
      static_cast<double>(writes.queued_writes));
  add("towpath_db_writes_total", "Write transactions committed.", Type::counter,
      static_cast<double>(writes.committed_writes));
  add("towpath_db_commits_total", "Commits; several writes may share one.", Type::counter,
      static_cast<double>(writes.committed_groups));
  add("towpath_events_sealed_total", "Events in the log.", Type::counter, static_cast<double>(events_.last_sequence()));
  const auto runs = runs_.load();
  add("towpath_runs_nodes_ready", "Nodes of runs that wait for a worker.", Type::gauge,
      static_cast<double>(runs.ready));
  add("towpath_runs_nodes_running", "Nodes of runs that have a worker.", Type::gauge,
      static_cast<double>(runs.running));
  add("towpath_runs_nodes_waiting", "Nodes of runs that wait for something else.", Type::gauge,
      static_cast<double>(runs.waiting));
  observe::MetricFamily outcomes{
      "towpath_outcome", "Outcomes of 30 days by the metric registry; one without a value is absent.", Type::gauge, {}};
  observe::MetricFamily cases{"towpath_outcome_cases", "How many cases an outcome rests on.", Type::gauge, {}};
  for (const insights::OutcomeNumber& each : insights_.outcomes()) {
    outcomes.values.push_back({{{"metric", each.metric}, {"unit", each.unit}}, each.value});
    cases.values.push_back({{{"metric", each.metric}}, static_cast<double>(each.n)});
  }
  if (!outcomes.values.empty()) {
    out.push_back(std::move(outcomes));
    out.push_back(std::move(cases));
  }
  return out;
}

}  // namespace towpath::app
