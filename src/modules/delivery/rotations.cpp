#include <fmt/core.h>

#include "base/strings.h"
#include "delivery_service.h"

namespace towpath::delivery {
namespace {

const auth::SqlCondition everything{"1 = 1", {}};

std::string name_of(const Resource& resource) { return resource.id.substr(resource.id.rfind('.') + 1); }

}  // namespace

Result<std::vector<std::string>> DeliveryService::rotations_of(db::Tx& tx, const Deployment& deployment,
                                                               const std::string& resource) {
  const auto can_rotate = [&](const Resource& each) {
    const Driver* driver = context_.driver(each.driver);
    return driver && driver->can_rotate();
  };
  TRY(const std::vector<Resource> called, resources_called(tx, deployment, resource));
  const Resource& named = called.front();
  if (!can_rotate(named)) {
    std::vector<std::string> others;
    for (const Resource& each : stores_.resources.list(tx, deployment.component, deployment.environment, everything))
      if (can_rotate(each)) others.push_back(name_of(each));
    return conflict("delivery.cannot_rotate",
                    fmt::format("The driver '{}' of '{}' has no credentials that it could replace.", named.driver,
                                name_of(named)))
        .with_hint(others.empty() ? fmt::format("Nothing of '{}' can be rotated.", deployment.component)
                                  : "What can be rotated: " + join(others, ", "));
  }
  if (named.state != "active")
    return conflict("delivery.cannot_rotate",
                    fmt::format("'{}' is {}, so it has no credentials to be replaced.", name_of(named), named.state))
        .with_hint(fmt::format("Deploy first: towpath deploy {} {}", deployment.component, deployment.environment));
  if (!named.id.starts_with("shared.")) return std::vector<std::string>{named.id};
  // The others would still use the old credentials when those are revoked.
  std::vector<std::string> users;
  for (const Component& other : stores_.environments.components(tx, deployment.project_id)) {
    if (other.name == deployment.component) continue;
    const auto current = stores_.deployments.current(tx, other.name, deployment.environment);
    const auto in_force = current ? stores_.deployments.find(tx, current->deployment_id, everything) : std::nullopt;
    if (in_force && pinned_definitions(*in_force).contains(named.id)) users.push_back(other.name);
  }
  if (!users.empty())
    return conflict("delivery.cannot_rotate",
                    fmt::format("'{}' is shared with {}, which would go on with the old credentials.", name_of(named),
                                join(users, ", ")))
        .with_hint("Stop those first, and restart them afterwards.");
  return std::vector<std::string>{named.id};
}

}  // namespace towpath::delivery
