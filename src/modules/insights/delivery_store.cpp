#include "delivery_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "whose.h"

namespace towpath::insights {

void DeliveryStore::insert(db::Tx& tx, const DeliveryRow& row) const {
  boost::json::array authored;
  for (const UtcTime time : row.delivery.authored_at) authored.emplace_back(to_rfc3339(time));
  const Delivery& d = row.delivery;
  tx.exec(
      "INSERT INTO insights_deployments (id, component, owner_ref, project_id, environment, env_type, mode, succeeded, "
      "release_id, commit_sha, has_base, is_hotfix, authored_at, finished_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {d.id, d.component, row.owner_ref, row.project_id, d.environment, row.env_type, row.mode, d.succeeded, d.release,
       d.commit, d.has_base, d.is_hotfix, boost::json::serialize(authored), d.finished_at});
}

void DeliveryStore::clear(db::Tx& tx) const { tx.exec("DELETE FROM insights_deployments"); }

std::string DeliveryStore::in_force(db::Tx& tx, const std::string& component, const std::string& environment,
                                    UtcTime time) const {
  const auto rows = tx.query(
      "SELECT id FROM insights_deployments WHERE component = ? AND environment = ? AND succeeded AND finished_at <= ? "
      "ORDER BY finished_at DESC LIMIT 1",
      {component, environment, time});
  return rows.empty() ? std::string() : rows.front().text(0);
}

std::vector<Delivery> DeliveryStore::list(db::Tx& tx, const std::string& component, const std::string& owner,
                                          UtcTime to, const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(to);
  const std::string of_whom = restrict_to(component, owner, params);
  std::vector<Delivery> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT id, component, environment, mode, succeeded, release_id, "
                            "commit_sha, has_base, is_hotfix, authored_at, finished_at "
                            "FROM insights_deployments WHERE ({}) AND finished_at < ?{} ORDER BY finished_at",
                            visible.where, of_whom),
                params)) {
    Delivery d;
    d.id = row.text(0);
    d.component = row.text(1);
    d.environment = row.text(2);
    d.is_rollback = row.text(3) == "rollback";
    d.succeeded = row.boolean(4);
    d.release = row.text(5);
    d.commit = row.text(6);
    d.has_base = row.boolean(7);
    d.is_hotfix = row.boolean(8);
    const boost::json::value authored = boost::json::parse(row.text(9));
    for (const auto& time : authored.as_array())
      d.authored_at.push_back(parse_rfc3339(std::string_view(time.as_string())).value());
    d.finished_at = row.time(10);
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace towpath::insights
