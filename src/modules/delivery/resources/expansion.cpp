#include "resources/expansion.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <deque>

#include "base/strings.h"
#include "json/json.h"

namespace towpath::delivery {
namespace {

constexpr std::size_t most_resources = 5'000;

/// Grows the graph one resource at a time.
class Expander {
 public:
  explicit Expander(const ChooseDefinition& choose) : choose_(choose) {}

  Status run(std::map<std::string, ResourceNode> declared) {
    for (auto& [name, node] : declared) {
      identities_[identity(node)] = name;
      ExpandedResource each;
      each.node = std::move(node);
      resources_.emplace(name, std::move(each));
      waiting_.push_back(name);
    }
    while (!waiting_.empty()) {
      const std::string name = waiting_.front();
      waiting_.pop_front();
      CHECK_OK(expand(name));
    }
    return ok();
  }

  Result<std::vector<ExpandedResource>> sorted() {
    std::map<std::string, ResourceNode> nodes;
    for (const auto& [name, each] : resources_) nodes.emplace(name, each.node);
    TRY(const auto order, sort_resources(nodes));
    std::vector<ExpandedResource> out;
    for (const ResourceNode& node : order) out.push_back(std::move(resources_.at(node.resource.name)));
    return out;
  }

 private:
  static std::string identity(const ResourceNode& node) {
    return join(std::vector<std::string>{node.resource.type, node.resource.resource_class, node.res_id}, "\n");
  }

  Status expand(const std::string& name) {
    TRY(Definition definition, choose_(resources_.at(name).node));
    CHECK_OK(check_chain(name, definition.id));
    resources_.at(name).definition = definition;
    for (const DefinitionNeed& need : definition.depends_on) {
      TRY(const std::string dependency, bring(name, need, false));
      ExpandedResource& parent = resources_.at(name);
      parent.dependencies[need.name] = dependency;
      add_need(parent.node, dependency);
    }
    for (const DefinitionNeed& need : definition.alongside) {
      TRY(const std::string beside, bring(name, need, true));
      add_need(resources_.at(beside).node, name);
    }
    return ok();
  }

  static void add_need(ResourceNode& node, const std::string& name) {
    if (std::find(node.needs.begin(), node.needs.end(), name) == node.needs.end()) node.needs.push_back(name);
  }

  /// The name of the resource that a need stands for; added when it is not there yet.
  Result<std::string> bring(const std::string& parent, const DefinitionNeed& need, bool is_beside) {
    ExpandedResource each;
    each.parent = parent;
    each.is_beside = is_beside;
    ScoreResource& resource = each.node.resource;
    resource.type = need.type;
    resource.resource_class = need.resource_class;
    resource.params = need.params;
    if (need.id.empty()) {
      resource.name = parent + "." + need.name;
      each.node.res_id = resources_.at(parent).node.res_id + "." + need.name;
    } else {
      resource.id = need.id;
      resource.name = each.node.res_id = "shared." + need.id;
    }
    const std::string identity = this->identity(each.node);
    if (const auto known = identities_.find(identity); known != identities_.end()) {
      const std::string& given = resources_.at(known->second).node.resource.params;
      // One of the two may say nothing.
      if (need.params != "{}" && given != "{}" &&
          json::canonical(boost::json::parse(given)) != json::canonical(boost::json::parse(need.params)))
        return conflict("delivery.resource_conflict",
                        fmt::format("The shared resource '{}' is wanted with different params by '{}' and '{}'.",
                                    need.id, known->second, parent));
      return known->second;
    }
    // A type of its own under the same id is another resource.
    while (resources_.contains(resource.name)) resource.name += "." + need.type;
    if (resources_.size() >= most_resources)
      return invalid_input("delivery.too_many_resources",
                           fmt::format("The definitions bring along more than {} resources.", most_resources));
    const std::string name = resource.name;
    identities_[identity] = name;
    resources_.emplace(name, std::move(each));
    waiting_.push_back(name);
    return name;
  }

  /// Private resources never meet again, so what brings itself along is seen by its definition.
  Status check_chain(const std::string& name, const std::string& definition) const {
    std::vector<std::string> path{definition};
    for (std::string above = resources_.at(name).parent; !above.empty(); above = resources_.at(above).parent) {
      path.insert(path.begin(), resources_.at(above).definition.id);
      if (path.front() == definition)
        return invalid_input("delivery.definition_cycle",
                             "Resource definitions bring each other along in a circle: " + join(path, " -> ") + ".")
            .with_hint("Take one of them out of dependsOn or alongside, or let a more specific criterion end it.");
    }
    return ok();
  }

  const ChooseDefinition& choose_;
  std::map<std::string, ExpandedResource> resources_;  ///< By name.
  std::map<std::string, std::string> identities_;      ///< Type, class and id to name.
  std::deque<std::string> waiting_;                    ///< Names without a definition yet.
};

}  // namespace

Result<std::vector<ExpandedResource>> expand_resources(const ScoreWorkload& workload, const ChooseDefinition& choose) {
  TRY(auto declared, resource_nodes(workload));
  CHECK_OK(sort_resources(declared));  // a circle among them is told before anything is looked up
  Expander expander(choose);
  CHECK_OK(expander.run(std::move(declared)));
  return expander.sorted();
}

}  // namespace towpath::delivery
