#pragma once

#include <map>
#include <string>

#include "executors.h"

namespace towpath::delivery {

/// Those a project begins with; each is of the type it is named after.
inline constexpr const char* first_environments[] = {"development", "staging", "production"};

class DeliveryService final : public Delivery {
 public:
  DeliveryService(const Kernel& kernel, DeliveryPorts& ports, const Stores& stores, DeploymentContext& context)
      : kernel_(kernel), ports_(ports), stores_(stores), context_(context) {}

  Result<std::vector<Environment>> environments(const auth::Principal& principal, const std::string& project) override;
  Result<Environment> create_environment(const auth::Principal& principal, const std::string& project,
                                         const std::string& name, const std::string& type,
                                         std::optional<std::chrono::seconds> ttl) override;
  Result<std::vector<PlannedAction>> plan_environment_deletion(const auth::Principal& principal,
                                                               const std::string& project,
                                                               const std::string& name) override;
  Result<Started> delete_environment(const auth::Principal& principal, const std::string& project,
                                     const std::string& name, bool purge) override;
  Result<std::vector<PlannedAction>> plan_clone(const auth::Principal& principal, const CloneRequest& request) override;
  Result<Started> clone_environment(const auth::Principal& principal, const CloneRequest& request) override;
  Result<std::vector<PlannedAction>> plan_component_deletion(const auth::Principal& principal,
                                                             const std::string& component) override;
  Result<Started> delete_component(const auth::Principal& principal, const std::string& component, bool purge) override;
  Result<Release> publish(const BuiltBundle& bundle, bool deploy_to_development) override;
  Result<std::vector<Release>> releases(const auth::Principal& principal, const std::string& component) override;
  Result<Started> start(const auth::Principal& principal, const Request& request) override;
  Result<std::vector<PlannedAction>> plan(const auth::Principal& principal, const Request& request) override;
  Result<std::vector<Deployment>> deployments(const auth::Principal& principal, const std::string& component,
                                              const std::string& environment, const std::string& after,
                                              std::size_t limit) override;
  Result<Deployment> deployment(const auth::Principal& principal, const std::string& id) override;
  Result<ComponentStatus> status(const auth::Principal& principal, const std::string& component) override;
  Result<std::vector<Resource>> resources(const auth::Principal& principal, const std::string& component,
                                          const std::string& environment) override;
  Result<std::vector<ExplainedResource>> explain(const auth::Principal& principal, const std::string& component,
                                                 const std::string& environment, const std::string& resource) override;
  Result<std::vector<ForeseenResource>> foresee(const auth::Principal& principal, const std::string& project,
                                                const std::string& score) override;
  Result<Configuration> configuration(const auth::Principal& principal, const std::string& component,
                                      const std::string& environment) override;
  Result<Configuration> configure(const auth::Principal& principal, const std::string& component,
                                  const std::string& environment,
                                  const std::map<std::string, std::string>& values) override;

  Result<std::vector<SleepRun>> put_to_sleep(const auth::Principal& principal, const std::string& project,
                                             const std::string& environment, const std::string& reason) override;
  Result<std::vector<SleepRun>> wake(const auth::Principal& principal, const std::string& project,
                                     const std::string& environment, const std::string& reason) override;
  Result<std::vector<Sleeper>> sleepers(const auth::Principal& principal, const std::string& project) override;
  /// put_to_sleep(); unless 0, only what nobody used for so long when requests begin to be held.
  Result<std::vector<SleepRun>> begin_sleep(const auth::Principal& principal, const std::string& project,
                                            const std::string& environment, const std::string& reason,
                                            std::chrono::seconds unused_for);
  /// Wakes the environments of these routes. What cannot be woken says so to who asks.
  void wake_asked(const std::vector<std::string>& route_ids);

  /// Begins the deployment of one component of a clone on behalf of `by`; of one `run` once, however often it is
  /// called.
  Result<Started> deploy_clone(const std::string& by, const std::string& component, const std::string& environment,
                               const std::string& release, const std::string& run, const std::string& reason);

