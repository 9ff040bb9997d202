#pragma once

#include <string>
#include <vector>

#include "delivery/costs.h"
#include "delivery/delivery.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

/// A resource that is there with what it costs a month now.
struct PricedResource {
  Resource resource;
  Estimate cost;
};

/// What the resources of one component cost in an environment. A shared one is with the component that was deployed
/// last.
struct ComponentCosts {
  std::string component;
  CostTotal total;  ///< Before and after are the same.
  std::vector<PricedResource> resources;
};

/// What the resources of an environment cost a month as they are now, by their prices. What its instances use of a
/// machine is metered elsewhere and not in it.
struct EnvironmentCosts {
  Environment environment;
  CostTotal total;
  std::vector<ComponentCosts> components;  ///< By name; with the resources that the reader may see.
};

/// For whoever may read the environment, of the resources that they may read. Errors: delivery.environment_not_found.
Result<EnvironmentCosts> environment_costs(const Kernel& kernel, const Stores& stores, const auth::Principal& principal,
                                           const std::string& project, const std::string& environment);

}  // namespace towpath::delivery
