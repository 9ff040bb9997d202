#include "place_in_force.h"

#include <fmt/core.h>

#include "no_environment.h"

namespace towpath::delivery {

Result<PlaceInForce> place_in_force(const DeploymentContext& c, db::Tx& tx, const auth::Principal& principal,
                                    const std::string& component_name, const std::string& environment_name,
                                    std::string_view permission, Mode mode) {
  const Stores& stores = c.stores;
  const auto visible = [&](std::string_view read) {
    return auth::to_sql(c.kernel.authorizer.decide(principal, read), "owner_ref");
  };
  const auto component = stores.environments.component(tx, component_name, visible("deployment.read"));
  if (!component)
    return not_found("delivery.component_not_found", fmt::format("Delivery knows no component '{}'.", component_name))
        .with_hint("See what runs where with: towpath status");
  const auto environment =
      stores.environments.find(tx, component->project_id, environment_name, visible("environment.read"));
  if (!environment) return no_environment(component->project_id, environment_name);
  CHECK_OK(auth::check(c.kernel.authorizer, principal, permission,
                       {component->owner_ref, component->project_id, environment->type}));
  if (environment->state != "active")
    return conflict("delivery.environment_deleting",
                    fmt::format("The environment '{}' is being deleted.", environment->name));
  const auto current = stores.deployments.current(tx, component->name, environment->name);
  auto deployment = current ? stores.deployments.find(tx, current->deployment_id, {"1 = 1", {}}) : std::nullopt;
  auto release = deployment ? stores.releases.find(tx, deployment->release_id) : std::nullopt;
  if (!release)
    return conflict("delivery.nothing_deployed",
                    fmt::format("'{}' was never deployed to '{}'.", component->name, environment->name))
        .with_hint(fmt::format("Deploy it with: towpath deploy {} {}", component->name, environment->name));
  PlaceInForce out{std::move(*deployment), std::move(*release), *environment};
  out.deployment.mode = mode;
  out.deployment.requested_by = principal.ref;
  return out;
}

}  // namespace towpath::delivery
