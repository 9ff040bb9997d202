#include "run_store.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "base/sha256.h"
#include "base/strings.h"
#include "db/row_list.h"
#include "run_json.h"

namespace towpath::runs {
namespace {

constexpr std::string_view head_columns =
    "id, number, kind, subject, owner_ref, project_id, env_type, group_key, state, timeout_ms, open_nodes, "
    "failed_nodes, "
    "next_index, journal_seq, cancel_requested_at, cancel_reason, waiting_reason, error, created_at, started_at, "
    "finished_at, "
    "deadline_at";
constexpr std::string_view run_columns =
    "id, number, kind, title, subject, owner_ref, project_id, env_type, state, trigger_kind, trigger_actor, "
    "trigger_ref, "
    "trigger_commit, inputs, waiting_reason, error, created_at, started_at, finished_at, rerun_of, journal_seq";

RunState state_from(std::string_view text) {
  for (const RunState state : {RunState::queued, RunState::running, RunState::waiting, RunState::cancelling,
                               RunState::succeeded, RunState::failed, RunState::cancelled})
    if (to_string(state) == text) return state;
  return RunState::timed_out;
}

RunHead read_head(const db::Row& row) {
  RunHead h;
  h.id = row.text(0);
  h.number = row.integer(1);
  h.kind = row.text(2);
  h.subject = row.text(3);
  h.owner_ref = row.text(4);
  h.project_id = row.text(5);
  h.env_type = row.text(6);
  h.group_key = row.text(7);
  h.state = state_from(row.text(8));
  h.timeout_ms = row.integer(9);
  h.open_nodes = row.integer(10);
  h.failed_nodes = row.integer(11);
  h.next_index = row.integer(12);
  h.journal_seq = row.integer(13);
  h.cancel_requested = !row.is_null(14);
  h.timed_out = row.text(15) == run_timeout_reason;
  h.waiting_reason = row.text(16);
  h.error = row.optional_text(17);
  h.created_at = row.time(18);
  h.started_at = row.optional_time(19);
  h.finished_at = row.optional_time(20);
  h.deadline_at = row.optional_time(21);
  return h;
}

}  // namespace

std::int64_t RunStore::next_number(db::Tx& tx) const {
  return tx
      .query(
          "INSERT INTO runs_counters (name, value) VALUES ('run', 1) ON CONFLICT (name) DO UPDATE SET value = "
          "runs_counters.value + 1 RETURNING value")
      .at(0)
      .integer(0);
}

RunHead RunStore::insert(db::Tx& tx, const RunSpec& spec, const RunId& id, std::int64_t number, std::size_t nodes,
                         const std::string& host_id, UtcTime now) const {
  tx.exec(
      "INSERT INTO runs (id, number, kind, title, subject, owner_ref, project_id, env_type, state, trigger_kind, "
      "trigger_actor, "
      "trigger_ref, trigger_commit, inputs, group_key, when_busy, timeout_ms, parent_id, rerun_of, idempotency_key, "
      "open_nodes, "
      "failed_nodes, next_index, journal_seq, cancel_reason, waiting_reason, host_id, created_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, '', '', ?, ?)",
      {id,
       number,
       spec.kind,
       spec.title,
       spec.subject,
       spec.owner_ref,
       spec.project_id,
       spec.env_type,
       spec.trigger.kind,
       spec.trigger.actor,
       spec.trigger.ref,
       spec.trigger.commit,
       spec.inputs,
       spec.concurrency_group,
       spec.when_busy == WhenBusy::queue_newest ? "queue_newest"
       : spec.when_busy == WhenBusy::queue_all  ? "queue_all"
                                                : "cancel_running",
       std::int64_t{spec.timeout.count()},
       spec.parent,
       spec.rerun_of,
       spec.idempotency_key.empty() ? db::Value(nullptr) : db::Value(spec.idempotency_key),
       nodes,
       nodes,
       host_id,
       now});
  RunHead head;
  head.id = id.text();
  head.number = number;
  head.kind = spec.kind;
  head.subject = spec.subject;
  head.owner_ref = spec.owner_ref;
  head.project_id = spec.project_id;
  head.env_type = spec.env_type;
  head.group_key = spec.concurrency_group;
  head.timeout_ms = spec.timeout.count();
  head.open_nodes = head.next_index = static_cast<std::int64_t>(nodes);
  head.created_at = now;
  return head;
}

std::optional<std::string> RunStore::id_by_idempotency_key(db::Tx& tx, const std::string& key) const {
  const auto row = tx.query_one("SELECT id FROM runs WHERE idempotency_key = ?", {key});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::optional<RunHead> RunStore::head(db::Tx& tx, const std::string& id) const {
  static const std::string sql = fmt::format("SELECT {} FROM runs WHERE id = ?", head_columns);
  const auto row = tx.query_one(sql, {id});
  if (!row) return std::nullopt;
  return read_head(*row);
}

std::optional<RunHead> RunStore::head_by_number(db::Tx& tx, std::int64_t number) const {
  static const std::string sql = fmt::format("SELECT {} FROM runs WHERE number = ?", head_columns);
  const auto row = tx.query_one(sql, {number});
  if (!row) return std::nullopt;
  return read_head(*row);
}

void RunStore::save(db::Tx& tx, const RunHead& h) const {
  tx.exec(
      "UPDATE runs SET state = ?, open_nodes = ?, failed_nodes = ?, next_index = ?, journal_seq = ?, waiting_reason = "
      "?, "
      "error = ?, started_at = ?, finished_at = ?, deadline_at = ? WHERE id = ?",
      {to_string(h.state), h.open_nodes, h.failed_nodes, h.next_index, h.journal_seq, h.waiting_reason, h.error,
       h.started_at, h.finished_at, h.deadline_at, h.id});
}

void RunStore::set_cancel(db::Tx& tx, const std::string& id, const std::string& reason, UtcTime now) const {
  tx.exec("UPDATE runs SET cancel_requested_at = ?, cancel_reason = ? WHERE id = ? AND cancel_requested_at IS NULL",
          {now, reason, id});
}

std::vector<std::string> RunStore::overdue(db::Tx& tx, UtcTime now) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query(
           "SELECT id FROM runs WHERE state = 'running' AND deadline_at <= ? AND cancel_requested_at IS NULL", {now}))
    out.push_back(row.text(0));
  return out;
}

