#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "accepted_drift_store.h"
#include "approval_store.h"
#include "cloud_accounts.h"
#include "definition_store.h"
#include "delivery/driver.h"
#include "delivery/score.h"
#include "deployment_store.h"
#include "environment_store.h"
#include "environment_type_store.h"
#include "freeze_store.h"
#include "release_store.h"
#include "resource_question_store.h"
#include "resource_store.h"
#include "resources/expansion.h"
#include "rotation_store.h"
#include "runtime_rule_store.h"
#include "scale_store.h"
#include "sleeper_store.h"

namespace towpath::delivery {

/// Annotation of a Score workload: a JSON array, the command that migrates its database before a new version starts.
inline constexpr std::string_view migrate_annotation = "towpath.dev/migrate";
/// Which paths of the repository belong to the component, as git's pathspecs with commas between; absent means all.
inline constexpr std::string_view paths_annotation = "towpath.dev/paths";

/// The stores, handed around as one.
struct Stores {
  EnvironmentStore environments;
  ReleaseStore releases;
  DeploymentStore deployments;
  ResourceStore resources;
  DefinitionStore definitions;
  ApprovalStore approvals;
  FreezeStore freezes;
  RotationStore rotations;
  RuntimeRuleStore runtime_rules;
  SleeperStore sleepers;
  EnvironmentTypeStore environment_types;
  AcceptedDriftStore accepted_drifts;
  CloudAccountStore accounts;
  ScaleStore scales;
  ResourceQuestionStore questions;
};

/// One resource of a plan.
struct PlannedResource : ExpandedResource {
  std::string gu_id;
  std::string action;  ///< create | update | keep | adopt | rotate; an update may turn out to change nothing.
};

/// A resource that no workload declares any more.
struct Orphan {
  Resource resource;
  std::optional<int> retain_days;  ///< Nothing: it is kept.
};

struct Plan {
  ScoreWorkload workload;
  std::vector<PlannedResource> resources;  ///< Each after what it needs.
  std::vector<Orphan> orphans;             ///< Of this workload.
  std::vector<PlannedAction> actions;
};

/// Works out what a deployment would do, from rows alone. A resource that was made keeps the version it was made with,
/// unless the deployment upgrades it or what fits now upgrades by itself. `definitions` keeps the versions of an
/// earlier deployment (for rollback): resource id to "definition@version". Errors: delivery.no_definition (type and
/// what is known), delivery.invalid_params (what the definition's parameters do not allow), delivery.driver_changed,
/// those of expand_resources() and of check_account().
Result<Plan> make_plan(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Release& release,
                       const std::map<std::string, std::string>& definitions);

/// The versions of definitions a deployment keeps, as make_plan() takes them.
std::map<std::string, std::string> pinned_definitions(const Deployment& deployment);

/// What a resource is, for criteria.
Wanted wanted_of(const Deployment& deployment, const ResourceNode& node);

/// The newest version of the definition whose criteria fit best; nothing when none does.
std::optional<Definition> best_definition(db::Tx& tx, const Stores& stores, const Wanted& wanted);

/// The row of a resource at the place of a deployment.
std::optional<Resource> made_resource(db::Tx& tx, const Stores& stores, const Deployment& deployment,
                                      const ResourceNode& node);

/// Whether a deployment takes a resource to the newest version: those named, and what they brought along.
bool is_upgraded(const Deployment& deployment, const std::string& res_id);

/// Whether a deployment gives a resource new credentials.
bool is_rotated(const Deployment& deployment, const std::string& res_id);

class PlanReads;

/// The version a resource is made with in a deployment, as make_plan() says. Errors: delivery.no_definition.
Result<Definition> choose_definition(PlanReads& reads, const Deployment& deployment, const ResourceNode& node,
                                     const std::map<std::string, std::string>& pinned);

/// How a plan's actions name a resource: "postgres workloads.shop.db".
std::string subject_of(const PlannedResource& planned);

/// The strategy for an instance change, in words; a runtime that is not the usual one is named.
std::string strategy_reason(bool has_running_instance, const std::string& runtime);

}  // namespace towpath::delivery
