#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"
#include "delivery/costs.h"
#include "delivery/runtime.h"
#include "delivery/sleep.h"

namespace towpath::delivery {

/// Types every installation has; an environment has exactly one.
inline constexpr std::string_view environment_types[] = {"development", "staging", "production", "ephemeral"};

struct Environment {
  std::string project_id, name, uid, type, owner_ref, state;
  std::optional<UtcTime> expires_at;
  UtcTime created_at;
};

struct Component {
  std::string name, project_id, owner_ref, repository;
};

struct Release {
  std::string id;  ///< 64 hex: SHA-256 of the canonical content.
  std::string component;
  std::int64_t number = 0;
  std::string project_id, owner_ref, score, bundle, repository, commit, branch, run_id;
  UtcTime created_at;
};

/// `job` and `scale` are what freezes, rules and guardrails are asked about for those; no deployment has them.
enum class Mode { deploy, promote, rollback, restart, stop, job, scale };
std::string_view to_string(Mode mode);

struct Deployment {
  std::string id, component, project_id, environment, environment_uid, env_type, owner_ref;
  Mode mode = Mode::deploy;
  std::string release_id;
  std::int64_t configuration_version = 0;
  std::string definitions = "{}";           ///< JSON: resource id to "definition@version".
  std::vector<std::string> upgrades = {};   ///< Ids of the resources that it takes to the newest version.
  std::vector<std::string> rotations = {};  ///< Ids of the resources that it gives new credentials.
  std::optional<std::string> base_id;
  std::string state = "queued", reason, plan = "{}", run_id, instance_id, requested_by;
  UtcTime created_at;
  std::optional<UtcTime> finished_at;
};

struct Resource {
  std::string gu_id, project_id, environment, environment_uid, env_type, owner_ref, component, type, resource_class, id,
      definition, driver, params, inputs, input_hash, outputs, driver_state, state, reason, deployment_id;
  std::vector<std::string> secret_keys;
  std::map<std::string, std::string> needs = {};  ///< What it was made after: name in its definition to gu_id.
  std::optional<UtcTime> delete_after;
  UtcTime updated_at;
  std::string drift = {};  ///< In words, what differs from what was made; "" for nothing known.
  std::optional<UtcTime> observed_at = std::nullopt;
  bool are_params_secret = false;  ///< Something in its parameters came from a secret, so `params` is empty.
};

/// One more of the equal processes that an instance consists of, where its runtime starts each by itself.
struct InstanceCopy {
  std::string id;  ///< Of its own: for its log.
  std::map<std::string, int> ports;
  bool operator==(const InstanceCopy&) const = default;
};

struct Instance {
  std::string id, deployment_id, component, project_id, environment, host_id, state, health, health_reason;
  std::map<std::string, int> ports;
  UtcTime created_at;
  std::optional<UtcTime> draining_since = std::nullopt;
  std::string runtime = "local";          ///< Who started it.
  std::vector<InstanceCopy> copies = {};  ///< Beside the one whose id and ports these are.
};

/// A resource that a workload would have in one environment.
struct ForeseenResource {
  std::string environment, env_type, name, type, resource_class;
  std::string definition, driver;  ///< "" when nothing offers it there.
  std::string description;         ///< Of the definition, or why there is none.
  bool exists = false;             ///< There already.
  Estimate cost = {};              ///< A month; not known when nothing offers it.
};

/// One thing a plan would do, in words.
struct PlannedAction {
  std::string action;   ///< create, update, keep, start, switch, stop, delete, ...
  std::string subject;  ///< "postgres workloads.shop.db"
  std::string reason;
  std::string changes = {};  ///< What a driver says that it would do, as JSON (driver_changes_json.h); "" for nothing.
  std::optional<ActionCost> cost = {};  ///< Of an action that is about a resource.
};

/// What a plan says, as 64 hex: two plans that would do the same at the same prices have the same. What has no price is
/// no part of it, so that a plan of such is what it was before there were prices.
std::string digest(const std::vector<PlannedAction>& plan);

struct Started {
  std::string deployment_id;  ///< "" for what is no deployment: deletions, jobs.
  std::string run_id;
};

/// What a pipeline has built.
struct BuiltBundle {
  std::string repository, commit, branch, bundle, run_id;
};

struct EnvironmentStatus {
  Environment environment;
  std::optional<Deployment> current, latest;
  std::optional<Release> release;
  std::optional<Instance> instance;
  std::string url, next_action;
  std::optional<Sleeper> sleeper = std::nullopt;  ///< While it sleeps, falls asleep or wakes.
  std::vector<Resource> resources = {};           ///< That its deployments made and that are in use, by id.
  int instances = 1;                              ///< How many are wanted there.
};

struct ComponentStatus {
  Component component;
  std::vector<EnvironmentStatus> environments;
};

/// Environments, releases and deployments. Thread-safe, blocking. Errors of all that name a component or environment:
/// delivery.component_not_found, delivery.environment_not_found (also when the principal may not see it).
class Delivery {
 public:
  virtual ~Delivery() = default;

