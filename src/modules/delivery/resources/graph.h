#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "delivery/score.h"

namespace towpath::delivery {

/// A resource of a workload with what it must wait for.
struct ResourceNode {
  ScoreResource resource;
  std::string res_id;              ///< workloads.<workload>.<name>, or shared.<id>.
  std::vector<std::string> needs;  ///< Names of resources of the same workload whose outputs its params use.
};

/// The resources of a workload so that each comes after what it needs; otherwise by name.
/// Errors: delivery.resource_cycle (the cycle as a path), delivery.invalid_placeholder, delivery.undefined_placeholder
/// (a resource that is not declared).
Result<std::vector<ResourceNode>> order_resources(const ScoreWorkload& workload);

/// The resources of a workload by name. Errors: as order_resources(), but for circles.
Result<std::map<std::string, ResourceNode>> resource_nodes(const ScoreWorkload& workload);

/// Nodes that name each other so that each comes after what it needs. Errors: delivery.resource_cycle.
Result<std::vector<ResourceNode>> sort_resources(const std::map<std::string, ResourceNode>& nodes);

/// The stable identity of a real object: 32 hex digits of SHA-256 over what it belongs to.
std::string make_gu_id(const std::string& project, const std::string& environment_uid, const std::string& type,
                       const std::string& resource_class, const std::string& res_id);

}  // namespace towpath::delivery
