#include <fmt/core.h>

#include "service_health.h"

namespace towpath::delivery {

std::vector<ServicePlace> ServicePlaceStore::list(db::Tx& tx, const auth::SqlCondition& visible) const {
  std::vector<ServicePlace> out;
  for (const db::Row& row : tx.query(
           fmt::format(
               "SELECT c.component, k.owner_ref, c.environment, e.type, i.health, "
               "i.health_reason, COALESCE(r.number, 0) FROM delivery_current c JOIN delivery_components "
               "k "
               "ON k.name = c.component JOIN delivery_environments e ON e.project_id = c.project_id AND e.name = "
               "c.environment JOIN delivery_deployments d ON d.id = c.deployment_id LEFT JOIN delivery_releases r ON "
               "r.id = d.release_id JOIN delivery_instances i ON i.id = c.instance_id WHERE c.instance_id <> '' AND "
               "e.type <> 'ephemeral' "
               "AND EXISTS (SELECT 1 FROM delivery_deployments WHERE id = c.deployment_id AND ({})) ORDER BY CASE "
               "e.type WHEN "
               "'production' THEN 0 WHEN 'staging' THEN 1 ELSE 2 END, c.component, c.environment",
               visible.where),
           visible.params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.integer(6)});
  return out;
}

}  // namespace towpath::delivery