  virtual Result<std::vector<Environment>> environments(const auth::Principal& principal,
                                                        const std::string& project) = 0;
  /// Errors: delivery.invalid_name, delivery.duplicate_environment, delivery.unknown_type.
  virtual Result<Environment> create_environment(const auth::Principal& principal, const std::string& project,
                                                 const std::string& name, const std::string& type,
                                                 std::optional<std::chrono::seconds> ttl) = 0;
  virtual Result<std::vector<PlannedAction>> plan_environment_deletion(const auth::Principal& principal,
                                                                       const std::string& project,
                                                                       const std::string& name) = 0;
  virtual Result<Started> delete_environment(const auth::Principal& principal, const std::string& project,
                                             const std::string& name, bool purge) = 0;
  /// A new environment with what runs in another one: the same releases and configuration, resources of its own.
  struct CloneRequest {
    std::string project, from, name, type;
    std::optional<std::chrono::seconds> ttl = {};  ///< Gone after this long.
    std::string reason = {};
    std::string expected_plan = {};  ///< When not "": the digest() of the plan that was looked at.
  };
  virtual Result<std::vector<PlannedAction>> plan_clone(const auth::Principal& principal,
                                                        const CloneRequest& request) = 0;
  /// The run begins the deployment of each component. Errors of both: those of create_environment();
  /// delivery.nothing_deployed, delivery.no_definition; delivery.plan_changed, policy.denied.
  virtual Result<Started> clone_environment(const auth::Principal& principal, const CloneRequest& request) = 0;
  virtual Result<std::vector<PlannedAction>> plan_component_deletion(const auth::Principal& principal,
                                                                     const std::string& component) = 0;
  virtual Result<Started> delete_component(const auth::Principal& principal, const std::string& component,
                                           bool purge) = 0;

  /// Makes the release of a built bundle and deploys it to the project's development environment when it was built from
  /// the default branch. Errors: delivery.invalid_score, forge errors.
  virtual Result<Release> publish(const BuiltBundle& bundle, bool deploy_to_development) = 0;
  virtual Result<std::vector<Release>> releases(const auth::Principal& principal, const std::string& component) = 0;

  struct Request {
    std::string component, environment;
    Mode mode = Mode::deploy;
    std::string release_id;     ///< "" for the latest (deploy).
    std::string from;           ///< promote: the source environment.
    std::string deployment_id;  ///< rollback: "" for the one before.
    std::string reason;
    std::string expected_plan = {};    ///< When not "": the digest() of the plan that was looked at.
    std::string override_freeze = {};  ///< When not "": why a freeze is to be passed.
    std::string override_reason = {};  ///< Why it is done although a policy says no that may be overridden.
    /// deploy: the release in force again, with this resource (name or id) at the newest version of its definition.
    std::string upgrade = {};
    /// restart: this resource (name or id) gets new credentials; the old ones are valid until nothing uses them.
    std::string rotate = {};
  };
  /// Errors: delivery.no_release, delivery.nothing_to_roll_back, delivery.nothing_deployed,
  /// delivery.environment_deleting, delivery.plan_changed (what would be done is not what was looked at any more),
  /// delivery.frozen (a freeze window, see freezes.h), delivery.resource_not_found and
  /// delivery.nothing_to_upgrade (upgrades only), delivery.resource_not_found and delivery.cannot_rotate (rotations
  /// only); policy.denied, policy.override_needed where a guardrail stops
  /// it.
  virtual Result<Started> start(const auth::Principal& principal, const Request& request) = 0;
  virtual Result<std::vector<PlannedAction>> plan(const auth::Principal& principal, const Request& request) = 0;

