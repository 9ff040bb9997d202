#include "load_store.h"

#include "whose.h"

namespace towpath::insights {

void LoadStore::put(db::Tx& tx, const ServiceLoad& l) const {
  tx.exec(
      "INSERT INTO insights_service_load (component, owner_ref, files, keys, at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (component) DO UPDATE SET owner_ref = excluded.owner_ref, files = excluded.files, "
      "keys = excluded.keys, at = excluded.at",
      {l.component, l.owner_ref, l.has.files, l.has.keys, l.at});
}

void LoadStore::remove(db::Tx& tx, const std::string& component) const {
  tx.exec("DELETE FROM insights_service_load WHERE component = ?", {component});
}

std::vector<ServiceLoad> LoadStore::list(db::Tx& tx, const std::string& component, const std::string& owner,
                                         const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  const std::string where = "(" + visible.where + ")" + restrict_to(component, owner, params);
  std::vector<ServiceLoad> out;
  for (const db::Row& row : tx.query("SELECT component, owner_ref, files, keys, at FROM insights_service_load WHERE " +
                                         where + " ORDER BY keys DESC, component",
                                     params))
    out.push_back({row.text(0),
                   row.text(1),
                   {static_cast<std::size_t>(row.integer(2)), static_cast<std::size_t>(row.integer(3))},
                   row.time(4)});
  return out;
}

}  // namespace towpath::insights
