#include "node_store.h"

namespace towpath::runs {

void NodeStore::put_step(db::Tx& tx, std::int64_t node_id, const Step& step, const std::string& host) const {
  tx.exec(
      "INSERT INTO runs_steps (node_id, attempt, step, name, state, exit_code, log_lines, started_at, finished_at, "
      "host_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (node_id, attempt, step) DO UPDATE SET state = "
      "excluded.state, "
      "exit_code = excluded.exit_code, log_lines = excluded.log_lines, finished_at = excluded.finished_at",
      {node_id, step.attempt, step.index, step.name, step.state, step.exit_code, step.log_lines, step.started_at,
       step.finished_at, host});
}

std::string NodeStore::host_of_step(db::Tx& tx, std::int64_t node_id, int attempt, int step) const {
  const auto row = tx.query_one("SELECT host_id FROM runs_steps WHERE node_id = ? AND attempt = ? AND step = ?",
                                {node_id, attempt, step});
  return row ? row->text(0) : "";
}

void NodeStore::lose_steps(db::Tx& tx, std::int64_t node_id, int attempt, UtcTime now) const {
  tx.exec(
      "UPDATE runs_steps SET state = 'failed', finished_at = ? WHERE node_id = ? AND attempt = ? AND state = 'running'",
      {now, node_id, attempt});
}

}  // namespace towpath::runs
