#include "evidence_store.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace towpath::faults {
namespace {

std::unique_ptr<db::Db> open(const std::string& url) {
  auto db = db::Db::open({.url = url, .access = db::Access::read_only, .readers = 1});
  if (!db.has_value()) throw std::runtime_error("cannot read " + url + ": " + db.error().message());
  return std::move(*db);
}

void read_runs(db::Tx& tx, Evidence& out) {
  for (const auto& row : tx.query("SELECT id, kind, title, state, journal_seq FROM runs ORDER BY number"))
    out.runs.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
  for (const auto& row : tx.query("SELECT id, run_id, state FROM delivery_deployments")) {
    out.deployments_of_run[row.text(1)].push_back(row.text(0));
    out.deployment_states[row.text(0)] = row.text(2);
  }
  const std::pair<const char*, std::string_view> nothing_left[] = {
      {"effects that are not done", "SELECT COUNT(*) FROM runs_effects WHERE state <> 'done'"},
      {"leases", "SELECT COUNT(*) FROM runs_leases"},
      {"ready nodes", "SELECT COUNT(*) FROM runs_ready"},
      {"timers", "SELECT COUNT(*) FROM runs_timers"},
      {"held groups", "SELECT COUNT(*) FROM runs_groups"},
      {"waiting groups", "SELECT COUNT(*) FROM runs_group_waits"},
      {"nodes that have not ended",
       "SELECT COUNT(*) FROM runs_nodes WHERE state NOT IN ('succeeded', 'failed', 'skipped', 'cancelled', "
       "'timed_out')"},
      {"steps that still run",
       "SELECT COUNT(*) FROM runs_steps s JOIN runs_nodes n ON n.id = s.node_id WHERE s.state = 'running' AND "
       "s.attempt "
       "= n.attempt"},
      {"resources that are not active", "SELECT COUNT(*) FROM delivery_resources WHERE state NOT IN ('active')"},
      {"effects done twice in a node",
       "SELECT COUNT(*) FROM (SELECT node_id, name FROM runs_effects GROUP BY node_id, name HAVING COUNT(*) > 1) "
       "twice"},
  };
  for (const auto& [what, sql] : nothing_left) out.leftovers[what] = tx.query_one(sql)->integer(0);
  for (const auto& row : tx.query("SELECT r.id FROM runs r WHERE r.journal_seq <> (SELECT COUNT(*) FROM runs_journal j "
                                  "WHERE j.run_id = r.id)"))
    out.broken_journals.push_back(row.text(0) + " has a gap");
  for (const auto& row : tx.query("SELECT run_id, node FROM runs_journal WHERE type = 'node.finished' GROUP BY run_id, "
                                  "node HAVING COUNT(*) > 1"))
    out.broken_journals.push_back(row.text(0) + " ends " + row.text(1) + " twice");
}

void read_delivery(db::Tx& tx, Evidence& out) {
  for (const auto& row : tx.query("SELECT gu_id, type, state, res_id FROM delivery_resources"))
    out.resources.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
  for (const auto& row : tx.query("SELECT DISTINCT scope FROM secrets_values WHERE scope LIKE 'resource.%'"))
    out.resource_secrets.insert(row.text(0).substr(std::string_view("resource.").size()));
  for (const auto& row : tx.query("SELECT id FROM forge_repositories")) out.repositories.insert(row.text(0));
  for (const auto& row :
       tx.query("SELECT instance_id FROM delivery_current WHERE instance_id <> '' UNION SELECT i.id FROM "
                "delivery_instances i JOIN delivery_current c ON c.instance_id = i.copy_of WHERE "
                "i.state = 'active'"))
    out.instances_in_force.insert(row.text(0));
  for (const auto& row : tx.query("SELECT id, state FROM delivery_instances WHERE state NOT IN ('stopped', 'failed')"))
    out.instances[row.text(0)] = row.text(1);
  for (const auto& row : tx.query("SELECT host_port, host, path FROM delivery_routes WHERE host_port <> 0"))
    out.ports[static_cast<int>(row.integer(0))].push_back(row.text(1) + row.text(2));
  for (const auto& row : tx.query("SELECT component, bundle, commit_sha, COUNT(*) FROM delivery_releases GROUP BY "
                                  "component, bundle, commit_sha"))
    out.releases[row.text(0) + " " + row.text(1) + " " + row.text(2)] = row.integer(3);
}

void read_events(db::Tx& tx, Evidence& out) {
  for (const auto& row : tx.query("SELECT s.sequence, e.type, e.subject, e.actor, p.payload FROM event_seals s JOIN "
                                  "events e ON e.id = s.event_id JOIN event_payloads p ON p.event_id = e.id ORDER BY "
                                  "s.sequence"))
    out.events.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  out.unsealed = tx.query_one(
                       "SELECT COUNT(*) FROM events e LEFT JOIN event_seals s ON s.event_id = e.id WHERE "
                       "s.sequence IS NULL")
                     ->integer(0);
  const std::pair<const char*, const char*> wants[] = {{"pipelines.pushes", "forge.pushed"},
                                                       {"pipelines.results", "run.finished"},
                                                       {"delivery.bundles", "pipelines.bundle.published"}};
  for (const auto& [consumer, type] : wants) {
    // On a database that servers share, what each of them looks at itself has the server's name behind an @.
    const auto cursor =
        tx.query_one("SELECT sequence FROM event_cursors WHERE name = ? OR name LIKE ? ORDER BY name DESC",
                     {consumer, std::string(consumer) + "@%"});
    const std::int64_t at = cursor ? cursor->integer(0) : 0;
    std::int64_t behind = 0;
    for (const EventRow& event : out.events) behind += event.type == type && event.sequence > at;
    out.consumer_lag[consumer] = behind;
  }
}

}  // namespace

