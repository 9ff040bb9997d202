#include "incident_store.h"

#include <fmt/core.h>

#include "whose.h"

namespace towpath::insights {

void IncidentStore::insert(db::Tx& tx, const IncidentRow& row) const {
  const Incident& i = row.incident;
  tx.exec(
      "INSERT INTO insights_incidents (id, component, owner_ref, project_id, environment, env_type, deployment, "
      "opened_at, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
      {row.id, i.component, row.owner_ref, row.project_id, row.environment, row.env_type, i.deployment, i.opened_at});
}

void IncidentStore::close(db::Tx& tx, const std::string& id, UtcTime closed_at) const {
  tx.exec("UPDATE insights_incidents SET closed_at = ? WHERE id = ?", {closed_at, id});
}

void IncidentStore::clear(db::Tx& tx) const { tx.exec("DELETE FROM insights_incidents"); }

std::vector<Incident> IncidentStore::list(db::Tx& tx, const std::string& component, const std::string& owner,
                                          UtcTime from, UtcTime to, const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(from);
  params.emplace_back(to);
  const std::string of_whom = restrict_to(component, owner, params);
  std::vector<Incident> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT component, deployment, opened_at, closed_at FROM insights_incidents "
                            "WHERE ({}) AND opened_at >= ? AND opened_at < ?{} ORDER BY opened_at",
                            visible.where, of_whom),
                params)) {
    Incident incident;
    incident.component = row.text(0);
    incident.deployment = row.text(1);
    incident.opened_at = row.time(2);
    incident.closed_at = row.optional_time(3);
    out.push_back(std::move(incident));
  }
  return out;
}

}  // namespace towpath::insights
