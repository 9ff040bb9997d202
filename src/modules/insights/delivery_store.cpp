#include "delivery_store.h"

#include <fmt/core.h>

#include <charconv>
#include <stdexcept>

#include "whose.h"

namespace towpath::insights {
namespace {

std::vector<UtcTime> times_of(std::string_view text) {
  std::vector<UtcTime> out;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end) {
    std::int64_t microseconds = 0;
    const auto read = std::from_chars(at, end, microseconds);
    if (read.ec != std::errc()) throw std::logic_error("insights_deployments.authored_at holds no times");
    out.push_back(UtcTime(std::chrono::microseconds(microseconds)));
    at = read.ptr == end ? end : read.ptr + 1;
  }
  return out;
}

}  // namespace

void DeliveryStore::insert(db::Tx& tx, const DeliveryRow& row) const {
  std::string authored;  // microseconds since 1970, separated by blanks: read far more often than written
  for (const UtcTime time : row.delivery.authored_at)
    authored += fmt::format("{}{}", authored.empty() ? "" : " ", time.time_since_epoch().count());
  const Delivery& d = row.delivery;
  tx.exec(
      "INSERT INTO insights_deployments (id, component, owner_ref, project_id, environment, env_type, mode, succeeded, "
      "release_id, commit_sha, has_base, is_hotfix, authored_at, finished_at, source, external_id) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      {d.id, d.component, row.owner_ref, row.project_id, d.environment, row.env_type, row.mode, d.succeeded, d.release,
       d.commit, d.has_base, d.is_hotfix, authored, d.finished_at, d.source, row.external_id});
}

bool DeliveryStore::is_told(db::Tx& tx, const DeliveryRow& row, std::chrono::microseconds slack) const {
  const Delivery& d = row.delivery;
  return tx
      .query_one(
          "SELECT 1 FROM insights_deployments WHERE component = ? AND environment = ? AND succeeded = ? AND "
          "((external_id <> '' AND external_id = ? AND source = ?) OR "
          "(commit_sha <> '' AND commit_sha = ? AND source <> ? AND finished_at >= ? AND finished_at <= ?)) LIMIT 1",
          {d.component, d.environment, d.succeeded, row.external_id, d.source, d.commit, d.source,
           d.finished_at - slack, d.finished_at + slack})
      .has_value();
}

std::int64_t DeliveryStore::mark(db::Tx& tx) const {
  const auto row = tx.query_one("SELECT n FROM insights_marks WHERE name = 'deliveries'");
  return row ? row->integer(0) : 0;
}

void DeliveryStore::move_mark(db::Tx& tx) const {
  tx.exec(
      "INSERT INTO insights_marks (name, n) VALUES ('deliveries', 1) ON CONFLICT (name) DO UPDATE SET "
      "n = insights_marks.n + 1");
}

void DeliveryStore::clear(db::Tx& tx) const { tx.exec("DELETE FROM insights_deployments"); }

std::string DeliveryStore::in_force(db::Tx& tx, const std::string& component, const std::string& environment,
                                    UtcTime since, UtcTime time) const {
  const auto rows = tx.query(
      "SELECT id FROM insights_deployments WHERE component = ? AND environment = ? AND succeeded AND finished_at >= ? "
      "AND "
      "finished_at <= ? ORDER BY finished_at DESC LIMIT 1",
      {component, environment, since, time});
  return rows.empty() ? std::string() : rows.front().text(0);
}

std::vector<Delivery> DeliveryStore::list(db::Tx& tx, const std::string& component, const std::string& owner,
                                          UtcTime from, UtcTime to, const auth::SqlCondition& visible) const {
  db::Params params = visible.params;
  params.emplace_back(from);
  params.emplace_back(to);
  const std::string of_whom = restrict_to(component, owner, params);
  std::vector<Delivery> out;
  for (const db::Row& row : tx.query(
           fmt::format(
               "SELECT id, component, environment, mode, succeeded, release_id, "
               "commit_sha, has_base, is_hotfix, authored_at, finished_at, source "
               "FROM insights_deployments WHERE ({}) AND finished_at >= ? AND finished_at < ?{} ORDER BY finished_at",
               visible.where, of_whom),
           params)) {
    Delivery d;
    d.id = row.text(0);
    d.component = row.text(1);
    d.environment = row.text(2);
    d.is_rollback = row.text(3) == "rollback";
    d.succeeded = row.boolean(4);
    d.release = row.text(5);
    d.commit = row.text(6);
    d.has_base = row.boolean(7);
    d.is_hotfix = row.boolean(8);
    d.authored_at = times_of(row.text(9));
    d.finished_at = row.time(10);
    d.source = row.text(11);
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace towpath::insights
