#include "resource_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

constexpr std::string_view definition_columns = "id, version, type, driver, inputs, description";
constexpr std::string_view criterion_columns =
    "definition_id, type, resource_class, res_id, environment, project_id, env_type";
constexpr std::string_view resource_columns =
    "gu_id, project_id, environment, environment_uid, env_type, owner_ref, component, type, resource_class, res_id, "
    "definition, driver, params, inputs, input_hash, outputs, "
    "secret_keys, driver_state, state, reason, deployment_id, delete_after, updated_at";

Definition read_definition(const db::Row& row) {
  return {row.text(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5)};
}

Criterion read_criterion(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

Resource read(const db::Row& row) {
  Resource r;
  r.gu_id = row.text(0);
  r.project_id = row.text(1);
  r.environment = row.text(2);
  r.environment_uid = row.text(3);
  r.env_type = row.text(4);
  r.owner_ref = row.text(5);
  r.component = row.text(6);
  r.type = row.text(7);
  r.resource_class = row.text(8);
  r.id = row.text(9);
  r.definition = row.text(10);
  r.driver = row.text(11);
  r.params = row.text(12);
  r.inputs = row.text(13);
  r.input_hash = row.text(14);
  r.outputs = row.text(15);
  const boost::json::value parsed = boost::json::parse(row.text(16));
  for (const auto& key : parsed.as_array()) r.secret_keys.emplace_back(key.as_string());
  r.driver_state = row.text(17);
  r.state = row.text(18);
  r.reason = row.text(19);
  r.deployment_id = row.text(20);
  r.delete_after = row.optional_time(21);
  r.updated_at = row.time(22);
  return r;
}

}  // namespace

void ResourceStore::insert_definition(db::Tx& tx, const Definition& d, const std::string& by, UtcTime now) const {
  tx.exec(
      "INSERT INTO delivery_definitions (id, version, type, driver, inputs, description, created_by, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {d.id, d.version, d.type, d.driver, d.inputs, d.description, by, now});
}

std::optional<Definition> ResourceStore::definition(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_definitions WHERE id = ? ORDER BY version DESC LIMIT 1", definition_columns),
      {id});
  if (!row) return std::nullopt;
  return read_definition(*row);
}

std::optional<Definition> ResourceStore::definition(db::Tx& tx, const std::string& id, std::int64_t version) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_definitions WHERE id = ? AND version = ?", definition_columns),
                   {id, version});
  if (!row) return std::nullopt;
  return read_definition(*row);
}

std::vector<Definition> ResourceStore::definitions(db::Tx& tx) const {
  std::vector<Definition> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_definitions ORDER BY id, version", definition_columns)))
    out.push_back(read_definition(row));
  return out;
}

bool ResourceStore::insert_criterion(db::Tx& tx, const Criterion& c) const {
  return tx.exec(
             "INSERT INTO delivery_criteria (definition_id, type, resource_class, res_id, environment, project_id, "
             "env_type) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {c.definition_id, c.type, c.resource_class, c.res_id, c.environment, c.project_id, c.env_type}) == 1;
}

std::vector<Criterion> ResourceStore::criteria(db::Tx& tx, const std::string& type) const {
  std::vector<Criterion> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_criteria WHERE type = ? ORDER BY definition_id", criterion_columns),
           {type}))
    out.push_back(read_criterion(row));
  return out;
}

std::vector<Criterion> ResourceStore::criteria(db::Tx& tx) const {
  std::vector<Criterion> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_criteria ORDER BY type, definition_id", criterion_columns)))
    out.push_back(read_criterion(row));
  return out;
}

void ResourceStore::put(db::Tx& tx, const Resource& r) const {
  boost::json::array keys;
  for (const std::string& key : r.secret_keys) keys.emplace_back(key);
  tx.exec(fmt::format("INSERT INTO delivery_resources ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT (gu_id) DO UPDATE SET component = excluded.component, definition = "
                      "excluded.definition, driver = excluded.driver, params = excluded.params, "
                      "inputs = excluded.inputs, input_hash = excluded.input_hash, outputs = excluded.outputs, "
                      "secret_keys = excluded.secret_keys, "
                      "driver_state = excluded.driver_state, state = excluded.state, reason = excluded.reason, "
                      "deployment_id = excluded.deployment_id, "
                      "delete_after = excluded.delete_after, updated_at = excluded.updated_at",
                      resource_columns),
          {r.gu_id,
           r.project_id,
           r.environment,
           r.environment_uid,
           r.env_type,
           r.owner_ref,
           r.component,
           r.type,
           r.resource_class,
           r.id,
           r.definition,
           r.driver,
           r.params,
           r.inputs,
           r.input_hash,
           r.outputs,
           boost::json::serialize(keys),
           r.driver_state,
           r.state,
           r.reason,
           r.deployment_id,
           r.delete_after,
           r.updated_at});
}

void ResourceStore::remove(db::Tx& tx, const std::string& gu_id) const {
  tx.exec("DELETE FROM delivery_resources WHERE gu_id = ?", {gu_id});
}

std::optional<Resource> ResourceStore::find(db::Tx& tx, const std::string& gu_id) const {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM delivery_resources WHERE gu_id = ?", resource_columns), {gu_id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Resource> ResourceStore::list(db::Tx& tx, const std::string& component, const std::string& environment,
                                          const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  std::string where = "(" + visible.where + ")";
  const auto equals = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    where += fmt::format(" AND {} = ?", column);
    params.emplace_back(value);
  };
  equals("component", component);
  equals("environment", environment);
  std::vector<Resource> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_resources WHERE {} ORDER BY environment, res_id", resource_columns,
                            where),
                params))
    out.push_back(read(row));
  return out;
}

}  // namespace towpath::delivery
