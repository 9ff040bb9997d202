#include "host_binding.h"

namespace towpath::delivery {

std::string host_of_environment(db::Tx& tx, const std::string& project, const std::string& environment) {
  const auto row = tx.query_one(
      "SELECT host_id FROM delivery_instances WHERE project_id = ? AND environment = ? ORDER BY CASE WHEN state = "
      "'active' THEN 0 ELSE 1 END, created_at DESC LIMIT 1",
      {project, environment});
  return row ? row->text(0) : "";
}

std::vector<TrafficRoute> table_of(db::Tx& tx, const std::string& host) {
  std::vector<TrafficRoute> out;
  for (const db::Row& row :
       tx.query("SELECT host, path, host_port, gu_id FROM delivery_routes WHERE instance_id = '' OR instance_id IN "
                "(SELECT id FROM delivery_instances WHERE host_id = ?) ORDER BY host, path",
                {host}))
    out.push_back({row.text(0), row.text(1), static_cast<int>(row.integer(2)), row.text(3)});
  return out;
}

}  // namespace towpath::delivery
