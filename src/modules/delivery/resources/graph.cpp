#include "resources/graph.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "blob/blob.h"

namespace towpath::delivery {
namespace {

/// Visits in depth-first order; `open` is the path from the root, for the message about a cycle.
class Sorter {
 public:
  explicit Sorter(const std::map<std::string, ResourceNode>& nodes) : nodes_(nodes) {}

  Status visit(const std::string& name) {
    if (done_.contains(name)) return ok();
    if (const auto start = std::find(open_.begin(), open_.end(), name); start != open_.end()) {
      std::vector<std::string> cycle(start, open_.end());
      cycle.push_back(name);
      return invalid_input("delivery.resource_cycle",
                           "Resources need each other in a circle: " + join(cycle, " -> ") + ".");
    }
    open_.push_back(name);
    for (const std::string& need : nodes_.at(name).needs) CHECK_OK(visit(need));
    open_.pop_back();
    done_.insert(name);
    sorted_.push_back(nodes_.at(name));
    return ok();
  }
  std::vector<ResourceNode> take() { return std::move(sorted_); }

 private:
  const std::map<std::string, ResourceNode>& nodes_;
  std::vector<std::string> open_;
  std::set<std::string> done_;
  std::vector<ResourceNode> sorted_;
};

}  // namespace

Result<std::map<std::string, ResourceNode>> resource_nodes(const ScoreWorkload& workload) {
  std::map<std::string, ResourceNode> nodes;
  for (const ScoreResource& resource : workload.resources) {
    ResourceNode node{
        resource,
        resource.id ? "shared." + *resource.id : fmt::format("workloads.{}.{}", workload.name, resource.name),
        {}};
    TRY(const auto paths, placeholders_of_json(resource.params));
    std::set<std::string> needs;
    for (const auto& path : paths)
      if (path.size() >= 2 && path[0] == "resources") needs.insert(path[1]);
    node.needs.assign(needs.begin(), needs.end());
    nodes.emplace(resource.name, std::move(node));
  }
  for (const auto& [name, node] : nodes)
    for (const std::string& need : node.needs)
      if (!nodes.contains(need))
        return invalid_input("delivery.undefined_placeholder",
                             fmt::format("The resource '{}' uses '{}', which is not declared.", name, need));
  return nodes;
}

Result<std::vector<ResourceNode>> sort_resources(const std::map<std::string, ResourceNode>& nodes) {
  Sorter sorter(nodes);
  for (const auto& entry : nodes) CHECK_OK(sorter.visit(entry.first));
  return sorter.take();
}

Result<std::vector<ResourceNode>> order_resources(const ScoreWorkload& workload) {
  TRY(const auto nodes, resource_nodes(workload));
  return sort_resources(nodes);
}

std::string make_gu_id(const std::string& project, const std::string& environment_uid, const std::string& type,
                       const std::string& resource_class, const std::string& res_id) {
  const std::string text = join(std::vector<std::string>{project, environment_uid, type, resource_class, res_id}, "\n");
  return blob::digest_of(text).text.substr(std::string_view("sha256:").size(), 32);
}

}  // namespace towpath::delivery