  virtual Result<std::vector<Deployment>> deployments(const auth::Principal& principal, const std::string& component,
                                                      const std::string& environment, const std::string& after,
                                                      std::size_t limit) = 0;
  virtual Result<Deployment> deployment(const auth::Principal& principal, const std::string& id) = 0;
  virtual Result<ComponentStatus> status(const auth::Principal& principal, const std::string& component) = 0;
  virtual Result<std::vector<Resource>> resources(const auth::Principal& principal, const std::string& component,
                                                  const std::string& environment) = 0;

  /// A definition that offers the type of a resource.
  struct Candidate {
    std::string definition, driver, reason;
    std::int64_t version = 0;
    std::string criterion;  ///< In words: which of its criteria was looked at, the best that fits or the nearest.
    bool is_chosen = false;
  };
  /// Why a resource is made as it is.
  struct ExplainedResource {
    std::string name, id, type, resource_class;
    std::string parent;                 ///< Whose definition brought it along; "" for one that the workload declares.
    std::string made;                   ///< "postgres@1" that made what is there; "" when nothing is.
    std::string planned;                ///< That the next deployment would use; "" when none offers it.
    std::string reason;                 ///< Why the next deployment would use it.
    std::vector<std::string> needs;     ///< Names of what is made first.
    std::vector<Candidate> candidates;  ///< Best first.
  };
  /// A resource of the workload (its name there or its id) and what its definition brings along, it first. Errors:
  /// delivery.resource_not_found, delivery.definition_cycle.
  virtual Result<std::vector<ExplainedResource>> explain(const auth::Principal& principal, const std::string& component,
                                                         const std::string& environment,
                                                         const std::string& resource) = 0;

  /// What a workload would have in each environment of its project (of a project that does not exist yet: in those it
  /// will begin with), from the text of its score.yaml. Nothing is made. Errors: delivery.invalid_score,
  /// delivery.resource_cycle, delivery.invalid_placeholder, yaml.invalid.
  virtual Result<std::vector<ForeseenResource>> foresee(const auth::Principal& principal, const std::string& project,
                                                        const std::string& score) = 0;

  struct Configuration {
    std::int64_t version = 0;
    std::map<std::string, std::string> values;
  };
  virtual Result<Configuration> configuration(const auth::Principal& principal, const std::string& component,
                                              const std::string& environment) = 0;
  virtual Result<Configuration> configure(const auth::Principal& principal, const std::string& component,
                                          const std::string& environment,
                                          const std::map<std::string, std::string>& values) = 0;

  /// Puts everything that runs in an environment to sleep. Errors: delivery.environment_not_found,
  /// delivery.never_sleeps (production), delivery.deployment_in_progress, delivery.nothing_awake.
  virtual Result<std::vector<SleepRun>> put_to_sleep(const auth::Principal& principal, const std::string& project,
                                                     const std::string& environment, const std::string& reason) = 0;
  /// Wakes everything that sleeps there; what wakes already is left alone. Errors: delivery.environment_not_found,
  /// delivery.nothing_asleep.
  virtual Result<std::vector<SleepRun>> wake(const auth::Principal& principal, const std::string& project,
                                             const std::string& environment, const std::string& reason) = 0;
  /// Of one project, or "" for all that the principal sees.
  virtual Result<std::vector<Sleeper>> sleepers(const auth::Principal& principal, const std::string& project) = 0;
};

}  // namespace towpath::delivery
