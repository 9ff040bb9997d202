#include "remote_store.h"

#include <fmt/core.h>

#include "run_json.h"

namespace towpath::runs {
namespace {

constexpr std::string_view lease_query =
    "SELECT l.node_id, l.fence, l.runner_id, n.run_id, n.run_when, n.timeout_ms, n.started_at FROM runs_leases l "
    "JOIN runs_nodes n ON n.id = l.node_id WHERE l.host_id = ? AND ";

RemoteLease read_lease(const db::Row& row) {
  RemoteLease out;
  out.hold = {row.integer(0), row.integer(1)};
  out.runner = row.text(2);
  out.run_id = row.text(3);
  out.when = row.text(4) == "always" ? When::always : When::success;  // no other decides about stopping
  out.timeout_ms = row.integer(5);
  out.started_at = row.optional_time(6);
  return out;
}

}  // namespace

std::vector<RemoteStore::Waiting> RemoteStore::ready(db::Tx& tx, std::int64_t now, std::size_t limit) const {
  std::vector<Waiting> out;
  for (const db::Row& row : tx.query("SELECT r.node_id, n.spec FROM runs_remote_ready r JOIN runs_nodes n ON n.id = "
                                     "r.node_id WHERE r.ready_at <= ? ORDER BY r.priority, r.ready_at, r.node_id "
                                     "LIMIT ?",
                                     {now, limit}))
    out.push_back({row.integer(0), row.text(1)});
  return out;
}

bool RemoteStore::take(db::Tx& tx, std::int64_t node) const {
  return tx.exec("DELETE FROM runs_remote_ready WHERE node_id = ?", {node}) == 1;
}

std::vector<RemoteLease> RemoteStore::leases(db::Tx& tx, const std::string& runner) const {
  static const std::string sql = fmt::format("{}l.runner_id = ? ORDER BY l.node_id", lease_query);
  std::vector<RemoteLease> out;
  for (const db::Row& row : tx.query(sql, {remote_host, runner})) out.push_back(read_lease(row));
  return out;
}

std::vector<RemoteLease> RemoteStore::ended_leases(db::Tx& tx, std::int64_t now) const {
  static const std::string sql = fmt::format("{}l.lease_until < ? ORDER BY l.node_id", lease_query);
  std::vector<RemoteLease> out;
  for (const db::Row& row : tx.query(sql, {remote_host, now})) out.push_back(read_lease(row));
  return out;
}

void RemoteStore::renew(db::Tx& tx, std::int64_t node, std::int64_t until) const {
  tx.exec("UPDATE runs_leases SET lease_until = ? WHERE node_id = ? AND lease_until < ?", {until, node, until});
}

void RemoteStore::extend(db::Tx& tx, std::int64_t until) const {
  tx.exec("UPDATE runs_leases SET lease_until = ? WHERE host_id = ? AND lease_until < ?", {until, remote_host, until});
}

bool RemoteStore::holds(db::Tx& tx, const std::string& runner, const RemoteHold& hold) const {
  return tx
      .query_one("SELECT 1 FROM runs_leases WHERE node_id = ? AND fence = ? AND runner_id = ? AND host_id = ?",
                 {hold.node, hold.fence, runner, remote_host})
      .has_value();
}

std::vector<std::pair<std::string, std::int64_t>> RemoteStore::held(db::Tx& tx) const {
  std::vector<std::pair<std::string, std::int64_t>> out;
  for (const db::Row& row :
       tx.query("SELECT runner_id, COUNT(*) FROM runs_leases WHERE host_id = ? GROUP BY runner_id", {remote_host}))
    out.emplace_back(row.text(0), row.integer(1));
  return out;
}

void RemoteStore::forget_attempt(db::Tx& tx, std::int64_t node) const {
  tx.exec("UPDATE runs_nodes SET attempt = attempt - 1 WHERE id = ? AND attempt > 0", {node});
}

void RemoteStore::begin(db::Tx& tx, const RemoteHold& hold) const {
  tx.exec(
      "INSERT INTO runs_remote_progress (node_id, fence, reports) VALUES (?, ?, 0) ON CONFLICT (node_id) DO UPDATE SET "
      "fence = excluded.fence, reports = 0",
      {hold.node, hold.fence});
}

std::optional<std::int64_t> RemoteStore::reports(db::Tx& tx, const RemoteHold& hold) const {
  const auto row =
      tx.query_one("SELECT reports FROM runs_remote_progress WHERE node_id = ? AND fence = ?", {hold.node, hold.fence});
  if (!row) return std::nullopt;
  return row->integer(0);
}

void RemoteStore::set_reports(db::Tx& tx, const RemoteHold& hold, std::int64_t reports) const {
  tx.exec("UPDATE runs_remote_progress SET reports = ? WHERE node_id = ? AND fence = ?",
          {reports, hold.node, hold.fence});
}

std::optional<ClaimedNode> RemoteStore::claimed(db::Tx& tx, const RemoteHold& hold) const {
  const auto row = tx.query_one(
      "SELECT run_id, key, title, kind, spec, attempt, started_at, timeout_ms, retry, allow_failure, upstream_failed "
      "FROM runs_nodes WHERE id = ? AND fence = ? AND state = 'running'",
      {hold.node, hold.fence});
  if (!row) return std::nullopt;
  ClaimedNode out;
  out.fence = hold.fence;
  out.run_id = row->text(0);
  out.node.id = hold.node;
  out.node.key = row->text(1);
  out.node.title = row->text(2);
  out.node.kind = row->text(3);
  out.node.spec = row->text(4);
  out.node.attempt = static_cast<int>(row->integer(5));
  out.node.started_at = row->optional_time(6);
  out.timeout_ms = row->integer(7);
  out.retry = row->text(8);
  out.allow_failure = row->boolean(9);
  out.upstream_failed = row->boolean(10);
  return out;
}

}  // namespace towpath::runs