std::optional<UtcTime> RunStore::next_deadline(db::Tx& tx) const {
  return tx.query("SELECT MIN(deadline_at) FROM runs WHERE state = 'running' AND cancel_requested_at IS NULL")
      .at(0)
      .optional_time(0);
}

namespace {

struct Where {
  std::string sql;
  db::Params params;
};

Where where_of(const RunFilter& filter, const auth::SqlCondition& visible) {
  Where where{"(" + visible.where + ")", visible.params};
  const auto equals = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    where.sql += fmt::format(" AND {} = ?", column);
    where.params.emplace_back(value);
  };
  const auto one_of = [&](std::string_view column, const std::string& values) {
    if (values.empty()) return;
    std::string places;
    for (const std::string& value : split(values, ',')) {
      places += places.empty() ? "?" : ", ?";
      where.params.emplace_back(value);
    }
    where.sql += fmt::format(" AND {} IN ({})", column, places);
  };
  one_of("kind", filter.kind);
  one_of("state", filter.state);
  one_of("subject", filter.subject);
  equals("project_id", filter.project_id);
  equals("owner_ref", filter.owner_ref);
  equals("trigger_actor", filter.actor);
  if (!filter.branch.empty()) one_of("trigger_ref", filter.branch + ",refs/heads/" + filter.branch);
  const auto created = [&](std::string_view comparison, const std::optional<UtcTime>& time) {
    if (!time) return;
    where.sql += fmt::format(" AND created_at {} ?", comparison);
    where.params.emplace_back(*time);
  };
  created(">=", filter.from);
  created("<", filter.to);
  return where;
}

std::optional<Error> optional_error(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return error_from_json(*text);
}

