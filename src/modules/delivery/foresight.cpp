#include <fmt/core.h>

#include "delivery_service.h"
#include "planner.h"

namespace towpath::delivery {

Result<std::vector<ForeseenResource>> DeliveryService::foresee(const auth::Principal& principal,
                                                               const std::string& project, const std::string& score) {
  // The files beside it do not decide what it needs.
  TRY(const ScoreWorkload workload,
      parse_score(score, "score.yaml", [](const std::string&) -> Result<std::string> { return std::string(); }));
  TRY(const auto nodes, order_resources(workload));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<ForeseenResource>> {
    auto environments = stores_.environments.list(tx, project, visible(principal, "environment.read"));
    if (project.empty() || !stores_.environments.project_owner(tx, project)) {
      environments.clear();
      for (const char* name : first_environments)
        environments.push_back({project, name, "", name, "", "active", std::nullopt, {}});
    }
    std::vector<ForeseenResource> out;
    for (const Environment& environment : environments) {
      if (environment.state != "active") continue;
      Deployment place;
      place.component = workload.name;
      place.project_id = environment.project_id;
      place.environment = environment.name;
      place.environment_uid = environment.uid;
      place.env_type = environment.type;
      for (const ResourceNode& node : nodes) {
        ForeseenResource each{environment.name,
                              environment.type,
                              node.resource.name,
                              node.resource.type,
                              node.resource.resource_class,
                              "",
                              "",
                              "",
                              false};
        const auto criteria = stores_.resources.criteria(tx, node.resource.type);
        const auto best = best_match(criteria, wanted_of(place, node));
        const auto definition = best ? stores_.resources.definition(tx, criteria[*best].definition_id) : std::nullopt;
        if (definition) {
          each.definition = definition->id;
          each.driver = definition->driver;
          each.description = definition->description;
          const auto existing =
              stores_.resources.find(tx, make_gu_id(place.project_id, place.environment_uid, node.resource.type,
                                                    node.resource.resource_class, node.res_id));
          each.exists = existing && existing->state == "active";
        } else {
          each.description = fmt::format("Nothing offers '{}' of class '{}' here.", each.type, each.resource_class);
        }
        out.push_back(std::move(each));
      }
    }
    return out;
  });
}

}  // namespace towpath::delivery
