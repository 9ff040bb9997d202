#include "environment_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

constexpr std::string_view environment_columns =
    "project_id, name, uid, type, owner_ref, state, expires_at, created_at";

Environment read(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2),          row.text(3),
          row.text(4), row.text(5), row.optional_time(6), row.time(7)};
}

db::Params with(const auth::SqlCondition& visible, std::initializer_list<db::Value> more) {
  db::Params params = visible.params;
  params.insert(params.end(), more);
  return params;
}

}  // namespace

void EnvironmentStore::put_project(db::Tx& tx, const std::string& id, const std::string& owner, UtcTime now) const {
  tx.exec(
      "INSERT INTO delivery_projects (id, owner_ref, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
      "owner_ref = excluded.owner_ref",
      {id, owner, now});
}

void EnvironmentStore::put_component(db::Tx& tx, const Component& c, UtcTime now) const {
  tx.exec(
      "INSERT INTO delivery_components (name, project_id, owner_ref, repository, created_at) VALUES (?, ?, ?, ?, ?) "
      "ON CONFLICT (name) DO UPDATE SET owner_ref = excluded.owner_ref, repository = excluded.repository",
      {c.name, c.project_id, c.owner_ref, c.repository, now});
}

std::optional<Component> EnvironmentStore::component(db::Tx& tx, const std::string& name,
                                                     const auth::SqlCondition& visible) const {
  const auto row = tx.query_one(
      fmt::format("SELECT name, project_id, owner_ref, repository FROM delivery_components WHERE ({}) AND name = ?",
                  visible.where),
      with(visible, {name}));
  if (!row) return std::nullopt;
  return Component{row->text(0), row->text(1), row->text(2), row->text(3)};
}

std::vector<Component> EnvironmentStore::components(db::Tx& tx, const std::string& project) const {
  std::vector<Component> out;
  for (const db::Row& row : tx.query(
           "SELECT name, project_id, owner_ref, repository FROM delivery_components WHERE project_id = ? ORDER BY name",
           {project}))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
  return out;
}

std::optional<std::string> EnvironmentStore::project_owner(db::Tx& tx, const std::string& project) const {
  const auto row = tx.query_one("SELECT owner_ref FROM delivery_projects WHERE id = ?", {project});
  if (!row) return std::nullopt;
  return row->text(0);
}

void EnvironmentStore::remove_component(db::Tx& tx, const std::string& name) const {
  tx.exec("DELETE FROM delivery_configurations WHERE component = ?", {name});
  tx.exec("DELETE FROM delivery_components WHERE name = ?", {name});
}

bool EnvironmentStore::insert(db::Tx& tx, const Environment& e) const {
  return tx.exec(
             "INSERT INTO delivery_environments (project_id, name, uid, type, owner_ref, state, expires_at, "
             "created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
             "ON CONFLICT DO NOTHING",
             {e.project_id, e.name, e.uid, e.type, e.owner_ref, e.state, e.expires_at, e.created_at}) == 1;
}

std::optional<Environment> EnvironmentStore::find(db::Tx& tx, const std::string& project, const std::string& name,
                                                  const auth::SqlCondition& visible) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_environments WHERE ({}) AND project_id = ? AND name = ?",
                               environment_columns, visible.where),
                   with(visible, {project, name}));
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Environment> EnvironmentStore::list(db::Tx& tx, const std::string& project,
                                                const auth::SqlCondition& visible) const {
  const bool of_one = !project.empty();
  std::vector<Environment> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_environments WHERE ({}){} "
                            "ORDER BY project_id, created_at, uid",
                            environment_columns, visible.where, of_one ? " AND project_id = ?" : ""),
                of_one ? with(visible, {project}) : visible.params))
    out.push_back(read(row));
  return out;
}

void EnvironmentStore::set_state(db::Tx& tx, const std::string& project, const std::string& name,
                                 std::string_view state) const {
  tx.exec("UPDATE delivery_environments SET state = ? WHERE project_id = ? AND name = ?", {state, project, name});
}

void EnvironmentStore::remove(db::Tx& tx, const std::string& project, const std::string& name) const {
  tx.exec("DELETE FROM delivery_configurations WHERE project_id = ? AND environment = ?", {project, name});
  tx.exec("DELETE FROM delivery_environments WHERE project_id = ? AND name = ?", {project, name});
}

std::vector<Environment> EnvironmentStore::expired(db::Tx& tx, UtcTime now) const {
  std::vector<Environment> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_environments WHERE expires_at <= ? AND state <> 'deleting' ORDER BY "
                       "uid",
                       environment_columns),
           {now}))
    out.push_back(read(row));
  return out;
}

std::optional<UtcTime> EnvironmentStore::next_expiry(db::Tx& tx) const {
  return tx.query("SELECT MIN(expires_at) FROM delivery_environments WHERE state <> 'deleting'").at(0).optional_time(0);
}

Delivery::Configuration EnvironmentStore::configuration(db::Tx& tx, const std::string& project,
                                                        const std::string& environment, const std::string& component,
                                                        std::optional<std::int64_t> version) const {
  const auto row = version ? tx.query_one(
                                 "SELECT version, content FROM delivery_configurations WHERE project_id = ? AND "
                                 "environment = ? AND component = ? AND version = ?",
                                 {project, environment, component, *version})
                           : tx.query_one(
                                 "SELECT version, content FROM delivery_configurations WHERE project_id = ? AND "
                                 "environment = ? AND component = ? "
                                 "ORDER BY version DESC LIMIT 1",
                                 {project, environment, component});
  Delivery::Configuration out;
  if (!row) return out;
  out.version = row->integer(0);
  const boost::json::value parsed = boost::json::parse(row->text(1));
  for (const auto& [key, value] : parsed.as_object()) out.values[std::string(key)] = std::string(value.as_string());
  return out;
}

void EnvironmentStore::insert_configuration(db::Tx& tx, const std::string& project, const std::string& environment,
                                            const std::string& component, const Delivery::Configuration& configuration,
                                            const std::string& by, UtcTime now) const {
  boost::json::object content;
  for (const auto& [key, value] : configuration.values) content[key] = value;
  tx.exec(
      "INSERT INTO delivery_configurations (project_id, environment, component, version, content, created_by, "
      "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      {project, environment, component, configuration.version, boost::json::serialize(content), by, now});
}

}  // namespace towpath::delivery
