#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "runs/run.h"
#include "runs/runs.h"

namespace towpath::runs {

/// The cancel reason of a run whose own deadline passed.
inline constexpr std::string_view run_timeout_reason = "The run took longer than its time limit.";

/// The columns of a run that transitions read and write.
struct RunHead {
  std::string id;
  std::int64_t number = 0;
  std::string kind, subject, owner_ref, project_id, env_type, group_key;
  RunState state = RunState::queued;
  std::int64_t timeout_ms = 0;
  std::int64_t open_nodes = 0, failed_nodes = 0, next_index = 0, journal_seq = 0;
  bool cancel_requested = false;
  bool timed_out = false;  ///< Derived: the cancel reason is the run's own deadline.
  std::string waiting_reason;
  std::optional<std::string> error;
  UtcTime created_at;
  std::optional<UtcTime> started_at, finished_at, deadline_at;
};

/// Rows of runs, runs_counters, runs_groups, runs_group_waits, runs_journal and runs_artifacts.
class RunStore {
 public:
  std::int64_t next_number(db::Tx& tx) const;
  /// The new run is queued. Answers its head as it now stands in the database.
  RunHead insert(db::Tx& tx, const RunSpec& spec, const RunId& id, std::int64_t number, std::size_t nodes,
                 const std::string& host_id, UtcTime now) const;
  std::optional<std::string> id_by_idempotency_key(db::Tx& tx, const std::string& key) const;
  std::optional<RunHead> head(db::Tx& tx, const std::string& id) const;
  std::optional<RunHead> head_by_number(db::Tx& tx, std::int64_t number) const;
  void save(db::Tx& tx, const RunHead& head) const;
  void set_cancel(db::Tx& tx, const std::string& id, const std::string& reason, UtcTime now) const;
  std::vector<std::string> overdue(db::Tx& tx, UtcTime now) const;
  std::optional<UtcTime> next_deadline(db::Tx& tx) const;

  /// Without nodes; nullopt when absent or outside the condition.
  std::optional<Run> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  std::vector<Run> list(db::Tx& tx, const RunFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const RunFilter& filter, const auth::SqlCondition& visible) const;
  /// Of the runs of its kind about its subject that succeeded before it, the last 20 of the last 100.
  std::optional<TypicalDuration> typical(db::Tx& tx, const Run& run, const auth::SqlCondition& visible) const;
  /// What a run was made from, to make it again; nodes not included.
  std::optional<RunSpec> spec(db::Tx& tx, const std::string& id) const;

  /// A row of the journal: run id, sequence, time, type, node, data.
  static db::Params journal_row(const std::string& run_id, std::int64_t seq, const std::string& at,
                                std::string_view type, std::string_view node, std::string_view data);
  void insert_journal(db::Tx& tx, const std::vector<db::Params>& rows) const;
  /// Hex SHA-256 over "seq|at|type|node|data\n" of every row, in order.
  std::string journal_hash(db::Tx& tx, const std::string& run_id) const;
  std::vector<JournalEntry> journal(db::Tx& tx, const std::string& run_id, std::int64_t after, std::size_t limit) const;

  std::optional<std::string> group_holder(db::Tx& tx, const std::string& group) const;
  void take_group(db::Tx& tx, const std::string& group, const std::string& run_id) const;
  void release_group(db::Tx& tx, const std::string& group, const std::string& run_id) const;
  void wait_for_group(db::Tx& tx, const std::string& group, std::int64_t number, const std::string& run_id) const;
  /// First come, first served.
  std::vector<std::string> group_waiters(db::Tx& tx, const std::string& group) const;
  void leave_group_queue(db::Tx& tx, const std::string& run_id) const;

  void put_artifact(db::Tx& tx, const std::string& run_id, const Artifact& artifact, UtcTime now) const;
  std::vector<Artifact> artifacts(db::Tx& tx, const std::string& run_id) const;
};

}  // namespace towpath::runs
