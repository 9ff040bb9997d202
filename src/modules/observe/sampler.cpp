#include "sampler.h"

#include "log/log.h"

namespace towpath::observe {
namespace {

std::optional<std::int64_t> as_integer(const std::optional<std::uint64_t>& value) {
  if (!value) return std::nullopt;
  return static_cast<std::int64_t>(*value);
}

}  // namespace

Readings read_all(ObservePorts& ports) {
  Readings out;
  out.workloads = ports.workloads.in_force();
  bool has_routes = false;
  for (const Workload& workload : out.workloads) {
    out.usage[workload.instance_id] = ports.workloads.usage(workload.instance_id);
    has_routes = has_routes || !workload.route_ids.empty();
  }
  if (!has_routes) return out;
  auto counters = ports.requests.counters();
  if (!counters.has_value()) {
    log::debug("the proxy did not answer for its counters", {{"code", counters.error().code()}});
    return out;
  }
  out.has_routes = true;
  for (RouteCounters& route : *counters) {
    const std::string id = route.route_id;
    out.routes[id] = std::move(route);
  }
  return out;
}

std::map<Sampler::PlaceKey, Sample> Sampler::samples_of(const Readings& now, UtcTime at) {
  std::map<PlaceKey, Sample> out;
  const double span = before_at_ ? std::chrono::duration<double>(at - *before_at_).count() : 0;
  for (const Workload& workload : now.workloads) {
    Sample sample;
    sample.at = at;
    const Usage& usage = now.usage.at(workload.instance_id);
    sample.memory_bytes = as_integer(usage.memory_bytes);
    sample.memory_limit_bytes = as_integer(usage.memory_limit_bytes);
    // The first look at an instance only tells where its totals stand: a server that starts must not count them twice.
    const auto before = before_.usage.find(workload.instance_id);
    if (before != before_.usage.end() && span > 0) {
      if (usage.cpu_microseconds && before->second.cpu_microseconds) {
        sample.cpu_seconds =
            static_cast<double>(growth(*before->second.cpu_microseconds, *usage.cpu_microseconds)) / 1e6;
        sample.cpu_span_seconds = span;
      }
      if (usage.restarts && before->second.restarts)
        sample.restarts = static_cast<std::int64_t>(growth(*before->second.restarts, *usage.restarts));
    }
    if (span > 0 && now.has_routes && before_.has_routes && !workload.route_ids.empty()) {
      sample.requests = sample.errors_4xx = sample.errors_5xx = 0;
      sample.traffic_span_seconds = span;
      for (const std::string& id : workload.route_ids) {
        const auto current = now.routes.find(id);
        if (current == now.routes.end()) continue;  // nothing has asked for it yet
        const auto earlier = before_.routes.find(id);
        const RouteCounters nothing;
        // A proxy that was replaced counts from 0 again, all of its counters at once.
        const bool is_continued =
            earlier != before_.routes.end() && earlier->second.requests <= current->second.requests;
        const RouteCounters& from = is_continued ? earlier->second : nothing;
        const RouteCounters& to = current->second;
        *sample.requests += static_cast<std::int64_t>(growth(from.requests, to.requests));
        *sample.errors_4xx += static_cast<std::int64_t>(growth(from.errors_4xx, to.errors_4xx));
        *sample.errors_5xx += static_cast<std::int64_t>(growth(from.errors_5xx, to.errors_5xx));
        if (sample.latency_counts.size() < to.latency_buckets.size())
          sample.latency_counts.resize(to.latency_buckets.size());
        for (std::size_t i = 0; i < to.latency_buckets.size(); ++i)
          sample.latency_counts[i] +=
              growth(i < from.latency_buckets.size() ? from.latency_buckets[i] : 0, to.latency_buckets[i]);
      }
    }
    const PlaceKey key{workload.place.component, workload.place.environment};
    if (const auto [it, is_new] = out.emplace(key, sample); !is_new) merge(it->second, sample);
  }
  return out;
}

void Sampler::pass() {
  Readings now = read_all(ports_);
  const UtcTime at = kernel_.clock.now();
  const auto samples = samples_of(now, at);
  before_ = std::move(now);
  before_at_ = at;
  if (samples.empty()) return;
  const UtcTime minute = std::chrono::floor<std::chrono::minutes>(at);
  const Status kept = kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const auto& [place, sample] : samples) {
      const std::string series = store_.series(tx, place.first, place.second);
      store_.put(tx, series, SampleStore::sampled, sample);
      // Made from rows each time: a restart in the middle of a minute changes nothing.
      Sample whole;
      for (const Sample& each : store_.list(tx, series, SampleStore::sampled, minute, minute + std::chrono::minutes(1)))
        merge(whole, each);
      whole.at = minute;
      store_.put(tx, series, SampleStore::minutes, whole);
    }
    return ok();
  });
  if (!kept.has_value()) throw std::runtime_error(kept.error().message());
}

void Sampler::clean_up() {
  const UtcTime now = kernel_.clock.now();
  const Status done = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove_before(tx, SampleStore::sampled, now - options_.samples_kept);
    store_.remove_before(tx, SampleStore::minutes, now - options_.minutes_kept);
    return ok();
  });
  if (!done.has_value()) throw std::runtime_error(done.error().message());
}

}  // namespace towpath::observe
