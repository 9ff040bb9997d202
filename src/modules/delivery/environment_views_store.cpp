#include "environment_views_store.h"

#include <fmt/core.h>

namespace towpath::delivery {

std::vector<std::string> EnvironmentViewsStore::components(db::Tx& tx, const std::string& component,
                                                           const std::string& project, const std::string& after,
                                                           std::size_t limit, const auth::SqlCondition& visible) const {
  std::string where = "(" + visible.where + ") AND name > ?";
  db::Params params = visible.params;
  params.emplace_back(after);
  if (!component.empty()) {
    where += " AND name = ?";
    params.emplace_back(component);
  }
  if (!project.empty()) {
    where += " AND project_id = ?";
    params.emplace_back(project);
  }
  params.emplace_back(limit);
  std::vector<std::string> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT name FROM delivery_components WHERE {} ORDER BY name LIMIT ?", where), params))
    out.push_back(row.text(0));
  return out;
}

}  // namespace towpath::delivery
