#include "runs/binding.h"

#include "moving.h"

namespace towpath::runs {

std::string bind_to_host(db::Tx& tx, const RunId& run, const std::string& host_id) {
  tx.exec("UPDATE runs SET bound_host = ? WHERE id = ? AND bound_host = ''", {host_id, run});
  const auto row = tx.query_one("SELECT bound_host FROM runs WHERE id = ?", {run});
  if (!row) return host_id;
  tx.exec(
      "UPDATE runs_ready SET bound_host = ? WHERE bound_host <> ? AND node_id IN (SELECT id FROM runs_nodes WHERE "
      "run_id = ?)",
      {row->text(0), row->text(0), run});
  tx.notify("runs.wake", run.text());
  return row->text(0);
}

void forget_attempt(db::Tx& tx, std::int64_t node_id, int attempt) {
  tx.exec("UPDATE runs_nodes SET attempt = attempt - 1 WHERE id = ?", {node_id});
  tx.exec("DELETE FROM runs_steps WHERE node_id = ? AND attempt = ?", {node_id, attempt});
}

}  // namespace towpath::runs
