#include "runs/binding.h"

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

}  // namespace towpath::runs
