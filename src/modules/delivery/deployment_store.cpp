#include "deployment_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "text_list.h"

namespace towpath::delivery {
namespace {

constexpr std::string_view columns =
    "id, component, project_id, environment, environment_uid, env_type, owner_ref, mode, release_id, "
    "configuration_version, definitions, base_id, state, reason, "
    "plan, run_id, instance_id, requested_by, created_at, finished_at, upgrades, rotations";

Mode mode_from(std::string_view text) {
  for (const Mode mode : {Mode::deploy, Mode::promote, Mode::rollback, Mode::restart})
    if (to_string(mode) == text) return mode;
  return Mode::stop;
}

Deployment read(const db::Row& row) {
  Deployment d;
  d.id = row.text(0);
  d.component = row.text(1);
  d.project_id = row.text(2);
  d.environment = row.text(3);
  d.environment_uid = row.text(4);
  d.env_type = row.text(5);
  d.owner_ref = row.text(6);
  d.mode = mode_from(row.text(7));
  d.release_id = row.text(8);
  d.configuration_version = row.integer(9);
  d.definitions = row.text(10);
  d.base_id = row.optional_text(11);
  d.state = row.text(12);
  d.reason = row.text(13);
  d.plan = row.text(14);
  d.run_id = row.text(15);
  d.instance_id = row.text(16);
  d.requested_by = row.text(17);
  d.created_at = row.time(18);
  d.finished_at = row.optional_time(19);
  d.upgrades = from_text_list(row.text(20));
  d.rotations = from_text_list(row.text(21));
  return d;
}

std::map<std::string, int> ports_from(const boost::json::value& object) {
  std::map<std::string, int> ports;
  for (const auto& [name, port] : object.as_object()) ports[std::string(name)] = static_cast<int>(port.as_int64());
  return ports;
}

Instance read_instance(db::Tx& tx, const db::Row& row) {
  Instance i{row.text(0), row.text(1), row.text(2), row.text(3),  row.text(4),           row.text(5), row.text(6),
             row.text(7), row.text(8), {},          row.time(10), row.optional_time(11), row.text(12)};
  const boost::json::value parsed = boost::json::parse(row.text(9));
  i.ports = ports_from(parsed);
  for (const db::Row& copy :
       tx.query("SELECT id, ports FROM delivery_instances WHERE copy_of = ? AND state = 'active' ORDER BY id", {i.id}))
    i.copies.push_back({copy.text(0), ports_from(boost::json::parse(copy.text(1)))});
  return i;
}

std::string ports_text(const std::map<std::string, int>& ports) {
  boost::json::object out;
  for (const auto& [name, port] : ports) out[name] = port;
  return boost::json::serialize(out);
}

constexpr std::string_view instance_columns =
    "id, deployment_id, component, project_id, environment, host_id, state, health, health_reason, ports, created_at, "
    "draining_since, runtime";

}  // namespace

std::string_view to_string(Mode mode) {
  switch (mode) {
    case Mode::deploy:
      return "deploy";
    case Mode::promote:
      return "promote";
    case Mode::rollback:
      return "rollback";
    case Mode::restart:
      return "restart";
    case Mode::stop:
      return "stop";
    case Mode::job:
      return "job";
    case Mode::scale:
      return "scale";
  }
  return "deploy";
}

void DeploymentStore::insert(db::Tx& tx, const Deployment& d) const {
  tx.exec(fmt::format("INSERT INTO delivery_deployments ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                      "?, ?, ?, ?, ?, ?)",
                      columns),
          {d.id,
           d.component,
           d.project_id,
           d.environment,
           d.environment_uid,
           d.env_type,
           d.owner_ref,
           to_string(d.mode),
           d.release_id,
           d.configuration_version,
           d.definitions,
           d.base_id,
           d.state,
           d.reason,
           d.plan,
           d.run_id,
           d.instance_id,
           d.requested_by,
           d.created_at,
           d.finished_at,
           to_text_list(d.upgrades),
           to_text_list(d.rotations)});
}

void DeploymentStore::set_run(db::Tx& tx, const std::string& id, const std::string& run_id) const {
  tx.exec("UPDATE delivery_deployments SET run_id = ? WHERE id = ?", {run_id, id});
}

void DeploymentStore::set_plan(db::Tx& tx, const std::string& id, const std::string& plan,
                               const std::string& definitions, std::int64_t configuration_version) const {
  tx.exec("UPDATE delivery_deployments SET plan = ?, definitions = ?, configuration_version = ? WHERE id = ?",
          {plan, definitions, configuration_version, id});
}

void DeploymentStore::start(db::Tx& tx, const std::string& id) const {
  tx.exec("UPDATE delivery_deployments SET state = 'running' WHERE id = ? AND state = 'queued'", {id});
}

