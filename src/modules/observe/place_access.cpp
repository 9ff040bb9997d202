#include "place_access.h"

#include <fmt/core.h>

namespace towpath::observe {

Result<Place> place_for(const auth::Authorizer& authorizer, Workloads& workloads, const auth::Principal& principal,
                        const std::string& component, const std::string& environment, std::string_view permission) {
  const auto hidden = [&] {
    return not_found("observe.not_found",
                     fmt::format("There is no component '{}' with an environment '{}'.", component, environment))
        .with_hint(fmt::format("towpath status {}", component));
  };
  auto place = workloads.place(component, environment);
  if (!place.has_value()) {
    if (place.error().kind() == ErrorKind::not_found) return hidden();
    return place.error();
  }
  const auth::Attributes attributes{place->owner_ref, place->project_id, place->env_type};
  if (!auth::permits(authorizer.decide(principal, "deployment.read"), attributes) &&
      !auth::permits(authorizer.decide(principal, permission), attributes))
    return hidden();
  CHECK_OK(auth::check(authorizer, principal, permission, attributes));
  return place;
}

}  // namespace towpath::observe