  /// Deletes environments whose time is over. Answers when the next one is due.
  std::optional<UtcTime> delete_expired();
  /// See DeliveryModule::after_restore().
  Status after_restore();
  /// Deletes resources that no workload declared for long enough. Answers when the next ones are due.
  std::optional<UtcTime> delete_orphans();

 private:
  struct CloneOfOne;
  /// Of each component that runs in the source. Errors: as plan_clone().
  Result<std::vector<CloneOfOne>> clones_of(db::Tx& tx, const auth::Principal& principal, const CloneRequest& request);
  Result<std::vector<PlannedAction>> clone_actions(db::Tx& tx, const CloneRequest& request,
                                                   const std::vector<CloneOfOne>& clones);
  /// Of a new environment that says none; nothing when its type says none either.
  std::optional<std::chrono::seconds> inherited_ttl(const std::string& type);
  /// Errors: delivery.invalid_environment, naming each field.
  static Status check_environment(const std::string& name, const std::string& type,
                                  std::optional<std::chrono::seconds> ttl);
  auth::SqlCondition visible(const auth::Principal& principal, std::string_view permission) const;
  Result<Component> component_of(db::Tx& tx, const auth::Principal& principal, const std::string& name);
  Result<Environment> environment_of(db::Tx& tx, const auth::Principal& principal, const std::string& project,
                                     const std::string& name);
  /// The deployment a request asks for, not yet stored.
  Result<std::pair<Deployment, Release>> draft(db::Tx& tx, const auth::Principal& principal, const Request& request);
  /// Those of the component there that somebody calls this: by id, or as score.yaml names it. Errors:
  /// delivery.resource_not_found.
  Result<std::vector<Resource>> resources_called(db::Tx& tx, const Deployment& deployment, const std::string& name);
  /// The ids of what is to be upgraded. Errors: delivery.resource_not_found, delivery.nothing_to_upgrade.
  Result<std::vector<std::string>> upgrades_of(db::Tx& tx, const Deployment& deployment, const std::string& resource);
  /// The id of what is to get new credentials. Errors: delivery.resource_not_found, delivery.cannot_rotate.
  Result<std::vector<std::string>> rotations_of(db::Tx& tx, const Deployment& deployment, const std::string& resource);
  Result<std::vector<PlannedAction>> plan_of(db::Tx& tx, const Request& request, const Deployment& deployment,
                                             const Release& release);
  /// Asks the gate that the request comes to; the deployment it was asked about. Errors: as draft(); policy.denied,
  /// policy.override_needed.
  Result<Deployment> pass_gate(const auth::Principal& principal, const Request& request);
  /// start() for a reason other than a person's wish; `cause` as in submit().
  Result<Started> begin(const auth::Principal& principal, const Request& request, const std::string& trigger,
                        const std::string& cause);
  /// What was asked for under the same `cause` before ("" for none) is answered instead of being begun again.
  Result<Started> submit(db::Tx& tx, Deployment deployment, const Release& release, const std::string& trigger,
                         const std::string& cause = "");
  void ensure_project(db::Tx& tx, const Component& component);
  /// Stop and destroy nodes for everything in `resources`, then forget.
  runs::RunSpec deletion_run(const std::string& title, const std::string& subject, const std::string& owner,
                             const std::string& actor, const std::vector<Component>& components,
                             const std::vector<std::string>& environment_names, const std::vector<Resource>& resources,
                             bool purge, const std::string& forget_spec);

  const Kernel& kernel_;
  DeliveryPorts& ports_;
  const Stores& stores_;
  DeploymentContext& context_;
};

/// Begins the deployment of one component of a cloned environment.
class CloneExecutor final : public runs::NodeExecutor {
 public:
  explicit CloneExecutor(DeliveryService& service) : service_(service) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeliveryService& service_;
};

}  // namespace towpath::delivery
