#include "health_watcher.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/clip.h"
#include "log/log.h"

namespace towpath::observe {
namespace {

constexpr std::size_t longest_reason = 2'000;

}  // namespace

std::chrono::milliseconds HealthWatcher::round(std::stop_token stop) {
  const auto in_force = ports_.workloads.in_force();
  std::set<std::string> ids;
  bool is_changing = false;
  for (const Workload& workload : in_force) {
    if (stop.stop_requested()) return options_.look_every;
    ids.insert(workload.instance_id);
    Watched& watched = watched_[workload.instance_id];
    look(workload, watched, stop);
    is_changing = is_changing || (watched.standing != Standing::failing && watched.failures > 0) ||
                  (watched.standing != Standing::healthy && watched.successes > 0);
  }
  std::erase_if(watched_, [&](const auto& entry) { return !ids.contains(entry.first); });
  incidents_.close_abandoned(in_force);
  return is_changing ? options_.look_again_after : options_.look_every;
}

void HealthWatcher::look(const Workload& workload, Watched& watched, std::stop_token stop) {
  auto found = ports_.workloads.look_at(workload.instance_id);
  if (!found.has_value()) {
    // Not knowing is no failure of the workload: nothing changes until somebody can look again.
    log::warn(
        "a workload could not be looked at",
        {{"instance", workload.instance_id}, {"code", found.error().code()}, {"detail", found.error().message()}});
    return;
  }
  if (!found->reason.empty()) {
    // A reason may quote what the workload wrote last.
    found->reason = ports_.mask.learn(workload.place, workload.instance_id).has_value()
                        ? std::string(clipped(ports_.mask.mask(found->reason), longest_reason))
                        : "The workload is " + found->recorded_as + ".";
  }
  watched.failures = found->health == Finding::Health::failing ? watched.failures + 1 : 0;
  watched.successes = found->health == Finding::Health::healthy ? watched.successes + 1 : 0;
  watched.hangs = found->is_live ? 0 : watched.hangs + 1;
  if (watched.standing != Standing::failing && watched.failures >= options_.failures_to_open) {
    watched.standing = Standing::failing;
    became(workload, watched.standing, *found);
  }
  if (watched.standing != Standing::healthy && watched.successes >= options_.successes_to_close) {
    watched.standing = Standing::healthy;
    watched.revivals = 0;
    watched.next_revival.reset();
    became(workload, watched.standing, *found);
  }
  if (found->has_ended || watched.hangs >= options_.failures_to_open) revive(workload, watched, *found, stop);
}

void HealthWatcher::became(const Workload& workload, Standing standing, const Finding& finding) {
  const bool is_healthy = standing == Standing::healthy;
  if (workload.health != finding.recorded_as) {
    ports_.workloads.record_health(workload.instance_id, finding.recorded_as, finding.reason);
    tell("observe.health.changed", workload,
         boost::json::serialize(
             boost::json::object{{"from", workload.health}, {"to", finding.recorded_as}, {"reason", finding.reason}}));
  }
  if (is_healthy)
    incidents_.close(workload.place.component, workload.place.environment, "recovered");
  else
    incidents_.open(workload, finding.reason);
}

void HealthWatcher::revive(const Workload& workload, Watched& watched, const Finding& finding, std::stop_token stop) {
  const UtcTime now = kernel_.clock.now();
  if (watched.next_revival && now < *watched.next_revival) return;
  const auto pause = std::min<std::chrono::seconds>(options_.first_revival_pause * (1 << std::min(watched.revivals, 8)),
                                                    options_.longest_revival_pause);
  watched.next_revival = now + pause;
  ++watched.revivals;
  watched.hangs = 0;
  const Status revived = ports_.workloads.revive(workload.instance_id, stop);
  if (!revived.has_value() && revived.error().kind() == ErrorKind::conflict) return;  // a deployment is at it
  if (!revived.has_value())
    log::warn("a workload could not be started again", {{"component", workload.place.component},
                                                        {"environment", workload.place.environment},
                                                        {"code", revived.error().code()},
                                                        {"detail", revived.error().message()}});
  tell("observe.workload.revived", workload,
       boost::json::serialize(boost::json::object{
           {"reason", finding.reason},
           {"attempt", watched.revivals},
           {"error", revived.has_value() ? boost::json::value(nullptr) : boost::json::value(revived.error().code())}}));
}

void HealthWatcher::tell(const char* type, const Workload& w, const std::string& payload) {
  boost::json::object whole = boost::json::parse(payload).as_object();
  whole["component"] = w.place.component;
  whole["project"] = w.place.project_id;
  whole["environment"] = w.place.environment;
  whole["environmentType"] = w.place.env_type;
  whole["instance"] = w.instance_id;
  whole["deployment"] = w.deployment_id;
  const Status told = kernel_.db.transact([&](db::Tx& tx) -> Status {
    kernel_.events.append(tx, {.type = type,
                               .subject = "component:default/" + w.place.component,
                               .actor = "system",
                               .payload = boost::json::serialize(whole),
                               .owner_ref = w.place.owner_ref,
                               .project_id = w.place.project_id,
                               .env_type = w.place.env_type});
    return ok();
  });
  if (!told.has_value()) throw std::runtime_error(told.error().message());
}

}  // namespace towpath::observe
