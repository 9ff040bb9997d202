#include "waiver_store.h"

#include <fmt/core.h>

#include <algorithm>

namespace towpath::standards {
namespace {

constexpr std::string_view columns =
    "id, target, title, subject_ref, environment, reason, control, owner_ref, target_owner_ref, requested_by, "
    "decided_by, comment, state, requested_at, expires_at, decided_at, ended_at";

Waiver read(const db::Row& row) {
  Waiver out;
  out.id = row.text(0);
  out.target = row.text(1);
  out.title = row.text(2);
  out.subject = row.text(3);
  out.environment = row.text(4);
  out.reason = row.text(5);
  out.control = row.text(6);
  out.owner_ref = row.text(7);
  out.target_owner_ref = row.text(8);
  out.requested_by = row.text(9);
  out.decided_by = row.text(10);
  out.comment = row.text(11);
  out.state = row.text(12);
  out.requested_at = row.time(13);
  out.expires_at = row.time(14);
  out.decided_at = row.optional_time(15);
  out.ended_at = row.optional_time(16);
  return out;
}

std::vector<Waiver> read_all(const std::vector<db::Row>& rows) {
  std::vector<Waiver> out;
  out.reserve(rows.size());
  std::transform(rows.begin(), rows.end(), std::back_inserter(out), read);
  return out;
}

struct Where {
  std::string text;
  db::Params params;
};

/// Everything but the cursor.
Where where_of(const WaiverFilter& filter, const auth::SqlCondition& visible) {
  Where out{visible.where, visible.params};
  const auto add = [&](std::string_view text, const std::string& value) {
    if (value.empty()) return;
    out.text += text;
    out.params.emplace_back(value);
  };
  if (filter.state == "due")
    out.text += " AND state = 'approved' AND remind_at IS NULL";
  else
    add(" AND state = ?", filter.state);
  add(" AND target = ?", filter.target);
  add(" AND subject_ref = ?", filter.subject);
  return out;
}

}  // namespace

void WaiverStore::insert(db::Tx& tx, const Waiver& w) const {
  tx.exec(fmt::format("INSERT INTO standards_waivers ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      columns),
          {w.id, w.target, w.title, w.subject, w.environment, w.reason, w.control, w.owner_ref, w.target_owner_ref,
           w.requested_by, w.decided_by, w.comment, w.state, w.requested_at, w.expires_at, w.decided_at, w.ended_at});
}

bool WaiverStore::settle(db::Tx& tx, const Waiver& w, const std::string& from, std::optional<UtcTime> remind_at) const {
  return tx.exec(
             "UPDATE standards_waivers SET state = ?, decided_by = ?, comment = ?, decided_at = ?, ended_at = ?, "
             "remind_at = ? WHERE id = ? AND state = ?",
             {w.state, w.decided_by, w.comment, w.decided_at, w.ended_at, remind_at, w.id, from}) == 1;
}

std::optional<Waiver> WaiverStore::find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const {
  db::Params params{id};
  params.insert(params.end(), visible.params.begin(), visible.params.end());
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM standards_waivers WHERE id = ? AND {}", columns, visible.where), params);
  if (!row) return std::nullopt;
  return read(*row);
}

std::optional<std::string> WaiverStore::open_one(db::Tx& tx, const Waiver& w, UtcTime now) const {
  const auto row = tx.query_one(
      "SELECT id FROM standards_waivers WHERE subject_ref = ? AND state IN ('requested', 'approved') AND expires_at > "
      "? AND target = ? AND environment = ? LIMIT 1",
      {w.subject, now, w.target, w.environment});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::vector<Waiver> WaiverStore::list(db::Tx& tx, const WaiverFilter& filter, const auth::SqlCondition& visible) const {
  Where where = where_of(filter, visible);
  if (!filter.after.empty()) {
    where.text += " AND id < ?";
    where.params.emplace_back(filter.after);
  }
  where.params.emplace_back(filter.limit);
  return read_all(
      tx.query(fmt::format("SELECT {} FROM standards_waivers WHERE {} ORDER BY id DESC LIMIT ?", columns, where.text),
               where.params));
}

std::int64_t WaiverStore::count(db::Tx& tx, const WaiverFilter& filter, const auth::SqlCondition& visible) const {
  const Where where = where_of(filter, visible);
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM standards_waivers WHERE {}", where.text), where.params)
      ->integer(0);
}

std::vector<Waivers::InForce> WaiverStore::in_force(db::Tx& tx, const std::string& subject, UtcTime now) const {
  std::vector<Waivers::InForce> out;
  db::Params params{now};
  if (!subject.empty()) params.emplace_back(subject);
  for (const db::Row& row : tx.query(
           fmt::format("SELECT subject_ref, target, environment, id, expires_at FROM standards_waivers WHERE state "
                       "= 'approved' AND expires_at > ?{} ORDER BY expires_at DESC",
                       subject.empty() ? "" : " AND subject_ref = ?"),
           params))
    out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.time(4)});
  return out;
}

std::vector<Waivers::Counted> WaiverStore::counted(db::Tx& tx, const Waivers::CountScope& scope, UtcTime now) const {
  const auth::SqlCondition visible = auth::to_sql(scope.seen_by, "owner_ref");
  std::string where = visible.where + " AND state = 'approved' AND expires_at > ?";
  db::Params params = visible.params;
  params.emplace_back(now);
  for (const auto& [condition, value] :
       {std::pair(" AND subject_ref = ?", &scope.subject), std::pair(" AND owner_ref = ?", &scope.owner_ref)}) {
    if (value->empty()) continue;
    where += condition;
    params.emplace_back(*value);
  }
  std::vector<Waivers::Counted> out;
  for (const db::Row& row :
       tx.query("SELECT id, title, subject_ref, environment, decided_at, expires_at, requested_at FROM "
                "standards_waivers WHERE " +
                    where + " ORDER BY expires_at, id",
                params))
    out.push_back(
        {row.text(0), row.text(1), row.text(2), row.text(3), row.optional_time(4).value_or(row.time(6)), row.time(5)});
  return out;
}

std::vector<Waiver> WaiverStore::over(db::Tx& tx, UtcTime now, std::size_t limit) const {
  return read_all(tx.query(
      fmt::format("SELECT {} FROM standards_waivers WHERE state IN ('requested', 'approved') AND expires_at <= "
                  "? ORDER BY expires_at LIMIT ?",
                  columns),
      {now, limit}));
}

std::vector<Waiver> WaiverStore::to_remind(db::Tx& tx, UtcTime now, std::size_t limit) const {
  return read_all(tx.query(
      fmt::format("SELECT {} FROM standards_waivers WHERE remind_at <= ? AND state = 'approved' ORDER BY remind_at "
                  "LIMIT ?",
                  columns),
      {now, limit}));
}

void WaiverStore::set_reminded(db::Tx& tx, const std::string& id) const {
  tx.exec("UPDATE standards_waivers SET remind_at = NULL WHERE id = ?", {id});
}

std::optional<UtcTime> WaiverStore::next_due(db::Tx& tx) const {
  const auto expiry = tx.query_one(
      "SELECT expires_at FROM standards_waivers WHERE state IN ('requested', 'approved') ORDER BY expires_at LIMIT 1");
  const auto reminder = tx.query_one(
      "SELECT remind_at FROM standards_waivers WHERE remind_at IS NOT NULL AND state = 'approved' ORDER BY remind_at "
      "LIMIT 1");
  std::optional<UtcTime> out;
  if (expiry) out = expiry->time(0);
  if (reminder) out = out ? std::min(*out, reminder->time(0)) : reminder->time(0);
  return out;
}

}  // namespace towpath::standards
