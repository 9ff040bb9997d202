#include "workload_view.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "delivery/gitops_runtime.h"

namespace towpath::delivery {
namespace {

constexpr std::chrono::seconds grace{10};
const auth::SqlCondition everything{"1 = 1", {}};

bool asks_by_command(const ScoreWorkload& workload) {
  return std::any_of(workload.containers.begin(), workload.containers.end(), [](const ScoreContainer& container) {
    return container.readiness.kind == Probe::Kind::exec || container.liveness.kind == Probe::Kind::exec;
  });
}

}  // namespace

std::vector<RunningWorkload> Workloads::in_force() {
  auto found = c_.kernel.db
                   .read([&](db::Tx& tx) -> Result<std::vector<RunningWorkload>> {
                     auto all = store_.in_force(tx, c_.kernel.host_id);
                     for (RunningWorkload& workload : all) {
                       if (const auto instance = c_.stores.deployments.instance(tx, workload.instance_id)) {
                         workload.ports = instance->ports;
                         for (const InstanceCopy& copy : instance->copies) workload.copies[copy.id] = copy.ports;
                       }
                       auto deployment = c_.stores.deployments.find(tx, workload.deployment_id, everything);
                       while (deployment && deployment->mode == Mode::restart)
                         deployment = deployment->base_id
                                          ? c_.stores.deployments.find(tx, *deployment->base_id, everything)
                                          : std::nullopt;
                       if (deployment) workload.delivered_by = deployment->id;
                     }
                     return all;
                   })
                   .value();
  std::set<std::string> ids;
  for (const RunningWorkload& workload : found) ids.insert(workload.instance_id);
  drift_.keep_only(ids);
  const std::lock_guard lock(mutex_);
  std::erase_if(requests_, [&](const auto& entry) { return !ids.contains(entry.first); });
  return found;
}

Result<WorkloadPlace> Workloads::place(const std::string& component, const std::string& environment) {
  return c_.kernel.db.read([&](db::Tx& tx) -> Result<WorkloadPlace> {
    if (auto found = store_.place(tx, component, environment)) return std::move(*found);
    if (!c_.stores.environments.component(tx, component, everything))
      return not_found("delivery.component_not_found", fmt::format("There is no component '{}'.", component));
    return not_found("delivery.environment_not_found",
                     fmt::format("'{}' has no environment '{}'.", component, environment))
        .with_hint("towpath env list");
  });
}

std::vector<PlacedInstance> Workloads::instances(const std::string& component, const std::string& environment) {
  return c_.kernel.db
      .read([&](db::Tx& tx) -> Result<std::vector<PlacedInstance>> {
        return store_.instances(tx, component, environment);
      })
      .value();
}

std::vector<std::string> Workloads::resource_ids(const std::string& component, const std::string& environment) {
  return c_.kernel.db
      .read([&](db::Tx& tx) -> Result<std::vector<std::string>> {
        return store_.resource_ids(tx, component, environment);
      })
      .value();
}

Result<InstanceStatus> Workloads::probe(const std::string& instance_id) {
  TRY(const InstanceRequest request, probe_request(instance_id));
  TRY(InstanceStatus status, c_.ports.runtime.probe(request));
  // Only what is committed elsewhere can be changed there; nothing is asked of the others.
  if (request.runtime == gitops_runtime && drift_.is_news(instance_id, status.drift)) {
    TRY(const Rows found, rows(instance_id));
    const bool is_told = drift_.tell(found.instance, found.deployment, status.drift);
    // A workload that stays healthy is written down anew for nothing else.
    if (is_told && status.health == Health::healthy)
      record_health(instance_id, std::string(to_string(status.health)), status.reason);
  }
  return status;
}

void Workloads::record_health(const std::string& instance_id, const std::string& health, const std::string& reason) {
  const auto status = c_.kernel.db.transact([&](db::Tx& tx) -> Status {
    c_.stores.deployments.set_health(tx, instance_id, health, reason);
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
}

Status Workloads::revive(const std::string& instance_id, std::stop_token stop) {
  if (!is_in_force(instance_id)) return ok();
  TRY(const Rows found, rows(instance_id));
  // What is being deployed anyway is left alone.
  const auto is_busy = c_.kernel.db.read([&](db::Tx& tx) -> Result<bool> {
    return !c_.stores.deployments.unfinished(tx, found.instance.component, found.instance.environment).empty() ||
           c_.stores.sleepers.find(tx, found.instance.component, found.instance.environment);
  });
  if (is_busy.value())
    return conflict(
        "delivery.deployment_in_progress",
        fmt::format("'{}' is being deployed to '{}'.", found.instance.component, found.instance.environment));
  const InstanceId id(instance_id);
  const Status restarted = c_.ports.runtime.restart(id, grace);
  if (!restarted.has_value() && restarted.error().code() != "delivery.instance_not_running") return restarted;
  if (!restarted.has_value()) {
    TRY(const InstanceRequest request, whole_request(found));
    CHECK_OK(c_.ports.runtime.start(request, stop));
    c_.started_with.remember(request);
  }
  // A rollout that replaced it meanwhile has stopped what was there before.
  if (!is_in_force(instance_id)) return c_.ports.runtime.stop(id, grace);
  return ok();
}

Result<Workloads::Rows> Workloads::rows(const std::string& instance_id) {
  return c_.kernel.db.read([&](db::Tx& tx) -> Result<Rows> {
    const auto instance = c_.stores.deployments.instance(tx, instance_id);
    const auto deployment =
        instance ? c_.stores.deployments.find(tx, instance->deployment_id, everything) : std::nullopt;
    const auto release = deployment ? c_.stores.releases.find(tx, deployment->release_id) : std::nullopt;
    if (!release) return not_found("delivery.instance_not_found", fmt::format("There is no instance {}.", instance_id));
    return Rows{*instance, *deployment, *release};
  });
}

Result<InstanceRequest> Workloads::whole_request(const Rows& rows) {
  TRY(const Plan plan, c_.plan(rows.deployment, rows.release));
  return c_.instance_request(rows.deployment, rows.release, plan);
}

Result<InstanceRequest> Workloads::probe_request(const std::string& instance_id) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = requests_.find(instance_id); known != requests_.end()) return known->second;
  }
  TRY(const Rows found, rows(instance_id));
  TRY(const ScoreWorkload workload, score_from_document(found.release.score));
  InstanceRequest request;
  if (asks_by_command(workload)) {
    TRY(request, whole_request(found));
  } else {
    // Ports and probes are enough, and nothing secret is read.
    request.id = InstanceId(instance_id);
    request.workload = workload.name;
    request.runtime = found.instance.runtime;
    for (const ScorePort& port : workload.ports) request.ports.emplace_back(port.name, port.target_port);
    for (const ScoreContainer& declared : workload.containers) {
      Container container;
      container.name = declared.name;
      container.readiness = declared.readiness;
      container.liveness = declared.liveness;
      container.memory_bytes = declared.memory_limit_bytes;
      request.containers.push_back(std::move(container));
    }
  }
  const std::lock_guard lock(mutex_);
  return requests_.insert_or_assign(instance_id, std::move(request)).first->second;
}

bool Workloads::is_in_force(const std::string& instance_id) {
  return c_.kernel.db
      .read([&](db::Tx& tx) -> Result<bool> {
        const auto instance = c_.stores.deployments.instance(tx, instance_id);
        if (!instance || instance->state != "active") return false;
        const auto current = c_.stores.deployments.current(tx, instance->component, instance->environment);
        return current && current->instance_id == instance_id;
      })
      .value();
}

}  // namespace towpath::delivery