bool DeploymentStore::finish(db::Tx& tx, const std::string& id, std::string_view state, const std::string& reason,
                             UtcTime now) const {
  return tx.exec(
             "UPDATE delivery_deployments SET state = ?, reason = ?, finished_at = ? WHERE id = ? AND finished_at IS "
             "NULL",
             {state, reason, now, id}) == 1;
}

std::optional<std::string> DeploymentStore::id_of_run(db::Tx& tx, const std::string& run_id) const {
  const auto row = tx.query_one("SELECT id FROM delivery_deployments WHERE run_id = ?", {run_id});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::optional<Deployment> DeploymentStore::find(db::Tx& tx, const std::string& id,
                                                const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(id);
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_deployments WHERE ({}) AND id = ?", columns, visible.where), params);
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Deployment> DeploymentStore::list(db::Tx& tx, const std::string& component, const std::string& environment,
                                              const std::string& after, std::size_t limit,
                                              const auth::SqlCondition& visible) const {
  std::string where = "(" + visible.where + ")";
  db::Params params = visible.params;
  const auto add = [&](std::string_view condition, const std::string& value) {
    if (value.empty()) return;
    where += condition;
    params.emplace_back(value);
  };
  add(" AND component = ?", component);
  add(" AND environment = ?", environment);
  add(" AND id < ?", after);
  params.emplace_back(limit);
  std::vector<Deployment> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_deployments WHERE {} ORDER BY id DESC LIMIT ?", columns, where),
                params))
    out.push_back(read(row));
  return out;
}

std::optional<Deployment> DeploymentStore::latest(db::Tx& tx, const std::string& component,
                                                  const std::string& environment) const {
  const auto found = list(tx, component, environment, "", 1, {"1 = 1", {}});
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::optional<Deployment> DeploymentStore::previous(db::Tx& tx, const Deployment& current) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM delivery_deployments WHERE component = ? AND environment = ? AND environment_uid = ? "
                  "AND state = 'succeeded' AND mode <> 'stop' "
                  "AND id < ? AND (release_id <> ? OR configuration_version <> ? OR definitions <> ?) ORDER BY id DESC "
                  "LIMIT 1",
                  columns),
      {current.component, current.environment, current.environment_uid, current.id, current.release_id,
       current.configuration_version, current.definitions});
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<DeploymentStore::Current> DeploymentStore::current(db::Tx& tx, const std::string& component,
                                                                 const std::string& environment) const {
  const auto row =
      tx.query_one("SELECT deployment_id, instance_id FROM delivery_current WHERE component = ? AND environment = ?",
                   {component, environment});
  if (!row) return std::nullopt;
  return Current{row->text(0), row->text(1)};
}

void DeploymentStore::set_current(db::Tx& tx, const Deployment& d, const std::string& instance_id) const {
  tx.exec(
      "INSERT INTO delivery_current (component, project_id, environment, deployment_id, instance_id) VALUES (?, ?, ?, "
      "?, ?) "
      "ON CONFLICT (component, environment) DO UPDATE SET deployment_id = excluded.deployment_id, instance_id = "
      "excluded.instance_id",
      {d.component, d.project_id, d.environment, d.id, instance_id});
}

void DeploymentStore::clear_current(db::Tx& tx, const std::string& component, const std::string& environment) const {
  tx.exec("DELETE FROM delivery_current WHERE component = ? AND environment = ?", {component, environment});
}

void DeploymentStore::set_instance_of(db::Tx& tx, const std::string& deployment_id,
                                      const std::string& instance_id) const {
  tx.exec("UPDATE delivery_deployments SET instance_id = ? WHERE id = ?", {instance_id, deployment_id});
}

bool DeploymentStore::end_warmth(db::Tx& tx, const std::string& component, const std::string& environment,
                                 UtcTime now) const {
  return tx.exec(
             "UPDATE delivery_instances SET state = 'draining', draining_since = ? WHERE component = ? AND environment "
             "= ? AND state = 'warm'",
             {now, component, environment}) > 0;
}

void DeploymentStore::insert_instance(db::Tx& tx, const Instance& i) const {
  tx.exec(
      "INSERT INTO delivery_instances (id, deployment_id, component, project_id, environment, host_id, state, ports, "
      "health, health_reason, created_at, runtime) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {i.id, i.deployment_id, i.component, i.project_id, i.environment, i.host_id, i.state, ports_text(i.ports),
       i.health, i.health_reason, i.created_at, i.runtime});
}