Run read_run(const db::Row& row) {
  Run run;
  run.id = RunId(row.text(0));
  run.number = row.integer(1);
  run.kind = row.text(2);
  run.title = row.text(3);
  run.subject = row.text(4);
  run.owner_ref = row.text(5);
  run.project_id = row.text(6);
  run.env_type = row.text(7);
  run.state = state_from(row.text(8));
  run.trigger = {row.text(9), row.text(10), row.text(11), row.text(12)};
  run.inputs = row.text(13);
  run.outputs = "{}";
  run.waiting_reason = row.text(14);
  run.error = optional_error(row.optional_text(15));
  run.created_at = row.time(16);
  run.started_at = row.optional_time(17);
  run.finished_at = row.optional_time(18);
  if (auto id = row.optional_text(19)) run.rerun_of = RunId(*id);
  run.journal_seq = row.integer(20);
  return run;
}

}  // namespace

std::optional<Run> RunStore::find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM runs WHERE id = ? AND ({})", run_columns, visible.where), params);
  if (!row) return std::nullopt;
  return read_run(*row);
}

std::vector<Run> RunStore::list(db::Tx& tx, const RunFilter& filter, const auth::SqlCondition& visible) const {
  Where where = where_of(filter, visible);
  if (!filter.after.empty()) {
    where.sql += " AND id < ?";
    where.params.emplace_back(filter.after);
  }
  where.params.emplace_back(filter.limit);
  std::vector<Run> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM runs WHERE {} ORDER BY id DESC LIMIT ?", run_columns, where.sql), where.params))
    out.push_back(read_run(row));
  return out;
}

std::int64_t RunStore::count(db::Tx& tx, const RunFilter& filter, const auth::SqlCondition& visible) const {
  const Where where = where_of(filter, visible);
  return tx.query(fmt::format("SELECT COUNT(*) FROM runs WHERE {}", where.sql), where.params).at(0).integer(0);
}

std::optional<TypicalDuration> RunStore::typical(db::Tx& tx, const Run& run, const auth::SqlCondition& visible) const {
  constexpr std::size_t least = 3, most = 20;
  db::Params params{run.kind, run.id};
  // Runs about nothing are compared with all of their kind.
  if (!run.subject.empty()) params.insert(params.begin() + 1, run.subject);
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  params.emplace_back(most);
  std::vector<double> seconds;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT started_at, finished_at FROM (SELECT state, started_at, finished_at FROM runs WHERE "
                       "kind = ? {} AND id < ? AND ({}) ORDER BY id DESC LIMIT 100) AS before WHERE state = "
                       "'succeeded' AND started_at IS NOT NULL LIMIT ?",
                       run.subject.empty() ? "" : "AND subject = ?", visible.where),
           params))
    seconds.push_back(std::chrono::duration<double>(row.time(1) - row.time(0)).count());
  if (seconds.size() < least) return std::nullopt;
  std::sort(seconds.begin(), seconds.end());
  const std::size_t half = seconds.size() / 2;
  const double median = seconds.size() % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
  return TypicalDuration{median, static_cast<int>(seconds.size())};
}

std::optional<RunSpec> RunStore::spec(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(
      "SELECT kind, title, subject, owner_ref, project_id, env_type, trigger_kind, trigger_actor, trigger_ref, "
      "trigger_commit, inputs, "
      "group_key, when_busy, timeout_ms FROM runs WHERE id = ?",
      {id});
  if (!row) return std::nullopt;
  RunSpec spec;
  spec.kind = row->text(0);
  spec.title = row->text(1);
  spec.subject = row->text(2);
  spec.owner_ref = row->text(3);
  spec.project_id = row->text(4);
  spec.env_type = row->text(5);
  spec.trigger = {row->text(6), row->text(7), row->text(8), row->text(9)};
  spec.inputs = row->text(10);
  spec.concurrency_group = row->text(11);
  spec.when_busy = row->text(12) == "queue_newest" ? WhenBusy::queue_newest
                   : row->text(12) == "queue_all"  ? WhenBusy::queue_all
                                                   : WhenBusy::cancel_running;
  spec.timeout = std::chrono::milliseconds(row->integer(13));
  return spec;
}

