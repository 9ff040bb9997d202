#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <mutex>

#include "base/faults.h"
#include "executors.h"
#include "host_binding.h"
#include "prepared_resource.h"

namespace towpath::delivery {

bool pause(std::stop_token stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  return !changed.wait_for(lock, stop, time, [&] { return stop.stop_requested(); });
}

Result<std::pair<Deployment, Release>> DeploymentContext::load(const runs::NodeContext& context) const {
  const boost::json::value inputs = boost::json::parse(context.run().inputs);
  const std::string id(inputs.at("deployment").as_string());
  TRY(auto found, kernel.db.read([&](db::Tx& tx) -> Result<std::pair<Deployment, Release>> {
    auto deployment = stores.deployments.find(tx, id, {"1 = 1", {}});
    if (!deployment) return not_found("delivery.deployment_not_found", fmt::format("There is no deployment {}.", id));
    auto release = stores.releases.find(tx, deployment->release_id);
    if (!release) return not_found("delivery.no_release", fmt::format("The release of deployment {} is gone.", id));
    return std::pair(std::move(*deployment), std::move(*release));
  }));
  CHECK_OK(stay_with(*this, context, found.first.project_id, found.first.environment));
  return found;
}

Result<Plan> DeploymentContext::plan(const Deployment& deployment, const Release& release) const {
  return kernel.db.read(
      [&](db::Tx& tx) { return make_plan(tx, stores, deployment, release, pinned_definitions(deployment)); });
}

std::map<std::string, Resource> DeploymentContext::resource_rows(const Plan& plan) const {
  return preparation().rows(plan);
}

Result<InstanceRequest> DeploymentContext::instance_request(const Deployment& deployment, const Release& release,
                                                            const Plan& plan) const {
  PlaceholderScope scope(plan.workload, resource_rows(plan), ports.vault);
  const auto configuration = kernel.db.read([&](db::Tx& tx) -> Result<Delivery::Configuration> {
    auto own = stores.environments.configuration(tx, deployment.project_id, deployment.environment,
                                                 deployment.component, deployment.configuration_version);
    own.values.merge(stores.environment_types.type(tx, deployment.env_type).configuration);  // what it says itself wins
    return own;
  });
  TRY(const auto secrets, ports.vault.of_component(deployment.component, deployment.environment));
  TRY(auto request, build_instance(deployment, release, plan.workload, scope, configuration.value().values, secrets));
  request.runtime = runtime_of(deployment);
  request.copies = kernel.db
                       .read([&](db::Tx& tx) -> Result<int> {
                         return stores.scales.instances(tx, deployment.component, deployment.environment);
                       })
                       .value();
  return request;
}

std::string DeploymentContext::runtime_of(const Deployment& deployment) const {
  return kernel.db
      .read([&](db::Tx& tx) -> Result<std::string> {
        if (const auto started = stores.deployments.instance(tx, deployment.instance_id)) return started->runtime;
        return stores.runtime_rules.rule(tx, deployment.env_type).runtime;
      })
      .value();
}

PreparationTools DeploymentContext::preparation() const { return {kernel, stores, ports.vault, ports.drivers}; }

Driver* DeploymentContext::driver(const std::string& name) const { return preparation().driver(name); }

void DeploymentContext::announce(db::Tx& tx, const char* type, const Deployment& d, const Release& release,
                                 const std::string& actor, const std::string& extra_json) const {
  boost::json::object payload{{"deployment", d.id},
                              {"component", d.component},
                              {"project", d.project_id},
                              {"environment", d.environment},
                              {"environmentType", d.env_type},
                              {"mode", to_string(d.mode)},
                              {"release", d.release_id},
                              {"releaseNumber", release.number},
                              {"repository", release.repository},
                              {"commit", release.commit},
                              {"branch", release.branch},
                              {"createdAt", to_rfc3339(d.created_at)},
                              {"base", d.base_id ? boost::json::value(*d.base_id) : boost::json::value(nullptr)}};
  const boost::json::value extra = boost::json::parse(extra_json);
  for (const auto& [key, value] : extra.as_object()) payload[key] = value;
  kernel.events.append(tx, {.type = type,
                            .subject = "component:default/" + d.component,
                            .actor = actor,
                            .payload = boost::json::serialize(payload),
                            .owner_ref = d.owner_ref,
                            .project_id = d.project_id,
                            .env_type = d.env_type});
}

namespace {

/// A table of routes, and which one it is.
struct NumberedTable {
  DeploymentStore::Generation generation;
  std::vector<TrafficRoute> routes;
};

NumberedTable next_table(db::Tx& tx, DeploymentContext& c) {
  const auto generation = c.stores.deployments.next_generation(tx, c.kernel.host_id);
  return {generation, c.stores.deployments.table(tx, c.kernel.host_id)};
}

Status hand_over(DeploymentContext& c, const NumberedTable& table) {
  fault_point("delivery.switch.after_intent");
  // Another switch may have overtaken this one with a newer table that already holds these rows: then all is well.
  const Status set = c.ports.traffic.set_table(table.generation.fence, table.generation.number, table.routes);
  fault_point("delivery.switch.after_ack");
  if (!set.has_value() && set.error().code() != "delivery.traffic_stale") return set;
  return ok();
}

}  // namespace

PortsOfCopies ports_of(const Instance& instance) {
  PortsOfCopies out{instance.ports};
  for (const InstanceCopy& copy : instance.copies) out.push_back(copy.ports);
  return out;
}

PortsOfCopies ports_of(const InstanceStatus& status) {
  PortsOfCopies out{status.host_ports};
  for (const InstanceCopy& copy : further_copies(status)) out.push_back(copy.ports);
  return out;
}

std::vector<InstanceCopy> further_copies(const InstanceStatus& status) {
  std::vector<InstanceCopy> out;
  for (std::size_t i = 1; i < status.each.size(); ++i)
    if (is_ulid(status.each[i].id)) out.push_back({status.each[i].id, status.each[i].host_ports});  // else a pod
  return out;
}

Status switch_routes(DeploymentContext& c, const std::string& component, const std::string& environment,
                     const std::string& instance_id, const PortsOfCopies& host_ports,
                     const std::vector<ScorePort>& ports) {
  /// The loopback ports behind what a route names: a port's name, its service port or its target port.
  const auto found_ports = [&](const std::string& wanted) {
    std::vector<int> out;
    for (const auto& of_copy : host_ports)
      for (const ScorePort& port : ports)
        if (wanted == port.name || wanted == std::to_string(port.port) || wanted == std::to_string(port.target_port))
          if (const auto it = of_copy.find(port.name); it != of_copy.end()) {
            out.push_back(it->second);
            break;
          }
    return out;
  };
  TRY(const NumberedTable table, c.kernel.db.transact([&](db::Tx& tx) -> Result<NumberedTable> {
    for (const auto& route : c.stores.deployments.routes(tx, component, environment)) {
      const std::vector<int> found = instance_id.empty() ? std::vector<int>() : found_ports(route.port);
      if (!instance_id.empty() && found.empty())
        return invalid_input("delivery.unknown_port",
                             fmt::format("The route {}{} names the port '{}', which the workload does not have.",
                                         route.host, route.path, route.port));
      c.stores.deployments.point_route(tx, route.gu_id, instance_id, found);
    }
    return next_table(tx, c);
  }));
  return hand_over(c, table);
}

Status announce_routes(DeploymentContext& c) {
  TRY(const NumberedTable table,
      c.kernel.db.transact([&](db::Tx& tx) -> Result<NumberedTable> { return next_table(tx, c); }));
  return hand_over(c, table);
}

bool is_in_use(DeploymentContext& c, const PortsOfCopies& ports) {
  return std::any_of(ports.begin(), ports.end(), [&](const auto& of_copy) {
    return std::any_of(of_copy.begin(), of_copy.end(), [&](const auto& port) {
      const auto open = c.ports.traffic.in_flight(port.second);
      return !open.has_value() || *open > 0;
    });
  });
}

bool is_in_use(DeploymentContext& c, const Instance& instance) { return is_in_use(c, ports_of(instance)); }

bool wait_unused(DeploymentContext& c, const runs::NodeContext& context, const PortsOfCopies& ports,
                 std::chrono::milliseconds longest) {
  constexpr std::chrono::milliseconds between{25};
  const auto until = std::chrono::steady_clock::now() + longest;
  while (is_in_use(c, ports))
    if (std::chrono::steady_clock::now() >= until || !pause(context.stop(), between)) return false;
  return true;
}

}  // namespace towpath::delivery
