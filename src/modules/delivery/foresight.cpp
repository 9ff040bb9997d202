#include <fmt/core.h>

#include "delivery_service.h"
#include "plan_reads.h"

namespace towpath::delivery {

Result<std::vector<ForeseenResource>> DeliveryService::foresee(const auth::Principal& principal,
                                                               const std::string& project, const std::string& score) {
  // The files beside it do not decide what it needs.
  TRY(const ScoreWorkload workload,
      parse_score(score, "score.yaml", [](const std::string&) -> Result<std::string> { return std::string(); }));
  CHECK_OK(order_resources(workload));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ForeseenResource>> {
    auto environments = stores_.environments.list(tx, project, visible(principal, "environment.read"));
    if (project.empty() || !stores_.environments.project_owner(tx, project)) {
      environments.clear();
      for (const char* name : first_environments)
        environments.push_back({project, name, "", name, "", "active", std::nullopt, {}});
    }
    PlanReads reads(tx, stores_);
    std::vector<ForeseenResource> out;
    for (const Environment& environment : environments) {
      if (environment.state != "active") continue;
      Deployment place;
      place.component = workload.name;
      place.project_id = environment.project_id;
      place.environment = environment.name;
      place.environment_uid = environment.uid;
      place.env_type = environment.type;
      TRY(const auto expanded, expand_resources(workload, [&](const ResourceNode& node) -> Result<Definition> {
            const Definition* best = reads.best(wanted_of(place, node));
            return best ? *best : Definition();
          }));
      for (const ExpandedResource& resource : expanded) {
        const ResourceNode& node = resource.node;
        ForeseenResource each{environment.name,
                              environment.type,
                              node.resource.name,
                              node.resource.type,
                              node.resource.resource_class,
                              resource.definition.id,
                              resource.definition.driver,
                              resource.definition.description,
                              false};
        if (!each.definition.empty()) each.cost = reads.cost(resource.definition, node.resource.params);
        if (each.definition.empty())
          each.description = fmt::format("Nothing offers '{}' of class '{}' here.", each.type, each.resource_class);
        const auto existing = made_resource(tx, stores_, place, node);
        each.exists = existing && existing->state == "active";
        out.push_back(std::move(each));
      }
    }
    return out;
  });
}

}  // namespace towpath::delivery
