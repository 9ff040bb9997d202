#include <algorithm>

#include "executors.h"

// What a rollout does when the instance it would start runs already.
namespace towpath::delivery {

std::optional<Instance> RolloutExecutor::running_same(const Deployment& deployment, const InstanceRequest& request,
                                                      const std::string& in_force) {
  if (deployment.mode == Mode::restart) return std::nullopt;  // a new process is what was asked for
  auto found = c_.kernel.db
                   .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
                     return c_.stores.deployments.unended_instances(tx, deployment.component, deployment.environment);
                   })
                   .value();
  std::erase_if(found, [&](const Instance& each) {
    const bool is_usable = (each.state == "active" && each.id == in_force) || each.state == "warm";
    return !is_usable || each.host_id != c_.kernel.host_id || !c_.started_with.is_same(each.id, request);
  });
  // The one in force first: keeping it is the least that can happen.
  std::stable_partition(found.begin(), found.end(), [](const Instance& each) { return each.state == "active"; });
  for (const Instance& each : found) {
    InstanceRequest asked = request;
    asked.id = InstanceId(each.id);
    const auto status = c_.ports.runtime.probe(asked);
    if (status.has_value() && status->health == Health::healthy) return each;
  }
  return std::nullopt;
}

Status RolloutExecutor::keep_running(const Deployment& deployment, const Plan& plan, const Instance& instance) {
  // Its resources are there by now; a route that was made or changed has to be led to it.
  const bool has_new_route = c_.kernel.db
                                 .read([&](db::Tx& tx) -> Result<bool> {
                                   return c_.stores.deployments.has_other_traffic(
                                              tx, deployment.component, deployment.environment, instance.id) ||
                                          !c_.stores.resources
                                               .list(tx, deployment.component, deployment.environment,
                                                     {"type = 'route' AND deployment_id = ?", {deployment.id}})
                                               .empty();
                                 })
                                 .value();
  if (has_new_route)
    CHECK_OK(switch_routes(c_, deployment.component, deployment.environment, instance.id, ports_of(instance),
                           plan.workload.ports));
  return c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.set_instance_of(tx, deployment.id, instance.id);
    c_.stores.deployments.set_current(tx, deployment, instance.id);
    return ok();
  });
}

bool RolloutExecutor::take_warm(Deployment& deployment, const Instance& instance) {
  const auto is_taken = c_.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
    const auto now = c_.stores.deployments.instance(tx, instance.id);
    if (!now || now->state != "warm") return false;
    c_.stores.deployments.set_instance(tx, instance.id, "starting", std::nullopt, c_.kernel.clock.now());
    c_.stores.deployments.set_instance_of(tx, deployment.id, instance.id);
    return true;
  });
  if (is_taken.value()) deployment.instance_id = instance.id;
  return is_taken.value();
}

}  // namespace towpath::delivery
