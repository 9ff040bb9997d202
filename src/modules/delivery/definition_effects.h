#pragma once

#include <map>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "environment_views_store.h"
#include "planner.h"

namespace towpath::delivery {

/// What another set of definitions means for one resource at one place.
struct Effect {
  std::string component, project, environment, env_type, owner_ref;
  std::string resource, type;  ///< Id as in criteria; "" when the problem is about the whole workload.
  std::string before, after;   ///< "postgres@1"; "" for none.
  std::string when;            ///< next_deployment, upgrade or first_deployment.
  std::string problem;         ///< What would stand in the way, in words; "" for nothing.
};

/// Which definition each resource of each workload gets.
struct ServedResource {
  Effect at;  ///< Place and resource; `before` is what it was made with.
  std::string best, best_driver, made_driver;
  bool is_automatic = false;
};
using Served = std::map<std::string, ServedResource>;  ///< By place and resource.

/// Looks at the workload in force at each place, or the newest release where none is; of components that the condition
/// lets see.
Served served_resources(db::Tx& tx, const Stores& stores, const auth::SqlCondition& visible);

/// What differs, by component and environment.
std::vector<Effect> effects_between(const Served& before, const Served& after);

/// Where a definition makes resources or would: those whose version is not the newest among them have another `after`.
std::vector<Effect> places_of(const Served& served, const std::string& definition);

}  // namespace towpath::delivery
