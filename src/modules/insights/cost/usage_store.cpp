#include "cost/usage_store.h"

#include "whose.h"

namespace towpath::insights::cost {
namespace {

std::string condition(const FactScope& scope, UtcTime from, UtcTime to, db::Params& params) {
  params = scope.visible.params;
  std::string out = "(" + scope.visible.where + ")" + restrict_to(scope.component, scope.owner, params);
  params.emplace_back(hour_of(from));
  params.emplace_back(hour_of(to));
  return out + " AND hour >= ? AND hour < ?";
}

}  // namespace

std::string hour_of(UtcTime time) {
  return to_rfc3339(std::chrono::floor<std::chrono::hours>(time)).substr(0, 13) + ":00:00Z";
}

void UsageStore::add(db::Tx& tx, const UsageHour& u) const {
  tx.exec(
      "INSERT INTO insights_usage_hours (component, environment, hour, project_id, owner_ref, env_type, core_hours, "
      "gb_hours) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (component, environment, hour) DO UPDATE SET "
      "owner_ref = excluded.owner_ref, core_hours = insights_usage_hours.core_hours + excluded.core_hours, "
      "gb_hours = insights_usage_hours.gb_hours + excluded.gb_hours",
      {u.component, u.environment, u.hour, u.project_id, u.owner_ref, u.env_type, u.core_hours, u.gb_hours});
}

void UsageStore::add_machine(db::Tx& tx, const std::string& host, const std::string& hour, double core_hours,
                             double gb_hours) const {
  tx.exec(
      "INSERT INTO insights_machine_hours (host_id, hour, core_hours, gb_hours) VALUES (?, ?, ?, ?) "
      "ON CONFLICT (host_id, hour) DO UPDATE SET core_hours = insights_machine_hours.core_hours + excluded.core_hours, "
      "gb_hours = insights_machine_hours.gb_hours + excluded.gb_hours",
      {host, hour, core_hours, gb_hours});
}

std::vector<UsageSum> UsageStore::by_day(db::Tx& tx, const FactScope& scope, UtcTime from, UtcTime to) const {
  db::Params params;
  const std::string where = condition(scope, from, to, params);
  std::vector<UsageSum> out;
  for (const db::Row& row :
       tx.query("SELECT component, environment, project_id, owner_ref, env_type, SUBSTR(hour, 1, 10) AS day, "
                "SUM(core_hours), SUM(gb_hours), COUNT(*) FROM insights_usage_hours WHERE " +
                    where +
                    " GROUP BY component, environment, project_id, owner_ref, env_type, SUBSTR(hour, 1, 10) "
                    "ORDER BY day, component, environment, owner_ref",
                params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.real(6),
                   row.real(7), row.integer(8)});
  return out;
}

std::vector<UsageSum> UsageStore::by_place(db::Tx& tx, const FactScope& scope, UtcTime from, UtcTime to) const {
  db::Params params;
  const std::string where = condition(scope, from, to, params);
  std::vector<UsageSum> out;
  for (const db::Row& row : tx.query(
           "SELECT component, environment, project_id, owner_ref, env_type, SUM(core_hours), SUM(gb_hours), COUNT(*) "
           "FROM insights_usage_hours WHERE " +
               where +
               " GROUP BY component, environment, project_id, owner_ref, env_type "
               "ORDER BY component, environment, owner_ref",
           params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), "", row.real(5), row.real(6),
                   row.integer(7)});
  return out;
}

UsageSum UsageStore::machines(db::Tx& tx, UtcTime from, UtcTime to) const {
  const auto row = tx.query_one(
      "SELECT COALESCE(SUM(core_hours), 0.0), COALESCE(SUM(gb_hours), 0.0), COUNT(*) FROM insights_machine_hours "
      "WHERE hour >= ? AND hour < ?",
      {hour_of(from), hour_of(to)});
  UsageSum out;
  out.core_hours = row->real(0);
  out.gb_hours = row->real(1);
  out.hours = row->integer(2);
  return out;
}

}  // namespace towpath::insights::cost