void DeploymentStore::set_instance(db::Tx& tx, const std::string& id, std::string_view state,
                                   const std::optional<std::map<std::string, int>>& ports, UtcTime now) const {
  if (ports) tx.exec("UPDATE delivery_instances SET ports = ? WHERE id = ?", {ports_text(*ports), id});
  if (state == "stopped" || state == "failed")
    tx.exec(
        "UPDATE delivery_instances SET state = ?, stopped_at = ? WHERE id = ? OR (copy_of = ? AND state = 'active')",
        {state, now, id, id});
  else if (state == "draining" || state == "warm")
    tx.exec("UPDATE delivery_instances SET state = ?, draining_since = ? WHERE id = ? AND state <> ?",
            {state, now, id, state});
  else
    tx.exec("UPDATE delivery_instances SET state = ? WHERE id = ?", {state, id});
}

void DeploymentStore::set_address(db::Tx& tx, const std::string& id, const std::string& address) const {
  tx.exec("UPDATE delivery_instances SET address = ? WHERE id = ?", {address, id});
}

void DeploymentStore::add_copies(db::Tx& tx, const Instance& of, const std::vector<InstanceCopy>& copies,
                                 UtcTime now) const {
  for (const InstanceCopy& copy : copies) {
    insert_instance(tx, {copy.id, of.deployment_id, of.component, of.project_id, of.environment, of.host_id, "active",
                         "unknown", "", copy.ports, now, std::nullopt, of.runtime});
    tx.exec("UPDATE delivery_instances SET copy_of = ? WHERE id = ? AND state = 'active'", {of.id, copy.id});
  }
}

bool DeploymentStore::release_copies(db::Tx& tx, const Instance& of, const std::vector<InstanceCopy>& kept,
                                     UtcTime now) const {
  bool has_released = false;
  for (const db::Row& row :
       tx.query("SELECT id FROM delivery_instances WHERE copy_of = ? AND state = 'active' ORDER BY id", {of.id})) {
    const std::string id = row.text(0);
    if (std::any_of(kept.begin(), kept.end(), [&](const InstanceCopy& copy) { return copy.id == id; })) continue;
    tx.exec("UPDATE delivery_instances SET copy_of = '', state = 'draining', draining_since = ? WHERE id = ?",
            {now, id});
    has_released = true;
  }
  return has_released;
}

void DeploymentStore::set_health(db::Tx& tx, const std::string& id, std::string_view health,
                                 const std::string& reason) const {
  tx.exec("UPDATE delivery_instances SET health = ?, health_reason = ? WHERE id = ?", {health, reason, id});
}

std::optional<Instance> DeploymentStore::instance(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM delivery_instances WHERE id = ?", instance_columns), {id});
  if (!row) return std::nullopt;
  return read_instance(tx, *row);
}

std::vector<Instance> DeploymentStore::instances_in(db::Tx& tx, std::string_view state) const {
  std::vector<Instance> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_instances WHERE state = ? AND copy_of = '' ORDER BY id",
                            instance_columns),
                {state}))
    out.push_back(read_instance(tx, row));
  return out;
}

std::vector<Instance> DeploymentStore::unended_instances(db::Tx& tx, const std::string& component,
                                                         const std::string& environment) const {
  std::vector<Instance> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM delivery_instances WHERE component = ? AND environment = ? AND copy_of = '' "
                       "AND state IN ('starting', 'active', 'warm', 'draining') ORDER BY id",
                       instance_columns),
           {component, environment}))
    out.push_back(read_instance(tx, row));
  return out;
}

std::vector<Deployment> DeploymentStore::unfinished(db::Tx& tx, const std::string& component,
                                                    const std::string& environment) const {
  std::vector<Deployment> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_deployments WHERE component = ? AND environment = ? AND "
                            "finished_at IS NULL ORDER BY id",
                            columns),
                {component, environment}))
    out.push_back(read(row));
  return out;
}

std::vector<Instance> DeploymentStore::in_force(db::Tx& tx, const std::string& host) const {
  std::vector<Instance> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM delivery_instances WHERE host_id = ? AND id IN (SELECT instance_id FROM "
                            "delivery_current WHERE instance_id <> '') ORDER BY id",
                            instance_columns),
                {host}))
    out.push_back(read_instance(tx, row));
  return out;
}

void DeploymentStore::remove_environment(db::Tx& tx, const std::string& environment_uid) const {
  tx.exec(
      "DELETE FROM delivery_instances WHERE deployment_id IN (SELECT id FROM delivery_deployments WHERE "
      "environment_uid = ?)",
      {environment_uid});
  tx.exec(
      "DELETE FROM delivery_rotations WHERE deployment_id IN (SELECT id FROM delivery_deployments WHERE "
      "environment_uid = ?)",
      {environment_uid});
  tx.exec("DELETE FROM delivery_deployments WHERE environment_uid = ?", {environment_uid});
}

void DeploymentStore::remove_component(db::Tx& tx, const std::string& component) const {
  tx.exec("DELETE FROM delivery_instances WHERE component = ?", {component});
  tx.exec(
      "DELETE FROM delivery_rotations WHERE deployment_id IN (SELECT id FROM delivery_deployments WHERE component = ?)",
      {component});
  tx.exec("DELETE FROM delivery_deployments WHERE component = ?", {component});
}

