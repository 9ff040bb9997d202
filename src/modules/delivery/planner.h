#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "approval_store.h"
#include "delivery/driver.h"
#include "delivery/score.h"
#include "deployment_store.h"
#include "environment_store.h"
#include "freeze_store.h"
#include "release_store.h"
#include "resource_store.h"
#include "resources/graph.h"

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
  ApprovalStore approvals;
  FreezeStore freezes;
};

/// One resource of a plan.
struct PlannedResource {
  ResourceNode node;
  Definition definition;
  std::string gu_id;
  std::string action;  ///< create | update | keep | adopt; an update may turn out to change nothing.
};

struct Plan {
  ScoreWorkload workload;
  std::vector<PlannedResource> resources;  ///< Each after what it needs.
  std::vector<Resource> orphans;           ///< Of this workload, no longer declared.
  std::vector<PlannedAction> actions;
};

/// Works out what a deployment would do, from rows alone. `definitions` keeps the versions of an earlier deployment
/// (for rollback): resource id to "definition@version". Errors: delivery.no_definition (type and what is known),
/// delivery.resource_cycle, delivery.undefined_placeholder.
Result<Plan> make_plan(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Release& release,
                       const std::map<std::string, std::string>& definitions);

/// The versions of definitions a deployment keeps, as make_plan() takes them.
std::map<std::string, std::string> pinned_definitions(const Deployment& deployment);

/// What a resource is, for criteria.
Wanted wanted_of(const Deployment& deployment, const ResourceNode& node);

/// The strategy for an instance change, in words.
std::string strategy_reason(bool has_running_instance);

}  // namespace towpath::delivery