Evidence read_evidence(const std::string& database) {
  const auto db = open(database);
  return db->read([](db::Tx& tx) {
    Evidence out;
    read_events(tx, out);
    read_runs(tx, out);
    read_delivery(tx, out);
    return out;
  });
}

ProvisionedObjects read_provisioned(int port, const std::string& password) {
  const auto db = open("postgresql://towpath_admin:" + password + "@127.0.0.1:" + std::to_string(port) + "/postgres");
  return db->read([](db::Tx& tx) {
    ProvisionedObjects out;
    for (const auto& row : tx.query("SELECT datname::text FROM pg_database WHERE datname LIKE 'tp\\_%'")) {
      const std::string name = row.text(0);
      (name.find("_deleted_") == std::string::npos ? out.databases : out.kept).insert(name);
    }
    for (const auto& row : tx.query("SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'tp\\_%' AND rolcanlogin"))
      out.roles.insert(row.text(0));
    return out;
  });
}

std::vector<std::pair<std::string, std::string>> read_all_text(const std::string& database) {
  const auto db = open(database);
  const bool is_sqlite = db->dialect().engine() == db::Engine::sqlite;
  return db->read([&](db::Tx& tx) {
    std::vector<std::string> tables;
    for (const auto& row : tx.query(is_sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
                                              : "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"))
      tables.push_back(row.text(0));
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& table : tables) {
      // The whole row as one text: every column, whatever its type.
      std::string columns;
      const std::string listing = is_sqlite ? "SELECT name FROM pragma_table_info('" + table + "')"
                                            : "SELECT column_name::text FROM information_schema.columns WHERE "
                                              "table_name = '" +
                                                  table + "'";
      std::vector<std::string> names;
      for (const auto& column : tx.query(listing)) names.push_back(column.text(0));
      for (const std::string& name : names) {
        const std::string values =
            is_sqlite
                ? "SELECT CAST(\"" + name + "\" AS TEXT) FROM \"" + table + "\" WHERE \"" + name + "\" IS NOT NULL"
                : "SELECT CASE WHEN pg_typeof(\"" + name + "\")::text = 'bytea' THEN encode(\"" + name +
                      "\"::text::bytea, 'escape') ELSE \"" + name + "\"::text END FROM \"" + table + "\" WHERE \"" +
                      name + "\" IS NOT NULL";
        for (const auto& row : tx.query(values)) out.emplace_back(table + "." + name, row.text(0));
      }
    }
    return out;
  });
}

}  // namespace towpath::faults
