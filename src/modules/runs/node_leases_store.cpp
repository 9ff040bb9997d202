#include "node_store.h"

namespace towpath::runs {

void NodeStore::renew_leases(db::Tx& tx, const std::string& runner, std::int64_t until) const {
  tx.exec("UPDATE runs_leases SET lease_until = ? WHERE runner_id = ?", {until, runner});
}

std::vector<Lease> NodeStore::dead_leases(db::Tx& tx, const std::string& host, const std::string& runner,
                                          std::int64_t now) const {
  std::vector<Lease> out;
  for (const db::Row& row : tx.query("SELECT node_id, fence FROM runs_leases WHERE runner_id <> ? AND (host_id = ? OR "
                                     "lease_until < ?) ORDER BY node_id",
                                     {runner, host, now}))
    out.push_back({row.integer(0), row.integer(1)});
  return out;
}

std::vector<Lease> NodeStore::expired_leases(db::Tx& tx, const std::string& runner, std::int64_t now) const {
  std::vector<Lease> out;
  for (const db::Row& row :
       tx.query("SELECT node_id, fence FROM runs_leases WHERE runner_id <> ? AND lease_until < ? ORDER BY node_id",
                {runner, now}))
    out.push_back({row.integer(0), row.integer(1)});
  return out;
}

std::vector<std::int64_t> NodeStore::to_be_stopped(db::Tx& tx, const std::string& runner) const {
  std::vector<std::int64_t> out;
  for (const db::Row& row :
       tx.query("SELECT n.id FROM runs_leases l JOIN runs_nodes n ON n.id = l.node_id JOIN runs r ON r.id = n.run_id "
                "WHERE l.runner_id = ? AND r.cancel_requested_at IS NOT NULL AND n.run_when <> 'always'",
                {runner}))
    out.push_back(row.integer(0));
  return out;
}

std::vector<Lease> NodeStore::leases_of(db::Tx& tx, const std::string& runner) const {
  std::vector<Lease> out;
  for (const db::Row& row :
       tx.query("SELECT node_id, fence FROM runs_leases WHERE runner_id = ? ORDER BY node_id", {runner}))
    out.push_back({row.integer(0), row.integer(1)});
  return out;
}

bool NodeStore::has_lease(db::Tx& tx, const Lease& lease) const {
  return tx.query_one("SELECT 1 FROM runs_leases WHERE node_id = ? AND fence = ?", {lease.node_id, lease.fence})
      .has_value();
}

void NodeStore::drop_lease(db::Tx& tx, std::int64_t node_id) const {
  tx.exec("DELETE FROM runs_leases WHERE node_id = ?", {node_id});
}

}  // namespace towpath::runs
