#include "target_store.h"

namespace towpath::insights {

void TargetStore::put(db::Tx& tx, const MetricTarget& t) const {
  tx.exec(
      "INSERT INTO insights_targets (metric, component, owner_ref, value, due_on, responsible, decision, set_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (metric, component, owner_ref) DO UPDATE SET value = "
      "excluded.value, "
      "due_on = excluded.due_on, responsible = excluded.responsible, decision = excluded.decision, "
      "set_at = excluded.set_at",
      {t.metric, t.component, t.owner_ref, t.value, t.due_on, t.responsible, t.decision, t.set_at});
}

bool TargetStore::remove(db::Tx& tx, const std::string& metric, const std::string& component,
                         const std::string& owner) const {
  return tx.exec("DELETE FROM insights_targets WHERE metric = ? AND component = ? AND owner_ref = ?",
                 {metric, component, owner}) > 0;
}

std::vector<MetricTarget> TargetStore::list(db::Tx& tx, const std::string& component, const std::string& owner) const {
  std::vector<MetricTarget> out;
  for (const db::Row& row : tx.query(
           "SELECT metric, component, owner_ref, value, due_on, responsible, decision, set_at FROM insights_targets "
           "WHERE component = ? AND owner_ref = ? ORDER BY metric",
           {component, owner}))
    out.push_back(
        {row.text(0), row.text(1), row.text(2), row.real(3), row.text(4), row.text(5), row.text(6), row.time(7)});
  return out;
}

}  // namespace towpath::insights
