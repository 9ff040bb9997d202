#include "resource_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "text_list.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view resource_columns =
    "gu_id, project_id, environment, environment_uid, env_type, owner_ref, component, type, resource_class, res_id, "
    "definition, driver, params, inputs, input_hash, outputs, "
    "secret_keys, driver_state, state, reason, deployment_id, delete_after, updated_at, needs, drift, observed_at, "
    "are_params_secret";

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
  r.secret_keys = from_text_list(row.text(16));
  r.driver_state = row.text(17);
  r.state = row.text(18);
  r.reason = row.text(19);
  r.deployment_id = row.text(20);
  r.delete_after = row.optional_time(21);
  r.updated_at = row.time(22);
  const boost::json::value needs = boost::json::parse(row.text(23));
  for (const auto& [name, gu_id] : needs.as_object()) r.needs[std::string(name)] = std::string(gu_id.as_string());
  r.drift = row.text(24);
  r.observed_at = row.optional_time(25);
  r.are_params_secret = row.integer(26) != 0;
  return r;
}

}  // namespace

void ResourceStore::put(db::Tx& tx, const Resource& r) const {
  boost::json::object needs;
  for (const auto& [name, gu_id] : r.needs) needs[name] = gu_id;
  tx.exec(fmt::format("INSERT INTO delivery_resources ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT (gu_id) DO UPDATE SET component = excluded.component, definition = "
                      "excluded.definition, driver = excluded.driver, params = excluded.params, "
                      "inputs = excluded.inputs, input_hash = excluded.input_hash, outputs = excluded.outputs, "
                      "secret_keys = excluded.secret_keys, "
                      "driver_state = excluded.driver_state, state = excluded.state, reason = excluded.reason, "
                      "deployment_id = excluded.deployment_id, "
                      "delete_after = excluded.delete_after, updated_at = excluded.updated_at, needs = excluded.needs, "
                      "drift = excluded.drift, observed_at = excluded.observed_at, "
                      "are_params_secret = excluded.are_params_secret",
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
           to_text_list(r.secret_keys),
           r.driver_state,
           r.state,
           r.reason,
           r.deployment_id,
           r.delete_after,
           r.updated_at,
           boost::json::serialize(needs),
           r.drift,
           r.observed_at,
           static_cast<std::int64_t>(r.are_params_secret)});
}

void ResourceStore::set_observed(db::Tx& tx, const std::string& gu_id, const std::string& drift, UtcTime at) const {
  tx.exec("UPDATE delivery_resources SET drift = ?, observed_at = ? WHERE gu_id = ? AND state = 'active'",
          {drift, at, gu_id});
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

std::vector<std::string> ResourceStore::made_with(db::Tx& tx) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT DISTINCT definition FROM delivery_resources ORDER BY definition"))
    out.push_back(row.text(0));
  return out;
}

std::vector<Resource> ResourceStore::of_environment(db::Tx& tx, const std::string& project,
                                                    const std::string& environment,
                                                    const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(project);
  params.emplace_back(environment);
  std::vector<Resource> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_resources WHERE ({}) AND project_id = ? AND environment = ? "
                            "ORDER BY component, res_id",
                            resource_columns, visible.where),
                params))
    out.push_back(read(row));
  return out;
}

namespace {

/// "id@..." as a range: '@' is followed by 'A'.
db::Params versions_of(const std::string& definition_id, const db::Params& before = {}) {
  db::Params out = before;
  out.emplace_back(definition_id + "@");
  out.emplace_back(definition_id + "A");
  return out;
}

}  // namespace

std::vector<Resource> ResourceStore::made_by(db::Tx& tx, const std::string& definition_id,
                                             const auth::SqlCondition& visible) const {
  std::vector<Resource> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_resources WHERE ({}) AND definition >= ? AND definition < ? "
                            "ORDER BY project_id, environment, res_id",
                            resource_columns, visible.where),
                versions_of(definition_id, visible.params)))
    out.push_back(read(row));
  return out;
}

std::map<std::string, std::int64_t> ResourceStore::count_by_version(db::Tx& tx,
                                                                    const std::string& definition_id) const {
  std::map<std::string, std::int64_t> out;
  for (const db::Row& row : tx.query("SELECT definition, COUNT(*) FROM delivery_resources WHERE definition >= ? AND "
                                     "definition < ? GROUP BY definition",
                                     versions_of(definition_id)))
    out[row.text(0)] = row.integer(1);
  return out;
}

std::vector<Resource> ResourceStore::due(db::Tx& tx, UtcTime now) const {
  std::vector<Resource> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_resources WHERE delete_after IS NOT NULL AND delete_after <= ? AND "
                       "state = 'orphaned' ORDER BY delete_after, gu_id",
                       resource_columns),
           {now}))
    out.push_back(read(row));
  return out;
}

std::optional<UtcTime> ResourceStore::next_due(db::Tx& tx) const {
  const auto row = tx.query_one(
      "SELECT delete_after FROM delivery_resources WHERE delete_after IS NOT NULL AND state = 'orphaned' "
      "ORDER BY delete_after LIMIT 1");
  return row ? std::optional(row->time(0)) : std::nullopt;
}

}  // namespace towpath::delivery
