#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "runs/run.h"

namespace towpath::runs {

inline constexpr std::size_t max_nodes = 100'000;

/// Checks nodes that join a graph in which the keys of `existing` are taken: keys well-formed and unique, every need
/// known, no cycle (named as a path), not too many. Errors: runs.invalid_graph with a pointer per problem.
Status check_graph(const std::vector<NodeSpec>& nodes, const std::set<std::string>& existing);

}  // namespace towpath::runs
