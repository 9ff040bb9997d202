#include "node_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "db/row_list.h"
#include "run_json.h"
#include "runs/remote_nodes.h"

namespace towpath::runs {
namespace {

constexpr std::string_view head_columns =
    "id, run_id, key, kind, spec, run_when, state, pending, upstream_failed, allow_failure, attempt, priority, fence";

std::string_view to_text(When when) {
  switch (when) {
    case When::success:
      return "success";
    case When::always:
      return "always";
    case When::failure:
      return "failure";
    case When::ended:
      return "ended";
  }
  return "success";
}

When when_from(std::string_view text) {
  for (const When when : {When::always, When::failure, When::ended})
    if (to_text(when) == text) return when;
  return When::success;
}

NodeState state_from(std::string_view text) {
  for (const NodeState state :
       {NodeState::blocked, NodeState::ready, NodeState::waiting, NodeState::running, NodeState::succeeded,
        NodeState::failed, NodeState::skipped, NodeState::cancelled, NodeState::timed_out})
    if (to_string(state) == text) return state;
  return NodeState::unknown;
}

NodeHead read_head(const db::Row& row) {
  return {row.integer(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          when_from(row.text(5)),
          state_from(row.text(6)),
          row.integer(7),
          row.boolean(8),
          row.boolean(9),
          static_cast<int>(row.integer(10)),
          static_cast<int>(row.integer(11)),
          row.integer(12)};
}

db::Params to_params(const std::vector<std::int64_t>& ids) { return {ids.begin(), ids.end()}; }

void exec_for(db::Tx& tx, const db::RowList& statement, const std::vector<std::int64_t>& ids, db::Params params = {}) {
  const std::string_view sql = statement.bind(to_params(ids), params);
  tx.exec(sql, params);
}

}  // namespace

void NodeStore::insert(db::Tx& tx, const std::string& run_id, std::int64_t id, const NodeSpec& spec,
                       std::int64_t pending, bool upstream_failed, bool is_expansion) const {
  tx.exec(
      "INSERT INTO runs_nodes (id, run_id, key, title, kind, needs, spec, run_when, retry, timeout_ms, allow_failure, "
      "is_expansion, "
      "priority, state, pending, upstream_failed, attempt, fence, outputs, waiting_reason) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'blocked', ?, ?, 0, 0, '{}', '')",
      {id, run_id, spec.key, spec.title.empty() ? spec.key : spec.title, spec.kind, to_json(spec.needs), spec.spec,
       to_text(spec.when), to_json(spec.retry), std::int64_t{spec.timeout.count()}, spec.allow_failure, is_expansion,
       spec.priority, pending, upstream_failed});
}

void NodeStore::add_dependency(db::Tx& tx, std::int64_t from, std::int64_t to) const {
  tx.exec("INSERT INTO runs_node_deps (from_id, to_id) VALUES (?, ?) ON CONFLICT DO NOTHING", {from, to});
}

void NodeStore::set_needs(db::Tx& tx, std::int64_t id, const std::vector<std::string>& needs,
                          std::int64_t added) const {
  tx.exec("UPDATE runs_nodes SET needs = ?, pending = pending + ? WHERE id = ?", {to_json(needs), added, id});
}

std::map<std::string, std::int64_t> NodeStore::ids_by_key(db::Tx& tx, const std::string& run_id) const {
  std::map<std::string, std::int64_t> out;
  for (const db::Row& row : tx.query("SELECT key, id FROM runs_nodes WHERE run_id = ?", {run_id}))
    out[row.text(0)] = row.integer(1);
  return out;
}

std::optional<NodeHead> NodeStore::head(db::Tx& tx, std::int64_t id) const {
  static const std::string sql = fmt::format("SELECT {} FROM runs_nodes WHERE id = ?", head_columns);
  const auto row = tx.query_one(sql, {id});
  if (!row) return std::nullopt;
  return read_head(*row);
}

std::string NodeStore::title(db::Tx& tx, std::int64_t id) const {
  return tx.query("SELECT title FROM runs_nodes WHERE id = ?", {id}).at(0).text(0);
}

std::vector<NodeHead> NodeStore::heads_in(db::Tx& tx, const std::string& run_id,
                                          const std::vector<NodeState>& states) const {
  static const std::string sql =
      fmt::format("SELECT {} FROM runs_nodes WHERE run_id = ? AND state = ? ORDER BY id", head_columns);
  std::vector<NodeHead> out;
  for (const NodeState state : states)
    for (const db::Row& row : tx.query(sql, {run_id, to_string(state)})) out.push_back(read_head(row));
  return out;
}

std::vector<NodeHead> NodeStore::unblocked(db::Tx& tx, const std::string& run_id) const {
  static const std::string sql = fmt::format(
      "SELECT {} FROM runs_nodes WHERE run_id = ? AND state = 'blocked' AND pending = 0 ORDER BY id", head_columns);
  std::vector<NodeHead> out;
  for (const db::Row& row : tx.query(sql, {run_id})) out.push_back(read_head(row));
  return out;
}

void NodeStore::mark_ready(db::Tx& tx, std::int64_t id) const {
  tx.exec("UPDATE runs_nodes SET state = 'ready' WHERE id = ?", {id});
}

void NodeStore::queue(db::Tx& tx, const NodeHead& node, std::int64_t ready_at) const {
  if (node.kind.starts_with(remote_kind)) {
    tx.exec("INSERT INTO runs_remote_ready (node_id, priority, ready_at) VALUES (?, ?, ?)",
            {node.id, -node.priority, ready_at});
    tx.notify(remote_channel);
    return;
  }
  tx.exec(
      "INSERT INTO runs_ready (node_id, priority, ready_at, bound_host) SELECT ?, ?, ?, bound_host FROM runs "
      "WHERE id = ?",
      {node.id, -node.priority, ready_at, node.run_id});
}

void NodeStore::make_ready(db::Tx& tx, const NodeHead& node, std::int64_t ready_at) const {
  mark_ready(tx, node.id);
  queue(tx, node, ready_at);
}

void NodeStore::make_waiting(db::Tx& tx, std::int64_t id, std::string_view reason) const {
  tx.exec("UPDATE runs_nodes SET state = 'waiting', waiting_reason = ? WHERE id = ?", {reason, id});
}

std::vector<std::int64_t> NodeStore::take_ready(db::Tx& tx, const std::string& host, std::int64_t now,
                                                std::size_t limit) const {
  static const std::string sql = fmt::format(
      "SELECT node_id FROM runs_ready WHERE ready_at <= ? AND bound_host IN ('', ?) ORDER BY priority, ready_at, "
      "node_id "
      "LIMIT ? {}",
      tx.dialect().skip_locked());
  std::vector<std::int64_t> out;
  for (const db::Row& row : tx.query(sql, {now, host, limit})) out.push_back(row.integer(0));
  drop_ready(tx, out);
  return out;
}

void NodeStore::drop_ready(db::Tx& tx, const std::vector<std::int64_t>& ids) const {
  static const db::RowList sql("DELETE FROM runs_ready WHERE node_id IN (", "?", ")");
  if (!ids.empty()) exec_for(tx, sql, ids);
}

std::optional<std::int64_t> NodeStore::next_ready_at(db::Tx& tx, const std::string& host) const {
  return tx.query("SELECT MIN(ready_at) FROM runs_ready WHERE bound_host IN ('', ?)", {host}).at(0).optional_integer(0);
}

std::vector<std::int64_t> NodeStore::reserve(db::Db& db, const LeaseTerms& terms, std::int64_t now,
                                             std::size_t limit) const {
  const auto rows = db.claim(
      "WITH taken AS (DELETE FROM runs_ready WHERE node_id IN (SELECT node_id FROM runs_ready WHERE ready_at <= ? "
      "AND bound_host IN ('', ?) ORDER BY priority, ready_at, node_id LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING "
      "node_id, priority, ready_at), "
      "leased AS (INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) SELECT node_id, "
      "CAST(? AS TEXT), CAST(? AS TEXT), (SELECT fence + 1 FROM runs_nodes WHERE id = node_id), CAST(? AS BIGINT) "
      "FROM taken) SELECT node_id FROM taken ORDER BY priority, ready_at, node_id",
      {now, terms.host, limit, terms.runner, terms.host, terms.until});
  std::vector<std::int64_t> out;
  for (const db::Row& row : rows) out.push_back(row.integer(0));
  return out;
}

std::vector<std::int64_t> NodeStore::reserved(db::Tx& tx, const std::string& runner) const {
  std::vector<std::int64_t> out;
  for (const db::Row& row : tx.query("SELECT l.node_id FROM runs_leases l JOIN runs_nodes n ON n.id = l.node_id "
                                     "WHERE l.runner_id = ? AND n.state = 'ready' ORDER BY l.node_id",
                                     {runner}))
    out.push_back(row.integer(0));
  return out;
}

std::vector<ClaimedNode> NodeStore::start(db::Tx& tx, const std::vector<std::int64_t>& ids, UtcTime now) const {
  static const db::RowList update(
      "UPDATE runs_nodes SET state = 'running', fence = fence + 1, attempt = attempt + 1, started_at = ?, finished_at "
      "= NULL, waiting_reason = '' WHERE state = 'ready' AND id IN (",
      "?",
      ") RETURNING id, run_id, key, title, kind, needs, spec, attempt, fence, timeout_ms, retry, allow_failure, "
      "upstream_failed");
  std::vector<ClaimedNode> out;
  if (ids.empty()) return out;
  std::map<std::int64_t, std::size_t> order;
  for (const std::int64_t id : ids) order.emplace(id, order.size());
  std::set<std::int64_t> not_ready(ids.begin(), ids.end());
  db::Params params{now};
  const std::string_view sql = update.bind(to_params(ids), params);
  for (const db::Row& row : tx.query(sql, params)) {
    ClaimedNode& claimed = out.emplace_back();
    Node& node = claimed.node;
    node.id = row.integer(0);
    claimed.run_id = row.text(1);
    node.key = row.text(2);
    node.title = row.text(3);
    node.kind = row.text(4);
    if (row.text(5) != "[]") node.needs = texts_from_json(row.text(5));
    node.spec = row.text(6);
    node.outputs = "{}";
    node.state = NodeState::running;
    node.attempt = static_cast<int>(row.integer(7));
    node.started_at = now;
    claimed.fence = row.integer(8);
    claimed.timeout_ms = row.integer(9);
    claimed.retry = row.text(10);
    claimed.allow_failure = row.boolean(11);
    claimed.upstream_failed = row.boolean(12);
    not_ready.erase(node.id);
  }
  std::sort(out.begin(), out.end(),
            [&](const ClaimedNode& a, const ClaimedNode& b) { return order.at(a.node.id) < order.at(b.node.id); });
  for (const std::int64_t id : not_ready) drop_lease(tx, id);
  return out;
}

void NodeStore::insert_leases(db::Tx& tx, const std::vector<ClaimedNode>& nodes, const LeaseTerms& terms) const {
  std::vector<db::Params> rows;
  for (const ClaimedNode& claimed : nodes)
    rows.push_back({claimed.node.id, terms.runner, terms.host, claimed.fence, terms.until});
  db::insert_rows(tx, "INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) VALUES", rows);
}

std::map<std::int64_t, std::int64_t> NodeStore::running_fences(db::Tx& tx, const std::vector<std::int64_t>& ids) const {
  static const db::RowList sql("SELECT id, fence FROM runs_nodes WHERE state = 'running' AND id IN (", "?", ")");
  std::map<std::int64_t, std::int64_t> out;
  if (ids.empty()) return out;
  db::Params params;
  const std::string_view text = sql.bind(to_params(ids), params);
  for (const db::Row& row : tx.query(text, params)) out.emplace(row.integer(0), row.integer(1));
  return out;
}

void NodeStore::end_running(db::Tx& tx, const std::vector<NodeEnd>& ends, UtcTime now) const {
  // Lists of ids rather than a join with VALUES: for the join PostgreSQL may read the whole table.
  static const db::RowList update(
      "UPDATE runs_nodes SET state = ?, outputs = ?, error = ?, finished_at = ? WHERE id IN (", "?", ")");
  static const db::RowList drop("DELETE FROM runs_leases WHERE node_id IN (", "?", ")");
  std::map<std::tuple<NodeState, std::string_view, std::string>, std::vector<std::int64_t>> alike;
  std::vector<std::int64_t> ids;
  for (const NodeEnd& end : ends) {
    alike[{end.state, end.outputs, end.error ? to_json(*end.error) : ""}].push_back(end.claimed->node.id);
    ids.push_back(end.claimed->node.id);
  }
  for (const auto& [how, nodes] : alike) {
    const auto& [state, outputs, error] = how;
    exec_for(tx, update, nodes,
             {to_string(state), outputs, error.empty() ? db::Value(nullptr) : db::Value(error), now});
  }
  if (!ids.empty()) exec_for(tx, drop, ids);
}

std::optional<NodeStore::Ended> NodeStore::end_running(db::Tx& tx, std::int64_t id, std::int64_t fence, NodeState state,
                                                       std::string_view outputs,
                                                       const std::optional<std::string>& error, UtcTime now) const {
  const auto rows = tx.query(
      "UPDATE runs_nodes SET state = ?, outputs = ?, error = ?, finished_at = ? WHERE id = ? AND fence = ? AND state = "
      "'running' "
      "RETURNING key, allow_failure, upstream_failed",
      {to_string(state), outputs, error, now, id, fence});
  if (rows.empty()) return std::nullopt;
  drop_lease(tx, id);
  return Ended{rows.front().text(0), rows.front().boolean(1), rows.front().boolean(2)};
}

std::optional<NodeStore::Ended> NodeStore::end_idle(db::Tx& tx, std::int64_t id, NodeState state,
                                                    std::string_view outputs, const std::optional<std::string>& error,
                                                    UtcTime now) const {
  const auto rows = tx.query(
      "UPDATE runs_nodes SET state = ?, outputs = ?, error = ?, finished_at = ?, waiting_reason = '' "
      "WHERE id = ? AND state IN ('blocked', 'ready', 'waiting', 'unknown') RETURNING key, allow_failure, "
      "upstream_failed, kind",
      {to_string(state), outputs, error, now, id});
  if (rows.empty()) return std::nullopt;
  tx.exec("DELETE FROM runs_ready WHERE node_id = ?", {id});
  if (rows.front().text(3).starts_with(remote_kind)) tx.exec("DELETE FROM runs_remote_ready WHERE node_id = ?", {id});
  if (rows.front().text(3) == "timer") tx.exec("DELETE FROM runs_timers WHERE node_id = ?", {id});
  return Ended{rows.front().text(0), rows.front().boolean(1), rows.front().boolean(2)};
}

void NodeStore::explain_waiting(db::Tx& tx, std::int64_t id, std::string_view reason) const {
  tx.exec("UPDATE runs_nodes SET waiting_reason = ? WHERE id = ?", {reason, id});
}

bool NodeStore::holds(db::Tx& tx, std::int64_t id, std::int64_t fence) const {
  return tx.query_one("SELECT 1 FROM runs_nodes WHERE id = ? AND fence = ? AND state = 'running'", {id, fence})
      .has_value();
}

std::vector<NodeHead> NodeStore::release_dependents(db::Tx& tx, const std::vector<std::int64_t>& ids,
                                                    bool failed) const {
  static const db::RowList freed("SELECT to_id, COUNT(*) FROM runs_node_deps WHERE from_id IN (", "?",
                                 ") GROUP BY to_id");
  static const db::RowList read(fmt::format("SELECT {} FROM runs_nodes WHERE id IN (", head_columns), "?", ")");
  std::vector<NodeHead> out;
  if (ids.empty()) return out;
  db::Params params;
  const std::string_view sql = freed.bind(to_params(ids), params);
  std::vector<db::Params> updates;
  std::vector<std::int64_t> dependents;
  for (const db::Row& row : tx.query(sql, params)) {
    updates.push_back({row.integer(1), failed, row.integer(0)});
    dependents.push_back(row.integer(0));
  }
  tx.exec_each("UPDATE runs_nodes SET pending = pending - ?, upstream_failed = (upstream_failed OR ?) WHERE id = ?",
               updates);
  for (std::size_t at = 0; at < dependents.size(); at += db::RowList::most_rows) {
    const auto end = std::min(dependents.size(), at + db::RowList::most_rows);
    db::Params part;
    const std::string_view text = read.bind(
        {dependents.begin() + static_cast<std::ptrdiff_t>(at), dependents.begin() + static_cast<std::ptrdiff_t>(end)},
        part);
    for (const db::Row& row : tx.query(text, part)) out.push_back(read_head(row));
  }
  return out;
}

void NodeStore::insert_timer(db::Tx& tx, std::int64_t id, std::int64_t due_at) const {
  tx.exec("INSERT INTO runs_timers (node_id, due_at) VALUES (?, ?)", {id, due_at});
}

std::vector<std::int64_t> NodeStore::due_timers(db::Tx& tx, std::int64_t now) const {
  std::vector<std::int64_t> out;
  for (const db::Row& row : tx.query("DELETE FROM runs_timers WHERE due_at <= ? RETURNING node_id", {now}))
    out.push_back(row.integer(0));
  return out;
}

std::optional<std::int64_t> NodeStore::next_timer(db::Tx& tx) const {
  return tx.query("SELECT MIN(due_at) FROM runs_timers").at(0).optional_integer(0);
}

void NodeStore::insert_approval(db::Tx& tx, std::int64_t id) const {
  tx.exec(
      "INSERT INTO runs_approvals (node_id, state, decided_by, comment) VALUES (?, 'waiting', '', '') ON CONFLICT DO "
      "NOTHING",
      {id});
}

bool NodeStore::settle_approval(db::Tx& tx, std::int64_t id, std::string_view state, const std::string& by,
                                const std::string& comment, UtcTime now) const {
  return tx.exec(
             "UPDATE runs_approvals SET state = ?, decided_by = ?, comment = ?, decided_at = ? WHERE node_id = ? AND "
             "state = 'waiting'",
             {state, by, comment, now, id}) == 1;
}

std::string NodeStore::retry(db::Tx& tx, std::int64_t id) const {
  return tx.query_one("SELECT retry FROM runs_nodes WHERE id = ?", {id})->text(0);
}

std::optional<EffectRow> NodeStore::effect(db::Tx& tx, const std::string& key) const {
  const auto row = tx.query_one("SELECT state, prepared, response FROM runs_effects WHERE key = ?", {key});
  if (!row) return std::nullopt;
  return EffectRow{row->text(0), row->text(1), row->text(2)};
}

bool NodeStore::insert_effect(db::Tx& tx, const std::string& key, std::int64_t node_id, const std::string& name,
                              const std::string& request, const std::string& prepared, std::int64_t fence,
                              UtcTime now) const {
  return tx.exec(
             "INSERT INTO runs_effects (key, node_id, name, state, request, prepared, response, fence, intended_at) "
             "VALUES (?, ?, ?, 'intent', ?, ?, '{}', ?, ?) ON CONFLICT DO NOTHING",
             {key, node_id, name, request, prepared, fence, now}) == 1;
}

void NodeStore::settle_effect(db::Tx& tx, const std::string& key, std::string_view state, const std::string& response,
                              UtcTime now) const {
  tx.exec("UPDATE runs_effects SET state = ?, response = ?, settled_at = ? WHERE key = ?", {state, response, now, key});
}

void NodeStore::forget_effects(db::Tx& tx, std::int64_t node_id) const {
  tx.exec("DELETE FROM runs_effects WHERE node_id = ? AND state <> 'done'", {node_id});
}

std::vector<std::string> NodeStore::open_effects(db::Tx& tx, std::int64_t node_id) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT key FROM runs_effects WHERE node_id = ? AND state <> 'done'", {node_id}))
    out.push_back(row.text(0));
  return out;
}

std::vector<Node> NodeStore::nodes(db::Tx& tx, const std::string& run_id) const {
  std::vector<Node> out;
  std::map<std::int64_t, std::size_t> index;
  for (const db::Row& row :
       tx.query("SELECT id, key, title, kind, needs, state, spec, outputs, attempt, error, waiting_reason, started_at, "
                "finished_at FROM runs_nodes WHERE run_id = ? ORDER BY id",
                {run_id})) {
    Node node;
    node.id = row.integer(0);
    node.key = row.text(1);
    node.title = row.text(2);
    node.kind = row.text(3);
    node.needs = texts_from_json(row.text(4));
    node.state = state_from(row.text(5));
    node.spec = row.text(6);
    node.outputs = row.text(7);
    node.attempt = static_cast<int>(row.integer(8));
    if (const auto error = row.optional_text(9)) node.error = error_from_json(*error);
    node.waiting_reason = row.text(10);
    node.started_at = row.optional_time(11);
    node.finished_at = row.optional_time(12);
    index[node.id] = out.size();
    out.push_back(std::move(node));
  }
  for (const db::Row& row : tx.query("SELECT s.node_id, s.step, s.attempt, s.name, s.state, s.exit_code, s.log_lines, "
                                     "s.started_at, s.finished_at "
                                     "FROM runs_steps s JOIN runs_nodes n ON n.id = s.node_id "
                                     "WHERE n.run_id = ? ORDER BY s.node_id, s.attempt, s.step",
                                     {run_id})) {
    Step step;
    step.index = static_cast<int>(row.integer(1));
    step.attempt = static_cast<int>(row.integer(2));
    step.name = row.text(3);
    step.state = row.text(4);
    if (const auto code = row.optional_integer(5)) step.exit_code = static_cast<int>(*code);
    step.log_lines = row.integer(6);
    step.started_at = row.optional_time(7);
    step.finished_at = row.optional_time(8);
    Node& node = out[index.at(row.integer(0))];
    (step.attempt == node.attempt ? node.steps : node.earlier_steps).push_back(std::move(step));
  }
  return out;
}

std::vector<NodeSpec> NodeStore::specs(db::Tx& tx, const std::string& run_id, bool with_expansion) const {
  std::vector<NodeSpec> out;
  for (const db::Row& row : tx.query(
           "SELECT key, title, kind, needs, spec, run_when, retry, timeout_ms, allow_failure, priority, is_expansion "
           "FROM runs_nodes WHERE run_id = ? ORDER BY id",
           {run_id})) {
    if (row.boolean(10) && !with_expansion) continue;
    NodeSpec spec;
    spec.key = row.text(0);
    spec.title = row.text(1);
    spec.kind = row.text(2);
    spec.needs = texts_from_json(row.text(3));
    spec.spec = row.text(4);
    spec.when = when_from(row.text(5));
    spec.retry = retry_from_json(row.text(6));
    spec.timeout = std::chrono::milliseconds(row.integer(7));
    spec.allow_failure = row.boolean(8);
    spec.priority = static_cast<int>(row.integer(9));
    out.push_back(std::move(spec));
  }
  return out;
}

NodeStore::Counts NodeStore::counts(db::Tx& tx) const {
  Counts counts;
  counts.ready =
      tx.query("SELECT (SELECT COUNT(*) FROM runs_ready) + (SELECT COUNT(*) FROM runs_remote_ready)").at(0).integer(0);
  counts.running = tx.query("SELECT COUNT(*) FROM runs_leases").at(0).integer(0);
  counts.waiting = tx.query("SELECT COUNT(*) FROM runs WHERE state = 'waiting'").at(0).integer(0);
  return counts;
}

}  // namespace towpath::runs
