#include "host_binding.h"

namespace towpath::delivery {

std::string host_of_environment(db::Tx& tx, const std::string& project, const std::string& environment) {
  const auto row = tx.query_one(
      "SELECT host_id FROM delivery_instances WHERE project_id = ? AND environment = ? ORDER BY CASE WHEN state = "
      "'active' THEN 0 ELSE 1 END, created_at DESC LIMIT 1",
      {project, environment});
  return row ? row->text(0) : "";
}

}  // namespace towpath::delivery
