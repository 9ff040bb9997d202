#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "resources/definition.h"
#include "resources/graph.h"

namespace towpath::delivery {

/// A resource with the definition that makes it.
struct ExpandedResource {
  ResourceNode node;  ///< `needs` names resources of the result, those its definition depends on included.
  Definition definition;
  std::string parent;      ///< Which resource's definition brought it along; "" for one the workload declares.
  bool is_beside = false;  ///< Brought along to be made after the parent and not before it.
  std::map<std::string, std::string> dependencies;  ///< Name in the definition's inputs to name in the result.
};

/// Answers the definition for a resource. Errors are passed on.
using ChooseDefinition = std::function<Result<Definition>(const ResourceNode& node)>;

/// The resources of a workload and all that their definitions bring along, until nothing is added any more; each after
/// what it needs. One that was brought along is named after who brought it, "db.network", and a shared one
/// "shared.<id>". Errors: those of order_resources(); delivery.definition_cycle (definitions that bring each other
/// along, as a path); delivery.resource_conflict (a shared one is wanted with different params);
/// delivery.too_many_resources.
Result<std::vector<ExpandedResource>> expand_resources(const ScoreWorkload& workload, const ChooseDefinition& choose);

}  // namespace towpath::delivery
