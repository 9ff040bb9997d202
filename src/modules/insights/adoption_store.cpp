#include "adoption_store.h"

#include <map>

namespace towpath::insights {
namespace {

AdoptionStore::Change change_of(const db::Row& row) {
  return {row.text(0), row.text(1), row.time(2), row.optional_time(3), row.optional_time(4)};
}

/// owner_ref alone decides: these tables have no environment type.
std::string condition(const FactScope& scope, db::Params& params) {
  params = scope.by_owner.params;
  std::string out = "(" + scope.by_owner.where + ")";
  if (scope.owner.empty()) return out;
  params.emplace_back(scope.owner);
  return out + " AND owner_ref = ?";
}

}  // namespace

std::string week_of(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::weekday weekday{std::chrono::sys_days(day.time_since_epoch())};
  return to_rfc3339(UtcTime(day - (weekday - std::chrono::Monday))).substr(0, 10);
}

void AdoptionStore::clear(db::Tx& tx) const {
  tx.exec("DELETE FROM insights_components");
  tx.exec("DELETE FROM insights_teams");
  tx.exec("DELETE FROM insights_team_weeks");
  tx.exec("DELETE FROM insights_changes");
}

void AdoptionStore::registered(db::Tx& tx, const std::string& component, const std::string& owner, UtcTime at) const {
  tx.exec(
      "INSERT INTO insights_components (name, owner_ref, registered_at, is_from_path, deployed_at) "
      "VALUES (?, ?, ?, FALSE, NULL) ON CONFLICT (name) DO UPDATE SET owner_ref = excluded.owner_ref, "
      "registered_at = COALESCE(insights_components.registered_at, excluded.registered_at)",
      {component, owner, at});
}

void AdoptionStore::removed(db::Tx& tx, const std::string& component) const {
  tx.exec("DELETE FROM insights_components WHERE name = ?", {component});
}

void AdoptionStore::made_by_path(db::Tx& tx, const std::string& component, const std::string& owner) const {
  tx.exec(
      "INSERT INTO insights_components (name, owner_ref, registered_at, is_from_path, deployed_at) "
      "VALUES (?, ?, NULL, TRUE, NULL) ON CONFLICT (name) DO UPDATE SET is_from_path = TRUE",
      {component, owner});
}

std::optional<AdoptedComponent> AdoptionStore::deployed(db::Tx& tx, const std::string& component, UtcTime at) const {
  const auto rows = tx.query(
      "UPDATE insights_components SET deployed_at = ? WHERE name = ? AND deployed_at IS NULL "
      "RETURNING owner_ref, registered_at, is_from_path",
      {at, component});
  if (rows.empty()) return std::nullopt;
  return AdoptedComponent{component, rows.front().text(0), rows.front().optional_time(1), at, rows.front().boolean(2)};
}

void AdoptionStore::team_created(db::Tx& tx, const std::string& owner, UtcTime at) const {
  tx.exec(
      "INSERT INTO insights_teams (owner_ref, created_at, catalogued_at, path_at, deployed_at) "
      "VALUES (?, ?, NULL, NULL, NULL) ON CONFLICT DO NOTHING",
      {owner, at});
}

void AdoptionStore::team_deleted(db::Tx& tx, const std::string& owner) const {
  tx.exec("DELETE FROM insights_teams WHERE owner_ref = ?", {owner});
  tx.exec("DELETE FROM insights_team_weeks WHERE owner_ref = ?", {owner});
}

void AdoptionStore::team_catalogued(db::Tx& tx, const std::string& owner, UtcTime at) const {
  tx.exec("UPDATE insights_teams SET catalogued_at = ? WHERE owner_ref = ? AND catalogued_at IS NULL", {at, owner});
}

void AdoptionStore::team_used_path(db::Tx& tx, const std::string& owner, UtcTime at) const {
  tx.exec("UPDATE insights_teams SET path_at = ? WHERE owner_ref = ? AND path_at IS NULL", {at, owner});
}

std::optional<UtcTime> AdoptionStore::team_deployed(db::Tx& tx, const std::string& owner, UtcTime at) const {
  const auto rows = tx.query(
      "UPDATE insights_teams SET deployed_at = ? WHERE owner_ref = ? AND deployed_at IS NULL RETURNING created_at",
      {at, owner});
  if (rows.empty()) return std::nullopt;
  return rows.front().time(0);
}

void AdoptionStore::teams_active(db::Tx& tx, const std::set<std::pair<std::string, std::string>>& weeks) const {
  std::vector<db::Params> rows;
  for (const auto& [owner, week] : weeks) rows.push_back({owner, week});
  tx.exec_each("INSERT INTO insights_team_weeks (owner_ref, week) VALUES (?, ?) ON CONFLICT DO NOTHING", rows);
}

void AdoptionStore::change_opened(db::Tx& tx, const std::string& id, const std::string& label, UtcTime at) const {
  tx.exec(
      "INSERT INTO insights_changes (id, label, opened_at, reviewed_at, merged_at, merge_commit) "
      "VALUES (?, ?, ?, NULL, NULL, '') ON CONFLICT DO NOTHING",
      {id, label, at});
}

bool AdoptionStore::change_reviewed(db::Tx& tx, const std::string& id, UtcTime at) const {
  return tx.exec("UPDATE insights_changes SET reviewed_at = ? WHERE id = ? AND reviewed_at IS NULL", {at, id}) > 0;
}

void AdoptionStore::change_merged(db::Tx& tx, const std::string& id, const std::string& commit, UtcTime at) const {
  tx.exec("UPDATE insights_changes SET merged_at = ?, merge_commit = ? WHERE id = ?", {at, commit, id});
}

std::optional<AdoptionStore::Change> AdoptionStore::change(db::Tx& tx, const std::string& id) const {
  const auto row =
      tx.query_one("SELECT id, label, opened_at, reviewed_at, merged_at FROM insights_changes WHERE id = ?", {id});
  if (!row) return std::nullopt;
  return change_of(*row);
}

std::vector<AdoptionStore::Change> AdoptionStore::went_live(db::Tx& tx, const std::string& commit, UtcTime at) const {
  std::vector<Change> out;
  for (const db::Row& row :
       tx.query("UPDATE insights_changes SET live_at = ? WHERE merge_commit = ? AND live_at IS NULL "
                "RETURNING id, label, opened_at, reviewed_at, merged_at",
                {at, commit}))
    out.push_back(change_of(row));
  return out;
}

std::vector<AdoptedComponent> AdoptionStore::components(db::Tx& tx, const FactScope& scope) const {
  db::Params params;
  std::string where = condition(scope, params);
  if (!scope.component.empty()) {
    where += " AND name = ?";
    params.emplace_back(scope.component);
  }
  std::vector<AdoptedComponent> out;
  for (const db::Row& row :
       tx.query("SELECT name, owner_ref, registered_at, deployed_at, is_from_path FROM insights_components WHERE " +
                    where + " AND registered_at IS NOT NULL ORDER BY name",
                params))
    out.push_back({row.text(0), row.text(1), row.optional_time(2), row.optional_time(3), row.boolean(4)});
  return out;
}

std::vector<AdoptingTeam> AdoptionStore::teams(db::Tx& tx, const FactScope& scope) const {
  db::Params params;
  const std::string where = condition(scope, params);
  std::map<std::string, std::vector<std::string>> weeks;
  for (const db::Row& row :
       tx.query("SELECT owner_ref, week FROM insights_team_weeks WHERE " + where + " ORDER BY owner_ref, week", params))
    weeks[row.text(0)].push_back(row.text(1));
  std::vector<AdoptingTeam> out;
  for (const db::Row& row :
       tx.query("SELECT owner_ref, created_at, catalogued_at, path_at, deployed_at FROM insights_teams WHERE " + where +
                    " ORDER BY owner_ref",
                params))
    out.push_back({row.text(0), row.time(1), row.optional_time(2), row.optional_time(3), row.optional_time(4),
                   weeks[row.text(0)]});
  return out;
}

}  // namespace towpath::insights
