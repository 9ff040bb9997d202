#pragma once

#include <map>
#include <memory>
#include <string>

#include "delivery/module.h"
#include "planner.h"
#include "runs/executor.h"
#include "started_instances.h"
#include "workload_builder.h"

namespace towpath::delivery {

class Retirement;
struct ResourceDoubt;
struct PreparedResource;
struct PreparationTools;

/// What the executors of a deployment's nodes share.
struct DeploymentContext {
  const Kernel& kernel;
  DeliveryPorts& ports;
  const Stores& stores;
  StartedInstances started_with = {};

  /// The deployment a node belongs to (inputs of its run) and its release.
  Result<std::pair<Deployment, Release>> load(const runs::NodeContext& context) const;
  /// Plan of a deployment as it was written by the plan node; made again from rows.
  Result<Plan> plan(const Deployment& deployment, const Release& release) const;
  /// Rows of a workload's resources by their name in score.yaml.
  std::map<std::string, Resource> resource_rows(const Plan& plan) const;
  Result<InstanceRequest> instance_request(const Deployment& deployment, const Release& release,
                                           const Plan& plan) const;
  /// Name of the runtime for its instance: the one that was written down when it was started, else that of the rule.
  std::string runtime_of(const Deployment& deployment) const;
  Driver* driver(const std::string& name) const;
  PreparationTools preparation() const;
  void announce(db::Tx& tx, const char* type, const Deployment& deployment, const Release& release,
                const std::string& actor, const std::string& extra_json) const;
};

/// plan -> resource/<id> ... -> migrate -> rollout -> finalize; and the nodes of stops and deletions.
class PlanExecutor final : public runs::NodeExecutor {
 public:
  explicit PlanExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  Result<std::map<std::string, DriverChanges>> preview(runs::NodeContext& context, int step,
                                                       const Deployment& deployment, const Release& release,
                                                       std::int64_t round);
  DeploymentContext& c_;
};

class ResourceExecutor final : public runs::NodeExecutor {
 public:
  explicit ResourceExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  runs::NodeResult provision(runs::NodeContext& context, int step);
  std::optional<runs::NodeResult> provision_unless_elsewhere(runs::NodeContext& context, int step);
  /// New credentials beside the old ones.
  runs::NodeResult rotate(runs::NodeContext& context, int step, const Deployment& deployment,
                          const PreparedResource& prepared, const DriverContext& driver_context);
  Status keep(const Resource& existing, const std::map<std::string, std::string>& needs, const Deployment& deployment);
  /// Asks guardrails whether a driver may make or change the resource of this row.
  Status pass_gate(runs::NodeContext& context, const Deployment& deployment, const Resource& row, bool exists,
                   const std::optional<DriverChanges>& changes, const Estimate& cost);
  /// Asks the driver what it would do now. Errors: the driver's; delivery.plan_changed (the plan said something else).
  Status set_agreed(const Deployment& deployment, const PlannedResource& planned, PreparedResource& prepared,
                    const DriverContext& driver_context);
  DeploymentContext& c_;
};

class MigrateExecutor final : public runs::NodeExecutor {
 public:
  explicit MigrateExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  /// The golden paths' migrations take a lock and skip what is applied; a workload's must be safe to repeat.
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

class RolloutExecutor final : public runs::NodeExecutor {
 public:
  RolloutExecutor(DeploymentContext& c, Retirement& retirement) : c_(c), retirement_(retirement) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  Status retire(runs::NodeContext& context, int step, const std::string& instance_id);
  Result<InstanceStatus> start(runs::NodeContext& context, int step, const InstanceRequest& request,
                               const Deployment& deployment);
  /// A healthy instance that was started with the same: the one in force, or one that is kept warm.
  std::optional<Instance> running_same(const Deployment& deployment, const InstanceRequest& request,
                                       const std::string& in_force);
  /// Puts a deployment in force whose instance runs already, and has the traffic.
  Status keep_running(const Deployment& deployment, const Plan& plan, const Instance& instance);
  /// Takes a warm instance for the deployment's own. False when it is not warm any more.
  bool take_warm(Deployment& deployment, const Instance& instance);
  Status wait_healthy(runs::NodeContext& context, int step, const InstanceRequest& request,
                      std::chrono::seconds longest);
  Status verify(runs::NodeContext& context, const InstanceRequest& request);
  void leave_to_retirement(const std::string& instance_id, const Error& why);
  /// Leads routes that name the new instance back to the old one ("" for nowhere).
  Status give_back(const Deployment& deployment, const Plan& plan, const std::string& old_instance);
  DeploymentContext& c_;
  Retirement& retirement_;
};

class FinalizeExecutor final : public runs::NodeExecutor {
 public:
  FinalizeExecutor(DeploymentContext& c, Retirement& retirement) : c_(c), retirement_(retirement) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  void set_aside(const Deployment& deployment);
  void release_orphans(db::Tx& tx, const std::vector<Orphan>& orphans);
  DeploymentContext& c_;
  Retirement& retirement_;
};

/// Ends what runs of a component in an environment: routes off, drained, stopped.
class StopExecutor final : public runs::NodeExecutor {
 public:
  explicit StopExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  Status end_deployments(runs::NodeContext& context, const std::string& component, const std::string& environment);
  Status end_instances(runs::NodeContext& context, int step, const std::string& component,
                       const std::string& environment);
  DeploymentContext& c_;
};

/// Destroys one resource and its row.
class DestroyExecutor final : public runs::NodeExecutor {
 public:
  explicit DestroyExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  void try_later(Resource row, const Error& error);
  /// Errors: its driver's, which does not know what there is.
  Status look(Driver& driver, const Resource& row, ResourceRequest& request, const DriverContext& context);
  DeploymentContext& c_;
};

/// Removes the rows of an environment or component once all of it is gone.
class ForgetExecutor final : public runs::NodeExecutor {
 public:
  explicit ForgetExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

/// Of each copy of an instance, names to ports of the host; one entry where all copies are reached at one place.
using PortsOfCopies = std::vector<std::map<std::string, int>>;
PortsOfCopies ports_of(const Instance& instance);
PortsOfCopies ports_of(const InstanceStatus& status);
/// The copies beside the first one, where each is an instance of its own to the runtime.
std::vector<InstanceCopy> further_copies(const InstanceStatus& status);

/// The node waits in state unknown until a person says what there is. The question and the waiting begin in one
/// transaction: who hears of it can answer.
runs::NodeResult wait_for_answer(DeploymentContext& c, runs::NodeContext& context, int step,
                                 const ResourceDoubt& doubt);

/// Points the routes of a component in an environment at all copies of an instance ("" for none) and returns when the
/// data plane has acknowledged the table. Repeating it is harmless.
Status switch_routes(DeploymentContext& c, const std::string& component, const std::string& environment,
                     const std::string& instance_id, const PortsOfCopies& host_ports,
                     const std::vector<ScorePort>& ports);

/// Hands the data plane the table of routes as the rows say now.
Status announce_routes(DeploymentContext& c);

/// Whether requests or tunnels still go to an instance; true when the data plane does not say.
bool is_in_use(DeploymentContext& c, const Instance& instance);
bool is_in_use(DeploymentContext& c, const PortsOfCopies& ports);

/// Waits until nothing uses an instance any more, at most so long. False when something still does.
bool wait_unused(DeploymentContext& c, const runs::NodeContext& context, const PortsOfCopies& ports,
                 std::chrono::milliseconds longest);

/// Sleeps unless a stop is requested; true when the whole time has passed.
bool pause(std::stop_token stop, std::chrono::milliseconds time);

}  // namespace towpath::delivery
