#include "environment_costs.h"

#include <map>

#include "no_environment.h"
#include "plan_reads.h"

namespace towpath::delivery {
namespace {

/// Adds what one resource costs to sums by currency, or to what is not known.
void count(CostTotal& total, const PricedResource& priced) {
  const auto& monthly = priced.cost.monthly;
  if (!monthly) total.unknown.push_back({priced.resource.type + " " + priced.resource.id, priced.cost.why_not});
  if (!monthly || monthly->currency.empty()) return;
  auto at = total.sums.begin();
  while (at != total.sums.end() && at->currency < monthly->currency) ++at;
  if (at == total.sums.end() || at->currency != monthly->currency) at = total.sums.insert(at, {monthly->currency});
  at->before = at->after = added(at->after, monthly->micros);
}

}  // namespace

Result<EnvironmentCosts> environment_costs(const Kernel& kernel, const Stores& stores, const auth::Principal& principal,
                                           const std::string& project, const std::string& environment) {
  return kernel.db.read([&](db::Tx& tx) -> Result<EnvironmentCosts> {
    const auto found = stores.environments.find(
        tx, project, environment, auth::to_sql(kernel.authorizer.decide(principal, "environment.read"), "owner_ref"));
    if (!found) return no_environment(project, environment);
    EnvironmentCosts out{*found, {}, {}};
    PlanReads reads(tx, stores);
    std::map<std::string, ComponentCosts> by_component;
    for (Resource& resource : stores.resources.of_environment(
             tx, project, environment,
             auth::to_sql(kernel.authorizer.decide(principal, "resource.read"), "owner_ref", "env_type"))) {
      if (resource.input_hash.empty()) continue;  // it never worked
      Estimate cost = reads.cost(resource);
      const PricedResource priced{std::move(resource), std::move(cost)};
      ComponentCosts& component = by_component[priced.resource.component];
      count(component.total, priced);
      count(out.total, priced);
      component.resources.push_back(priced);
    }
    for (auto& [name, component] : by_component) {
      component.component = name;
      out.components.push_back(std::move(component));
    }
    return out;
  });
}

}  // namespace towpath::delivery
