#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "delivery_service.h"

namespace towpath::delivery {

Result<std::vector<Resource>> DeliveryService::resources_called(db::Tx& tx, const Deployment& deployment,
                                                                const std::string& name) {
  std::vector<Resource> out;
  for (Resource& each : stores_.resources.list(tx, deployment.component, deployment.environment, {"1 = 1", {}}))
    if (each.id == name || each.id == fmt::format("workloads.{}.{}", deployment.component, name) ||
        each.id == "shared." + name)
      out.push_back(std::move(each));
  if (out.empty())
    return not_found("delivery.resource_not_found", fmt::format("'{}' has no resource '{}' in {}.",
                                                                deployment.component, name, deployment.environment))
        .with_hint(fmt::format("See what it has: towpath resource list --component {} --environment {}",
                               deployment.component, deployment.environment));
  return out;
}

Result<std::vector<std::string>> DeliveryService::upgrades_of(db::Tx& tx, const Deployment& deployment,
                                                              const std::string& resource) {
  TRY(const std::vector<Resource> named, resources_called(tx, deployment, resource));
  std::vector<std::string> out;
  bool has_newer = false;
  for (const Resource& each : named) out.push_back(each.id);
  Deployment upgraded = deployment;
  upgraded.upgrades = out;
  // Also what it brought along counts.
  for (const Resource& each : stores_.resources.list(tx, deployment.component, deployment.environment, {"1 = 1", {}})) {
    if (!is_upgraded(upgraded, each.id)) continue;
    const auto best = best_definition(
        tx, stores_, {each.type, each.resource_class, each.id, each.environment, each.project_id, each.env_type});
    has_newer |= best && best->version_name() != each.definition;
  }
  if (!has_newer)
    return conflict("delivery.nothing_to_upgrade", fmt::format("'{}' is made with the newest version that fits: {}.",
                                                               resource, named.front().definition))
        .with_hint(fmt::format("See why: towpath resource explain {} {} {}", deployment.component,
                               deployment.environment, resource));
  return out;
}

}  // namespace towpath::delivery
