#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/delivery.h"
#include "delivery/traffic.h"

namespace towpath::delivery {

/// Rows of delivery_deployments, delivery_current, delivery_instances, delivery_routes and delivery_traffic.
class DeploymentStore {
 public:
  void insert(db::Tx& tx, const Deployment& deployment) const;
  void set_run(db::Tx& tx, const std::string& id, const std::string& run_id) const;
  void set_plan(db::Tx& tx, const std::string& id, const std::string& plan, const std::string& definitions,
                std::int64_t configuration_version) const;
  /// False, and nothing changed, when it has ended already.
  bool finish(db::Tx& tx, const std::string& id, std::string_view state, const std::string& reason, UtcTime now) const;
  void start(db::Tx& tx, const std::string& id) const;
  std::optional<Deployment> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  /// The deployment whose run this is.
  std::optional<std::string> id_of_run(db::Tx& tx, const std::string& run_id) const;
  std::vector<Deployment> list(db::Tx& tx, const std::string& component, const std::string& environment,
                               const std::string& after, std::size_t limit, const auth::SqlCondition& visible) const;
  std::optional<Deployment> latest(db::Tx& tx, const std::string& component, const std::string& environment) const;
  /// The successful deployment of another triple before the one in force.
  std::optional<Deployment> previous(db::Tx& tx, const Deployment& current) const;

  struct Current {
    std::string deployment_id, instance_id;
  };
  std::optional<Current> current(db::Tx& tx, const std::string& component, const std::string& environment) const;
  void set_current(db::Tx& tx, const Deployment& deployment, const std::string& instance_id) const;
  void clear_current(db::Tx& tx, const std::string& component, const std::string& environment) const;

  /// The instance that a deployment put in force, when it is not one of its own.
  void set_instance_of(db::Tx& tx, const std::string& deployment_id, const std::string& instance_id) const;
  /// What is kept warm there drains from now on. False when nothing was.
  bool end_warmth(db::Tx& tx, const std::string& component, const std::string& environment, UtcTime now) const;

  void insert_instance(db::Tx& tx, const Instance& instance) const;
  /// Where its ports are, as InstanceStatus says.
  void set_address(db::Tx& tx, const std::string& id, const std::string& address) const;
  void set_instance(db::Tx& tx, const std::string& id, std::string_view state,
                    const std::optional<std::map<std::string, int>>& ports, UtcTime now) const;
  /// Further copies that it consists of, those it had included.
  void add_copies(db::Tx& tx, const Instance& of, const std::vector<InstanceCopy>& copies, UtcTime now) const;
  /// Each copy but these is an instance by itself from now on and begins to drain; true when there was one.
  bool release_copies(db::Tx& tx, const Instance& of, const std::vector<InstanceCopy>& kept, UtcTime now) const;
  void set_health(db::Tx& tx, const std::string& id, std::string_view health, const std::string& reason) const;
  std::optional<Instance> instance(db::Tx& tx, const std::string& id) const;
  /// Without copies, which are with theirs; likewise below.
  std::vector<Instance> instances_in(db::Tx& tx, std::string_view state) const;
  /// Of a component in an environment, those that may still run.
  std::vector<Instance> unended_instances(db::Tx& tx, const std::string& component,
                                          const std::string& environment) const;
  /// Deployments of a component in an environment that have not ended.
  std::vector<Deployment> unfinished(db::Tx& tx, const std::string& component, const std::string& environment) const;
  /// What is in force on a host.
  std::vector<Instance> in_force(db::Tx& tx, const std::string& host) const;
  /// Removes deployments and instances of one life of an environment.
  void remove_environment(db::Tx& tx, const std::string& environment_uid) const;
  void remove_component(db::Tx& tx, const std::string& component) const;

  struct RouteRow {
    std::string gu_id, component, project_id, environment, host, path, port;
  };
  /// False when host and path belong to another route.
  bool put_route(db::Tx& tx, const RouteRow& route) const;
  void remove_route(db::Tx& tx, const std::string& gu_id) const;
  std::vector<RouteRow> routes(db::Tx& tx, const std::string& component, const std::string& environment) const;
  /// Whether a route of the component leads elsewhere than to the instance.
  bool has_other_traffic(db::Tx& tx, const std::string& component, const std::string& environment,
                         const std::string& instance_id) const;
  /// Whether a route leads to the instance.
  bool has_traffic(db::Tx& tx, const std::string& instance_id) const;
  /// `host_ports`: of each copy of the instance; empty leads nowhere.
  void point_route(db::Tx& tx, const std::string& gu_id, const std::string& instance_id,
                   const std::vector<int>& host_ports) const;
  /// The table of the proxy of `host`: routes that lead to its instances, or nowhere yet (then the port is 0).
  std::vector<TrafficRoute> table(db::Tx& tx, const std::string& host) const;

  struct Generation {
    std::int64_t fence = 0, number = 0;
  };
  Generation begin_fence(db::Tx& tx, const std::string& host) const;
  Generation next_generation(db::Tx& tx, const std::string& host) const;
};

}  // namespace towpath::delivery
