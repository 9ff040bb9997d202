#include "fleet_store.h"

namespace towpath::fleet {

void FleetStore::join(db::Tx& tx, const FleetOptions& server, const std::string& address, UtcTime now) const {
  tx.exec(
      "INSERT INTO fleet_servers (host_id, name, address, version, leads, started_at, seen_at, lease_until) "
      "VALUES (?, ?, ?, ?, FALSE, ?, ?, ?) ON CONFLICT (host_id) DO UPDATE SET name = excluded.name, "
      "address = excluded.address, version = excluded.version, leads = FALSE, started_at = excluded.started_at, "
      "seen_at = excluded.seen_at, lease_until = excluded.lease_until, stopped_at = NULL",
      {server.host_id, server.name, address, server.version, now, now, now + server.lease});
}

void FleetStore::renew(db::Tx& tx, const FleetOptions& server, bool leads, UtcTime now) const {
  tx.exec("UPDATE fleet_servers SET seen_at = ?, lease_until = ?, leads = ? WHERE host_id = ?",
          {now, now + server.lease, leads, server.host_id});
  if (leads) tx.exec("UPDATE fleet_servers SET leads = FALSE WHERE leads AND host_id <> ?", {server.host_id});
}

void FleetStore::leave(db::Tx& tx, const std::string& host_id, UtcTime now) const {
  tx.exec("UPDATE fleet_servers SET leads = FALSE, seen_at = ?, stopped_at = ? WHERE host_id = ?", {now, now, host_id});
}

std::vector<Server> FleetStore::servers(db::Tx& tx) const {
  std::vector<Server> out;
  for (const db::Row& row : tx.query("SELECT host_id, name, address, version, started_at, seen_at, lease_until, "
                                     "stopped_at, leads FROM fleet_servers ORDER BY name, host_id")) {
    Server& server = out.emplace_back(Server{row.text(0), row.text(1), row.text(2), row.text(3), row.time(4),
                                             row.time(5), row.time(6), row.optional_time(7)});
    server.leads = row.boolean(8);
  }
  return out;
}

Secret FleetStore::key(db::Tx& tx, const Secret& candidate) const {
  tx.exec("INSERT INTO fleet_keys (id, key) VALUES (1, ?) ON CONFLICT (id) DO NOTHING", {candidate.reveal()});
  return Secret(tx.query("SELECT key FROM fleet_keys WHERE id = 1").at(0).text(0));
}

}  // namespace towpath::fleet
