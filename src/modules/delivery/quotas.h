#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "delivery/environment_types.h"
#include "planner.h"

namespace towpath::delivery {

/// What a deployment or a new environment would add.
struct Addition {
  std::string component;  ///< Whose present instance it replaces; "" for none.
  std::int64_t environments = 0, instances = 0, memory_mib = 0, cpu_millis = 0;
  std::map<std::string, std::int64_t> resources = {};  ///< New ones, by type.
};

/// What so many instances of a workload are, without its resources.
Addition addition_of(const ScoreWorkload& workload, const std::string& component, int instances);
/// What a plan adds to its environment.
Addition addition_of(const Plan& plan, const Deployment& deployment, int instances);

/// Quotas that hold in an environment, with what is used of each; that a workload asks for counts as its limits say.
/// What sleeps or is stopped uses no instance. `without`: a component there whose instance does not count.
std::vector<QuotaUse> quota_uses(db::Tx& tx, const Stores& stores, const std::string& project,
                                 const std::string& environment, const std::string& env_type,
                                 const std::string& without = "");

/// The same for every environment of a type at once, as the type is given: by project and name.
std::map<std::pair<std::string, std::string>, std::vector<QuotaUse>> quota_uses_of_type(db::Tx& tx,
                                                                                        const Stores& stores,
                                                                                        const EnvironmentType& type);

/// What a quota limits, in words: "MiB of memory", "resources of the type postgres".
std::string quota_in_words(const std::string& what);

/// Errors: delivery.quota_exceeded, which names the quota, what uses it and whom to ask.
Status check_quotas(db::Tx& tx, const Stores& stores, const std::string& project, const std::string& environment,
                    const std::string& env_type, const Addition& addition);

/// check_quotas() of a deployment that brings something; others are never held up.
Status check_quotas(db::Tx& tx, const Stores& stores, const Deployment& deployment, const Plan& plan);

}  // namespace towpath::delivery
