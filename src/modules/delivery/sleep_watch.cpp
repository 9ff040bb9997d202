#include "sleep_watch.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/time.h"
#include "log/log.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};
constexpr std::chrono::seconds after_problem{30};

std::string in_words(std::chrono::seconds time) {
  const auto count = time.count();
  if (count % 3600 == 0) return fmt::format("{} hour{}", count / 3600, count == 3600 ? "" : "s");
  if (count % 60 == 0) return fmt::format("{} minute{}", count / 60, count == 60 ? "" : "s");
  return fmt::format("{} second{}", count, count == 1 ? "" : "s");
}

}  // namespace

std::vector<SleepWatch::Place> SleepWatch::places() {
  return c_.kernel.db
      .read([&](db::Tx& tx) -> Result<std::vector<Place>> {
        std::vector<Place> out;
        std::map<std::string, std::chrono::seconds> after;
        for (const std::string_view type : environment_types)
          if (const auto time = c_.stores.environment_types.type(tx, std::string(type)).sleep_after;
              time.count() > 0 && type != "production")
            after[std::string(type)] = time;
        if (after.empty()) return out;
        for (const Environment& environment : c_.stores.environments.list(tx, "", everything)) {
          const auto rule = after.find(environment.type);
          if (rule == after.end() || environment.state != "active") continue;
          Place place{environment, rule->second, environment.created_at, {}, false};
          for (const Component& component : c_.stores.environments.components(tx, environment.project_id)) {
            const auto current = c_.stores.deployments.current(tx, component.name, environment.name);
            if (!current || current->instance_id.empty()) continue;
            const auto instance = c_.stores.deployments.instance(tx, current->instance_id);
            if (!instance || instance->host_id != c_.kernel.host_id) continue;
            place.since = std::max(place.since, instance->created_at);
            place.is_busy |= !c_.stores.deployments.unfinished(tx, component.name, environment.name).empty() ||
                             c_.stores.sleepers.find(tx, component.name, environment.name).has_value();
            for (const auto& route : c_.stores.deployments.routes(tx, component.name, environment.name))
              place.routes.push_back(route.gu_id);
          }
          if (!place.routes.empty()) out.push_back(std::move(place));  // what nobody can ask for would never wake
        }
        return out;
      })
      .value();
}

std::optional<UtcTime> SleepWatch::look() {
  const UtcTime now = c_.kernel.clock.now();
  const auto sooner = [](std::optional<UtcTime> one, UtcTime other) { return one ? std::min(*one, other) : other; };
  std::optional<UtcTime> next;
  std::size_t retries = 0;
  const auto retry = c_.kernel.db.transact([&](db::Tx& tx) -> Result<std::optional<UtcTime>> {
    retries = c_.stores.sleepers.allow_retries(tx, now);
    return c_.stores.sleepers.next_retry(tx);
  });
  next = retry.value();
  if (retries > 0)
    if (const Status told = announce_routes(c_); !told.has_value()) next = sooner(next, now + after_problem);

  const auto all = places();
  if (all.empty()) return next;
  const auto counters = c_.ports.traffic.counters();
  if (!counters.has_value()) {
    log::warn("it is not known what is in use, so nothing falls asleep",
              {{"code", counters.error().code()}, {"detail", counters.error().message()}});
    return sooner(next, now + after_problem);
  }
  std::map<std::string, std::chrono::milliseconds> idle;
  for (const RouteCounters& each : *counters) idle[each.route_id] = each.idle;
  for (const Place& place : all) {
    UtcTime last = place.since;
    for (const std::string& route : place.routes)
      if (const auto found = idle.find(route); found != idle.end()) last = std::max(last, now - found->second);
    const UtcTime due = place.is_busy ? now + place.after : last + place.after;
    if (due > now) {
      next = sooner(next, due);
      continue;
    }
    const auto begun =
        service_.begin_sleep(auth::system_principal(), place.environment.project_id, place.environment.name,
                             fmt::format("No request for {}.", in_words(place.after)), place.after);
    if (begun.has_value()) continue;
    if (begun.error().kind() != ErrorKind::conflict)
      log::warn("an environment that nobody uses could not be put to sleep", {{"project", place.environment.project_id},
                                                                              {"environment", place.environment.name},
                                                                              {"code", begun.error().code()},
                                                                              {"detail", begun.error().message()}});
    next = sooner(next, now + std::max(place.after, after_problem));
  }
  return next;
}

}  // namespace towpath::delivery