db::Params RunStore::journal_row(const std::string& run_id, std::int64_t seq, const std::string& at,
                                 std::string_view type, std::string_view node, std::string_view data) {
  return {run_id, seq, at, type, node, data};
}

void RunStore::insert_journal(db::Tx& tx, const std::vector<db::Params>& rows) const {
  db::insert_rows(tx, "INSERT INTO runs_journal (run_id, seq, at, type, node, data) VALUES", rows);
}

std::vector<JournalEntry> RunStore::journal(db::Tx& tx, const std::string& run_id, std::int64_t after,
                                            std::size_t limit) const {
  std::vector<JournalEntry> out;
  for (const db::Row& row :
       tx.query("SELECT seq, at, type, node, data FROM runs_journal WHERE run_id = ? AND seq > ? ORDER BY seq LIMIT ?",
                {run_id, after, limit}))
    out.push_back({row.integer(0), row.time(1), row.text(2), row.text(3), row.text(4)});
  return out;
}

std::string RunStore::journal_hash(db::Tx& tx, const std::string& run_id) const {
  std::string text;
  for (const db::Row& row :
       tx.query("SELECT seq, at, type, node, data FROM runs_journal WHERE run_id = ? ORDER BY seq", {run_id}))
    text += fmt::format("{}|{}|{}|{}|{}\n", row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4));
  return sha256_hex(text);
}

std::optional<std::string> RunStore::group_holder(db::Tx& tx, const std::string& group) const {
  const auto row = tx.query_one("SELECT run_id FROM runs_groups WHERE group_key = ?", {group});
  if (!row) return std::nullopt;
  return row->text(0);
}

void RunStore::take_group(db::Tx& tx, const std::string& group, const std::string& run_id) const {
  tx.exec("INSERT INTO runs_groups (group_key, run_id) VALUES (?, ?)", {group, run_id});
}

void RunStore::release_group(db::Tx& tx, const std::string& group, const std::string& run_id) const {
  tx.exec("DELETE FROM runs_groups WHERE group_key = ? AND run_id = ?", {group, run_id});
}

void RunStore::wait_for_group(db::Tx& tx, const std::string& group, std::int64_t number,
                              const std::string& run_id) const {
  tx.exec("INSERT INTO runs_group_waits (group_key, run_number, run_id) VALUES (?, ?, ?)", {group, number, run_id});
}

std::vector<std::string> RunStore::group_waiters(db::Tx& tx, const std::string& group) const {
  std::vector<std::string> out;
  for (const db::Row& row :
       tx.query("SELECT run_id FROM runs_group_waits WHERE group_key = ? ORDER BY run_number", {group}))
    out.push_back(row.text(0));
  return out;
}

void RunStore::leave_group_queue(db::Tx& tx, const std::string& run_id) const {
  tx.exec("DELETE FROM runs_group_waits WHERE run_id = ?", {run_id});
}

void RunStore::put_artifact(db::Tx& tx, const std::string& run_id, const Artifact& a, UtcTime now) const {
  tx.exec(
      "INSERT INTO runs_artifacts (run_id, name, digest, media_type, size_bytes, created_at) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (run_id, name) DO UPDATE SET digest = excluded.digest, media_type = excluded.media_type, "
      "size_bytes = excluded.size_bytes, created_at = excluded.created_at",
      {run_id, a.name, a.digest, a.media_type, a.size, now});
}

std::vector<Artifact> RunStore::artifacts(db::Tx& tx, const std::string& run_id) const {
  std::vector<Artifact> out;
  for (const db::Row& row : tx.query(
           "SELECT name, digest, media_type, size_bytes FROM runs_artifacts WHERE run_id = ? ORDER BY name", {run_id}))
    out.push_back({row.text(0), row.text(1), row.text(2), row.integer(3)});
  return out;
}

}  // namespace towpath::runs
