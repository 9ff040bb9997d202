#include "incident_store.h"

#include <fmt/core.h>

#include "whose.h"

namespace towpath::insights {

void IncidentStore::insert(db::Tx& tx, const IncidentRow& row) const {
  const Incident& i = row.incident;
  tx.exec(
      "INSERT INTO insights_incidents (id, component, owner_ref, project_id, environment, env_type, deployment, "
      "opened_at, is_linked, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
      {row.id, i.component, row.owner_ref, row.project_id, row.environment, row.env_type, i.deployment, i.opened_at,
       row.is_linked});
}

void IncidentStore::charge(db::Tx& tx, const std::string& id, const std::string& deployment, Link link) const {
  tx.exec("UPDATE insights_incidents SET deployment = ?, is_linked = ? WHERE id = ?",
          {deployment, link == Link::by_hand, id});
}

std::vector<IncidentRow> IncidentStore::unlinked(db::Tx& tx, const std::string& component,
                                                 const std::string& environment, UtcTime from, UtcTime to) const {
  std::vector<IncidentRow> out;
  for (const db::Row& row :
       tx.query("SELECT id, deployment, opened_at FROM insights_incidents WHERE component = ? AND environment = ? AND "
                "opened_at >= ? AND opened_at <= ? AND NOT is_linked ORDER BY opened_at",
                {component, environment, from, to})) {
    IncidentRow& each = out.emplace_back();
    each.id = row.text(0);
    each.environment = environment;
    each.incident.component = component;
    each.incident.deployment = row.text(1);
    each.incident.opened_at = row.time(2);
  }
  return out;
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
