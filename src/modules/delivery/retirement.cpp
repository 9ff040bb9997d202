#include "retirement.h"

#include <algorithm>

#include "base/faults.h"
#include "log/log.h"

namespace towpath::delivery {
namespace {

constexpr std::chrono::milliseconds between_looks{250}, longest_cooling{30'000};
constexpr std::chrono::seconds grace{10};

}  // namespace

Status end_instance(DeploymentContext& c, const std::string& instance_id, std::string_view state) {
  fault_point("delivery.drain.before_stop");
  const auto instance = c.kernel.db.read(
      [&](db::Tx& tx) -> Result<std::optional<Instance>> { return c.stores.deployments.instance(tx, instance_id); });
  CHECK_OK(c.ports.runtime.stop(InstanceId(instance_id), grace));
  CHECK_OK(c.ports.runtime.forget(InstanceId(instance_id)));
  // Gone with it, but for one that a scaling which was cut short had let go of.
  if (instance.value())
    for (const InstanceCopy& copy : (*instance)->copies) {
      CHECK_OK(c.ports.runtime.stop(InstanceId(copy.id), grace));
      CHECK_OK(c.ports.runtime.forget(InstanceId(copy.id)));
    }
  c.started_with.forget(instance_id);
  fault_point("delivery.drain.after_stop");
  return c.kernel.db.transact([&](db::Tx& tx) -> Status {
    c.stores.deployments.set_instance(tx, instance_id, state, std::nullopt, c.kernel.clock.now());
    return ok();
  });
}

void Retirement::wake() {
  const std::lock_guard lock(mutex_);
  if (is_pending_) return;
  is_pending_ = c_.kernel.jobs.post("old versions", [this](std::stop_token) { pass(); });
}

void Retirement::pass() {
  const std::lock_guard one(pass_);
  {
    const std::lock_guard lock(mutex_);
    is_pending_ = false;
  }
  const auto cooling = cool_down();
  const auto draining = c_.kernel.db
                            .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
                              return c_.stores.deployments.instances_in(tx, "draining");
                            })
                            .value();
  bool is_all = true;
  for (const Instance& instance : draining)
    if (instance.host_id == c_.kernel.host_id) is_all &= end_if_idle(instance);
  const std::lock_guard lock(mutex_);
  if (!is_all && !is_pending_) {
    is_pending_ = true;
    c_.kernel.jobs.after(between_looks, "old versions", [this](std::stop_token) { pass(); });
  }
  // Apart from the other: what begins to drain meanwhile is looked at at once.
  if (!cooling || is_cooling_) return;
  is_cooling_ = true;
  c_.kernel.jobs.after(std::min(*cooling, longest_cooling), "warm versions", [this](std::stop_token) {
    {
      const std::lock_guard over(mutex_);
      is_cooling_ = false;
    }
    wake();
  });
}

std::optional<std::chrono::milliseconds> Retirement::cool_down() {
  const auto warm = c_.kernel.db
                        .read([&](db::Tx& tx) -> Result<std::vector<Instance>> {
                          return c_.stores.deployments.instances_in(tx, "warm");
                        })
                        .value();
  std::optional<std::chrono::milliseconds> next;
  for (const Instance& instance : warm) {
    if (instance.host_id != c_.kernel.host_id) continue;
    const UtcTime now = c_.kernel.clock.now();
    const UtcTime end = instance.draining_since.value_or(UtcTime{}) + times_of(c_, instance).warm;
    if (now < end) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now);
      next = next ? std::min(*next, left) : left;
      continue;
    }
    const auto cooled = c_.kernel.db.transact([&](db::Tx& tx) -> Result<bool> {
      const auto found = c_.stores.deployments.instance(tx, instance.id);
      if (!found || found->state != "warm") return false;  // a rollback has taken it
      c_.stores.deployments.set_instance(tx, instance.id, "draining", std::nullopt, now);
      return true;
    });
    cooled.value();
  }
  return next;
}

RolloutTimes times_of(DeploymentContext& c, const Instance& instance) {
  const auto release = c.kernel.db.read([&](db::Tx& tx) -> Result<std::optional<Release>> {
    const auto deployment = c.stores.deployments.find(tx, instance.deployment_id, {"1 = 1", {}});
    return deployment ? c.stores.releases.find(tx, deployment->release_id) : std::nullopt;
  });
  if (release.value())
    if (const auto workload = score_from_document((*release)->score))
      if (const auto own = rollout_times(*workload)) return *own;
  return {};
}

bool Retirement::end_if_idle(const Instance& instance) {
  const RolloutTimes times = times_of(c_, instance);
  const bool is_over = c_.kernel.clock.now() >= instance.draining_since.value_or(UtcTime{}) + times.drain;
  if (!is_over && is_in_use(c_, instance)) return false;
  const Status ended = end_instance(c_, instance.id, "stopped");
  if (ended.has_value()) {
    log::info("old version stopped", {{"component", instance.component},
                                      {"environment", instance.environment},
                                      {"instance", instance.id},
                                      {"cutShort", is_over}});
    return true;
  }
  log::warn("an old version could not be stopped and is tried again",
            {{"instance", instance.id}, {"code", ended.error().code()}, {"detail", ended.error().message()}});
  return false;
}

}  // namespace towpath::delivery
