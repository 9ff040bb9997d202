#include "scale_store.h"

namespace towpath::delivery {

int ScaleStore::instances(db::Tx& tx, const std::string& component, const std::string& environment) const {
  const auto row = tx.query_one("SELECT instances FROM delivery_scales WHERE component = ? AND environment = ?",
                                {component, environment});
  return row ? static_cast<int>(row->integer(0)) : 1;
}

void ScaleStore::set(db::Tx& tx, const std::string& component, const std::string& project,
                     const std::string& environment, int instances, const std::string& by, UtcTime now) const {
  tx.exec(
      "INSERT INTO delivery_scales (component, project_id, environment, instances, changed_by, changed_at) VALUES (?, "
      "?, ?, ?, ?, ?) ON CONFLICT (component, environment) DO UPDATE SET instances = excluded.instances, changed_by = "
      "excluded.changed_by, changed_at = excluded.changed_at",
      {component, project, environment, instances, by, now});
}

void ScaleStore::remove_environment(db::Tx& tx, const std::string& project, const std::string& environment) const {
  tx.exec("DELETE FROM delivery_scales WHERE project_id = ? AND environment = ?", {project, environment});
}

void ScaleStore::remove_component(db::Tx& tx, const std::string& component) const {
  tx.exec("DELETE FROM delivery_scales WHERE component = ?", {component});
}

}  // namespace towpath::delivery
