#include "observe/testing/fake_ports.h"

#include <algorithm>

namespace towpath::observe::testing {
namespace {

std::size_t index_of(const std::string& place) { return place.empty() ? 0 : std::stoull(place); }

}  // namespace

void FakeWorkloads::add_place(const Place& place) {
  const std::lock_guard lock(mutex_);
  places_.push_back(place);
}

void FakeWorkloads::run(const Workload& workload, UtcTime created_at) {
  const std::lock_guard lock(mutex_);
  Instance& instance = instances_[workload.instance_id];
  instance.workload = workload;
  instance.created_at = created_at;
  instance.finding = {Finding::Health::healthy, "healthy", "", false, true};
}

void FakeWorkloads::end(const std::string& instance_id, UtcTime stopped_at) {
  const std::lock_guard lock(mutex_);
  instances_.at(instance_id).stopped_at = stopped_at;
}

void FakeWorkloads::set_finding(const std::string& instance_id, const Finding& finding) {
  const std::lock_guard lock(mutex_);
  instances_.at(instance_id).finding = finding;
}

void FakeWorkloads::set_usage(const std::string& instance_id, const Usage& usage) {
  const std::lock_guard lock(mutex_);
  instances_.at(instance_id).usage = usage;
}

void FakeWorkloads::write(const std::string& instance_id, const Written& line) {
  std::vector<std::function<void()>> told;
  {
    const std::lock_guard lock(mutex_);
    Instance& instance = instances_.at(instance_id);
    instance.lines.push_back(line);
    for (const auto& [id, watcher] : instance.watchers) told.push_back(watcher);
  }
  for (const auto& watcher : told) watcher();
}

std::vector<std::string> FakeWorkloads::revived() const {
  const std::lock_guard lock(mutex_);
  return revived_;
}

std::string FakeWorkloads::recorded_health(const std::string& instance_id) const {
  const std::lock_guard lock(mutex_);
  return instances_.at(instance_id).workload.health;
}

std::size_t FakeWorkloads::watchers() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [id, instance] : instances_) count += instance.watchers.size();
  return count;
}

std::vector<Workload> FakeWorkloads::in_force() {
  const std::lock_guard lock(mutex_);
  std::vector<Workload> out;
  for (const auto& [id, instance] : instances_)
    if (!instance.stopped_at) out.push_back(instance.workload);
  return out;
}

Result<Place> FakeWorkloads::place(const std::string& component, const std::string& environment) {
  const std::lock_guard lock(mutex_);
  for (const Place& place : places_)
    if (place.component == component && place.environment == environment) return place;
  return not_found("fake.no_place", "There is no such place.");
}

Result<Finding> FakeWorkloads::look_at(const std::string& instance_id) {
  const std::lock_guard lock(mutex_);
  return instances_.at(instance_id).finding;
}

void FakeWorkloads::record_health(const std::string& instance_id, const std::string& health, const std::string&) {
  const std::lock_guard lock(mutex_);
  instances_.at(instance_id).workload.health = health;
}

Status FakeWorkloads::revive(const std::string& instance_id, std::stop_token) {
  const std::lock_guard lock(mutex_);
  revived_.push_back(instance_id);
  return ok();
}

Usage FakeWorkloads::usage(const std::string& instance_id) {
  const std::lock_guard lock(mutex_);
  return instances_.at(instance_id).usage;
}

std::vector<LogSource> FakeWorkloads::log_sources(const Place& place) {
  const std::lock_guard lock(mutex_);
  std::vector<LogSource> out;
  for (const auto& [id, instance] : instances_)
    if (instance.workload.place.component == place.component &&
        instance.workload.place.environment == place.environment)
      out.push_back({id, instance.workload.deployment_id, instance.created_at, instance.stopped_at});
  return out;
}

Line FakeWorkloads::line_of(const Instance& instance, std::size_t index) const {
  const Written& line = instance.lines[index];
  return {std::to_string(index), std::to_string(index + 1), line.at, line.is_error_stream, line.text};
}

Result<std::vector<Line>> FakeWorkloads::lines_after(const std::string& instance_id, const std::string& after,
                                                     std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const Instance& instance = instances_.at(instance_id);
  std::vector<Line> out;
  for (std::size_t i = index_of(after); i < instance.lines.size() && out.size() < limit; ++i)
    out.push_back(line_of(instance, i));
  return out;
}

Result<std::vector<Line>> FakeWorkloads::lines_before(const std::string& instance_id, const std::string& before,
                                                      std::size_t limit) {
  const std::lock_guard lock(mutex_);
  const Instance& instance = instances_.at(instance_id);
  const std::size_t end = before.empty() ? instance.lines.size() : index_of(before);
  std::vector<Line> out;
  for (std::size_t i = end > limit ? end - limit : 0; i < end; ++i) out.push_back(line_of(instance, i));
  return out;
}

Result<std::string> FakeWorkloads::place_at(const std::string& instance_id, UtcTime time) {
  const std::lock_guard lock(mutex_);
  const auto& lines = instances_.at(instance_id).lines;
  if (lines.empty()) return std::string();
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const Written& line) { return line.at >= time; });
  return std::to_string(found - lines.begin());
}

Result<db::Subscription> FakeWorkloads::watch_lines(const std::string& instance_id, std::function<void()> on_more) {
  const std::lock_guard lock(mutex_);
  const int id = next_watcher_++;
  instances_.at(instance_id).watchers[id] = std::move(on_more);
  return db::Subscription([this, instance_id, id] {
    const std::lock_guard inner(mutex_);
    instances_.at(instance_id).watchers.erase(id);
  });
}

Result<std::vector<RouteCounters>> FakeRequests::counters() {
  if (!is_answering) return unavailable("fake.no_proxy", "The proxy does not answer.");
  std::vector<RouteCounters> out;
  for (const auto& [id, counters] : routes) {
    out.push_back(counters);
    out.back().route_id = id;
  }
  return out;
}

Status FakeMask::learn(const Place& place, const std::string&) {
  if (is_locked) return unavailable("fake.locked", "The key is locked.");
  known_.insert(place.component);
  return ok();
}

std::string FakeMask::mask(std::string_view text) {
  std::string out(text);
  for (const auto& [component, secret] : secrets)
    if (known_.contains(component))
      for (auto at = out.find(secret); at != std::string::npos; at = out.find(secret))
        out.replace(at, secret.size(), "***");
  return out;
}

}  // namespace towpath::observe::testing
