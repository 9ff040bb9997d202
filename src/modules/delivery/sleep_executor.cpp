#include "sleep_executor.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <set>

#include "base/faults.h"
#include "log/log.h"
#include "sleep_events.h"

namespace towpath::delivery {
namespace {

constexpr std::chrono::seconds longest_drain{30};
const auth::SqlCondition everything{"1 = 1", {}};

}  // namespace

void announce_sleep(db::Tx& tx, const Kernel& kernel, const Stores& stores, const char* what, const Sleeper& s,
                    const std::string& actor) {
  const auto environment = stores.environments.find(tx, s.project_id, s.environment, everything);
  kernel.events.append(tx, {.type = std::string("delivery.sleep.") + what,
                            .subject = "component:default/" + s.component,
                            .actor = actor,
                            .payload = boost::json::serialize(boost::json::object{{"component", s.component},
                                                                                  {"project", s.project_id},
                                                                                  {"environment", s.environment},
                                                                                  {"reason", s.reason}}),
                            .owner_ref = environment ? environment->owner_ref : "",
                            .project_id = s.project_id,
                            .env_type = environment ? environment->type : ""});
}

Status record_wake_failure(DeploymentContext& c, const std::string& component, const std::string& environment,
                           const std::string& deployment_id, const std::string& reason) {
  const auto is_ours = c.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
    auto sleeper = c.stores.sleepers.find(tx, component, environment);
    if (!sleeper || sleeper->deployment_id != deployment_id) return false;
    sleeper->state = "failed";
    sleeper->reason = reason.empty() ? "It could not be woken." : reason;
    sleeper->since = c.kernel.clock.now();
    sleeper->retry_at = sleeper->since + wake_retry_pause;
    c.stores.sleepers.put(tx, *sleeper);
    announce_sleep(tx, c.kernel, c.stores, "failed", *sleeper, "system");
    tx.notify("delivery.sleep");
    return true;
  });
  if (!is_ours.value()) return ok();
  return announce_routes(c);
}

void end_sleep(db::Tx& tx, const Kernel& kernel, const Stores& stores, const std::string& component,
               const std::string& environment, const std::string& actor) {
  tx.notify("delivery.sleep");  // from now on it may fall asleep again
  const auto sleeper = stores.sleepers.find(tx, component, environment);
  if (!sleeper) return;
  stores.sleepers.remove(tx, component, environment);
  if (sleeper->state != "falling") announce_sleep(tx, kernel, stores, "ended", *sleeper, actor);
}

Result<bool> SleepExecutor::is_used(const std::string& component, const std::string& environment,
                                    std::chrono::seconds within) {
  if (within.count() == 0) return false;  // put to sleep by hand
  TRY(const auto counters, c_.ports.traffic.counters());
  std::set<std::string> ids;
  const auto routes = c_.kernel.db
                          .read([&](db::Tx& tx) -> Result<std::vector<DeploymentStore::RouteRow>> {
                            return c_.stores.deployments.routes(tx, component, environment);
                          })
                          .value();
  for (const auto& route : routes) ids.insert(route.gu_id);
  for (const RouteCounters& each : counters)
    if (ids.contains(each.route_id) && each.idle < within) return true;
  return false;
}

Status SleepExecutor::stay_awake(const std::string& component, const std::string& environment,
                                 const Instance& instance) {
  CHECK_OK(c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    const auto sleeper = c_.stores.sleepers.find(tx, component, environment);
    if (sleeper && sleeper->state == "falling") c_.stores.sleepers.remove(tx, component, environment);
    tx.notify("delivery.sleep");
    return ok();
  }));
  const auto release = c_.kernel.db.read([&](db::Tx& tx) -> Result<std::optional<Release>> {
    const auto deployment = c_.stores.deployments.find(tx, instance.deployment_id, everything);
    return deployment ? c_.stores.releases.find(tx, deployment->release_id) : std::nullopt;
  });
  if (!release.value()) return not_found("delivery.no_release", "The release that runs is gone.");
  TRY(const ScoreWorkload workload, score_from_document((*release)->score));
  return switch_routes(c_, component, environment, instance.id, ports_of(instance), workload.ports);
}

runs::NodeResult SleepExecutor::execute(runs::NodeContext& context) {
  const boost::json::value spec = boost::json::parse(context.node().spec);
  const std::string component(spec.at("component").as_string()), environment(spec.at("environment").as_string());
  const std::chrono::seconds unused_for(spec.at("unusedForSeconds").as_int64());
  const int step = context.begin_step(fmt::format("Put {} to sleep in {}", component, environment));
  const auto settle = [&](const Status& status, const std::string& said = "") {
    if (!said.empty()) context.log(step, said + "\n");
    if (!status.has_value()) context.log(step, status.error().message() + "\n");
    context.end_step(step, status.has_value() ? runs::StepOutcome::succeeded : runs::StepOutcome::failed);
    return status.has_value() ? runs::NodeResult::success() : runs::NodeResult::failure(status.error());
  };
  const auto found =
      c_.kernel.db
          .read([&](db::Tx& tx) -> Result<std::pair<std::optional<Sleeper>, std::optional<Instance>>> {
            const auto current = c_.stores.deployments.current(tx, component, environment);
            return std::pair(c_.stores.sleepers.find(tx, component, environment),
                             current ? c_.stores.deployments.instance(tx, current->instance_id) : std::nullopt);
          })
          .value();
  const auto& [sleeper, instance] = found;
  if (!sleeper || !instance || sleeper->state != "falling")
    return settle(ok(), sleeper && !instance ? "It sleeps." : "It is wanted again and stays awake.");

  if (const Status held = switch_routes(c_, component, environment, "", {}, {}); !held.has_value()) {
    const Status back = stay_awake(component, environment, *instance);
    if (!back.has_value()) context.log(step, back.error().message() + "\n");
    return settle(held);
  }
  fault_point("delivery.sleep.after_hold");
  // From here on every request is held and says so. What came before that was not known when this was begun.
  const auto used = is_used(component, environment, unused_for);
  if (!used.has_value() || *used) {
    const Status back = stay_awake(component, environment, *instance);
    if (!back.has_value()) return settle(back);
    return used.has_value() ? settle(ok(), "A request came, so it stays awake.") : settle(Status(used.error()));
  }
  const auto is_asleep = c_.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
    auto now = c_.stores.sleepers.find(tx, component, environment);
    if (!now || now->state != "falling") return false;
    const auto deployment = c_.stores.deployments.find(tx, instance->deployment_id, everything);
    if (deployment) c_.stores.deployments.set_current(tx, *deployment, "");
    c_.stores.deployments.set_instance(tx, instance->id, "draining", std::nullopt, c_.kernel.clock.now());
    now->state = "asleep";
    now->since = c_.kernel.clock.now();
    c_.stores.sleepers.put(tx, *now);
    announce_sleep(tx, c_.kernel, c_.stores, "begun", *now, "run:" + context.run_id().text());
    return true;
  });
  if (!is_asleep.value())
    return settle(stay_awake(component, environment, *instance), "It is wanted again and stays awake.");
  fault_point("delivery.sleep.after_commit");
  wait_unused(c_, context, ports_of(*instance), longest_drain);
  context.log(step, fmt::format("Stopping {}.\n", instance->id));
  if (const Status ended = end_instance(c_, instance->id, "stopped"); !ended.has_value()) {
    context.log(step, ended.error().message() + "\nIt is tried again.\n");
    retirement_.wake();
  }
  return settle(ok());
}

}  // namespace towpath::delivery