bool DeploymentStore::put_route(db::Tx& tx, const RouteRow& r) const {
  if (tx.query_one("SELECT 1 FROM delivery_routes WHERE host = ? AND path = ? AND gu_id <> ?",
                   {r.host, r.path, r.gu_id}))
    return false;
  tx.exec(
      "INSERT INTO delivery_routes (gu_id, component, project_id, environment, host, path, port, instance_id, "
      "host_port) VALUES (?, ?, ?, ?, ?, ?, ?, '', 0) "
      "ON CONFLICT (gu_id) DO UPDATE SET host = excluded.host, path = excluded.path, port = excluded.port",
      {r.gu_id, r.component, r.project_id, r.environment, r.host, r.path, r.port});
  return true;
}

void DeploymentStore::remove_route(db::Tx& tx, const std::string& gu_id) const {
  tx.exec("DELETE FROM delivery_routes WHERE gu_id = ?", {gu_id});
}

bool DeploymentStore::has_other_traffic(db::Tx& tx, const std::string& component, const std::string& environment,
                                        const std::string& instance_id) const {
  return tx
      .query_one("SELECT 1 FROM delivery_routes WHERE component = ? AND environment = ? AND instance_id <> ?",
                 {component, environment, instance_id})
      .has_value();
}

bool DeploymentStore::has_traffic(db::Tx& tx, const std::string& instance_id) const {
  return tx.query_one("SELECT 1 FROM delivery_routes WHERE instance_id = ?", {instance_id}).has_value();
}

std::vector<DeploymentStore::RouteRow> DeploymentStore::routes(db::Tx& tx, const std::string& component,
                                                               const std::string& environment) const {
  std::vector<RouteRow> out;
  for (const db::Row& row : tx.query("SELECT gu_id, component, project_id, environment, host, path, port FROM "
                                     "delivery_routes WHERE component = ? AND environment = ? ORDER BY host, path",
                                     {component, environment}))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  return out;
}

void DeploymentStore::point_route(db::Tx& tx, const std::string& gu_id, const std::string& instance_id,
                                  const std::vector<int>& host_ports) const {
  boost::json::array further;
  for (std::size_t i = 1; i < host_ports.size(); ++i) further.push_back(host_ports[i]);
  tx.exec("UPDATE delivery_routes SET instance_id = ?, host_port = ?, further_ports = ? WHERE gu_id = ?",
          {instance_id, host_ports.empty() ? 0 : host_ports.front(), boost::json::serialize(further), gu_id});
}

std::vector<TrafficRoute> DeploymentStore::table(db::Tx& tx, const std::string& host) const {
  std::vector<TrafficRoute> out;
  for (const db::Row& row : tx.query(
           "SELECT r.host, r.path, r.host_port, r.gu_id, COALESCE(i.address, ''), COALESCE(s.state, ''), "
           "r.further_ports FROM "
           "delivery_routes r LEFT JOIN delivery_instances i ON i.id = r.instance_id LEFT JOIN delivery_sleepers s "
           "ON s.component = r.component AND s.environment = r.environment WHERE r.instance_id = '' OR i.host_id = "
           "? ORDER BY r.host, r.path",
           {host})) {
    TrafficRoute route{row.text(0), row.text(1), static_cast<int>(row.integer(2)), row.text(3), row.text(4)};
    const boost::json::value further = boost::json::parse(row.text(6));
    for (const auto& port : further.as_array()) route.further_ports.push_back(static_cast<int>(port.as_int64()));
    if (route.upstream_port == 0 && !row.text(5).empty())
      route.sleep = row.text(5) == "failed" ? RouteSleep::failed : RouteSleep::asleep;
    out.push_back(std::move(route));
  }
  return out;
}

DeploymentStore::Generation DeploymentStore::begin_fence(db::Tx& tx, const std::string& host) const {
  const auto rows = tx.query(
      "INSERT INTO delivery_traffic (host_id, fence, generation) VALUES (?, 1, 1) ON CONFLICT (host_id) DO UPDATE SET "
      "fence = delivery_traffic.fence + 1, "
      "generation = delivery_traffic.generation + 1 RETURNING fence, generation",
      {host});
  return {rows.at(0).integer(0), rows.at(0).integer(1)};
}

DeploymentStore::Generation DeploymentStore::next_generation(db::Tx& tx, const std::string& host) const {
  const auto rows = tx.query(
      "UPDATE delivery_traffic SET generation = generation + 1 WHERE host_id = ? RETURNING fence, generation", {host});
  return {rows.at(0).integer(0), rows.at(0).integer(1)};
}

}  // namespace towpath::delivery
