#include "workload_store.h"

#include <map>

namespace towpath::delivery {

std::vector<RunningWorkload> WorkloadStore::in_force(db::Tx& tx, const std::string& host_id) const {
  std::vector<RunningWorkload> out;
  for (const db::Row& row : tx.query(
           "SELECT i.id, i.component, i.project_id, i.environment, d.env_type, COALESCE(c.owner_ref, d.owner_ref), "
           "i.deployment_id, i.health FROM delivery_current n JOIN delivery_instances i ON i.id = n.instance_id "
           "JOIN delivery_deployments d ON d.id = i.deployment_id "
           "LEFT JOIN delivery_components c ON c.name = i.component "
           "WHERE i.host_id = ? AND i.state = 'active' ORDER BY i.id",
           {host_id}))
    out.push_back({row.text(0),
                   row.text(1),
                   row.text(2),
                   row.text(3),
                   row.text(4),
                   row.text(5),
                   row.text(6),
                   "",
                   row.text(7),
                   {},
                   {}});
  if (out.empty()) return out;
  std::map<std::string, std::vector<std::string>> routes;
  for (const db::Row& row : tx.query("SELECT instance_id, gu_id FROM delivery_routes WHERE instance_id <> ''"))
    routes[row.text(0)].push_back(row.text(1));
  for (RunningWorkload& workload : out)
    if (const auto found = routes.find(workload.instance_id); found != routes.end())
      workload.route_ids = std::move(found->second);
  return out;
}

std::optional<WorkloadPlace> WorkloadStore::place(db::Tx& tx, const std::string& component,
                                                  const std::string& environment) const {
  const auto row = tx.query_one(
      "SELECT c.name, c.project_id, e.name, e.type, c.owner_ref FROM delivery_components c "
      "JOIN delivery_environments e ON e.project_id = c.project_id WHERE c.name = ? AND e.name = ?",
      {component, environment});
  if (!row) return std::nullopt;
  return WorkloadPlace{row->text(0), row->text(1), row->text(2), row->text(3), row->text(4)};
}

std::vector<PlacedInstance> WorkloadStore::instances(db::Tx& tx, const std::string& component,
                                                     const std::string& environment) const {
  std::vector<PlacedInstance> out;
  for (const db::Row& row :
       tx.query("SELECT id, deployment_id, host_id, state, created_at, stopped_at FROM delivery_instances "
                "WHERE component = ? AND environment = ? ORDER BY id",
                {component, environment}))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.time(4), row.optional_time(5)});
  return out;
}

std::vector<std::string> WorkloadStore::resource_ids(db::Tx& tx, const std::string& component,
                                                     const std::string& environment) const {
  std::vector<std::string> out;
  for (const db::Row& row :
       tx.query("SELECT r.gu_id FROM delivery_resources r JOIN delivery_components c ON c.project_id = r.project_id "
                "WHERE c.name = ? AND r.environment = ? ORDER BY r.gu_id",
                {component, environment}))
    out.push_back(row.text(0));
  return out;
}

}  // namespace towpath::delivery
