#include "raw_loop.h"

#include <fmt/core.h>

#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/row_list.h"

namespace towpath::bench {
namespace {

struct RawNode {
  std::int64_t id = 0, fence = 0;
  std::string run_id, key;
};

struct RawRun {
  std::int64_t open = 0, journal = 0;
};
using RawRuns = std::map<std::string, RawRun>;

/// Many rows to a statement, because that is what is quick on both databases.
class RawLoop {
 public:
  RawLoop(db::Db& db, std::size_t batch) : db_(db), batch_(batch) {
    runs_ = db_.read([](db::Tx& tx) {
      RawRuns runs;
      for (const db::Row& row : tx.query("SELECT id, open_nodes, journal_seq FROM runs"))
        runs[row.text(0)] = {row.integer(1), row.integer(2)};
      return runs;
    });
  }

  std::size_t run() {
    for (std::size_t ended = 0;;) {
      std::vector<RawNode> claimed;
      RawRuns runs;
      const auto turn = db_.transact([&](db::Tx& tx) -> Status {
        now_ = clock_.now();
        now_text_ = to_rfc3339(now_);
        journal_.clear();
        runs = runs_;
        if (!running_.empty()) end(tx, runs);
        claimed = claim(tx, runs);
        db::insert_rows(tx, "INSERT INTO runs_journal (run_id, seq, at, type, node, data) VALUES", journal_);
        save(tx, runs);
        return ok();
      });
      turn.value();
      ended += running_.size();
      runs_ = std::move(runs);
      running_ = std::move(claimed);
      if (running_.empty()) return ended;
    }
  }

 private:
  std::vector<RawNode> claim(db::Tx& tx, RawRuns& runs) {
    static const std::string ready = fmt::format(
        "SELECT node_id FROM runs_ready WHERE ready_at <= ? ORDER BY priority, ready_at, node_id LIMIT ? {}",
        tx.dialect().skip_locked());
    static const db::RowList take("DELETE FROM runs_ready WHERE node_id IN (", "?", ")");
    static const db::RowList read("SELECT id, fence + 1, run_id, key FROM runs_nodes WHERE id IN (", "?", ")");
    static const db::RowList start(
        "UPDATE runs_nodes SET state = 'running', fence = fence + 1, attempt = attempt + 1, started_at = ? WHERE id IN "
        "(",
        "?", ")");
    db::Params ids;
    for (const db::Row& row : tx.query(ready, {now_.time_since_epoch().count(), batch_}))
      ids.emplace_back(row.integer(0));
    std::vector<RawNode> nodes;
    if (ids.empty()) return nodes;
    exec(tx, take, ids);
    db::Params all;
    const std::string_view sql = read.bind(ids, all);
    for (const db::Row& row : tx.query(sql, all))
      nodes.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3)});
    exec(tx, start, ids, {now_text_});
    std::vector<db::Params> leases;
    for (const RawNode& node : nodes) {
      leases.push_back({node.id, "raw", "raw", node.fence, now_.time_since_epoch().count()});
      journal(runs, node.run_id, "node.started", node.key, R"({"attempt":1})");
    }
    db::insert_rows(tx, "INSERT INTO runs_leases (node_id, runner_id, host_id, fence, lease_until) VALUES", leases);
    return nodes;
  }

  void end(db::Tx& tx, RawRuns& runs) {
    static const db::RowList finish(
        "UPDATE runs_nodes SET state = 'succeeded', outputs = '{}', error = NULL, finished_at = ? WHERE state = "
        "'running' "
        "AND id IN (",
        "?", ")");
    static const db::RowList drop("DELETE FROM runs_leases WHERE node_id IN (", "?", ")");
    db::Params ids;
    for (const RawNode& node : running_) {
      ids.emplace_back(node.id);
      journal(runs, node.run_id, "node.finished", node.key, R"({"state":"succeeded"})");
      if (--runs[node.run_id].open == 0) journal(runs, node.run_id, "run.finished", "", R"({"state":"succeeded"})");
    }
    exec(tx, finish, ids, {now_text_});
    exec(tx, drop, ids);
  }

  static void exec(db::Tx& tx, const db::RowList& statement, const db::Params& rows, db::Params params = {}) {
    const std::string_view sql = statement.bind(rows, params);
    tx.exec(sql, params);
  }

  void journal(RawRuns& runs, const std::string& run, std::string_view type, const std::string& node,
               std::string_view data) {
    journal_.push_back({run, ++runs[run].journal, now_text_, type, node, data});
  }

  void save(db::Tx& tx, const RawRuns& runs) {
    std::vector<db::Params> changed;
    for (const auto& [id, run] : runs)
      if (runs_.at(id).journal != run.journal)
        changed.push_back({run.open == 0 ? "succeeded" : "running", run.open, run.journal, id});
    tx.exec_each("UPDATE runs SET state = ?, open_nodes = ?, journal_seq = ? WHERE id = ?", changed);
  }

  db::Db& db_;
  const std::size_t batch_;
  const SystemClock clock_;
  UtcTime now_;
  std::string now_text_;
  std::vector<db::Params> journal_;
  std::vector<RawNode> running_;
  RawRuns runs_;
};

}  // namespace

std::size_t run_raw_loop(db::Db& db, std::size_t batch) { return RawLoop(db, batch).run(); }

}  // namespace towpath::bench
