#include "history_store.h"

#include <fmt/core.h>

#include "db/row_list.h"

namespace towpath::scorecards {

void HistoryStore::insert(db::Tx& tx, const std::vector<Change>& changes) const {
  std::vector<db::Params> rows;
  for (const Change& c : changes)
    rows.push_back({c.id, c.entity_ref, c.scorecard, c.check, c.from, c.to, c.reason, c.at});
  if (!rows.empty())
    db::insert_rows(tx,
                    "INSERT INTO scorecards_history (id, entity_ref, scorecard, check_id, from_outcome, to_outcome, "
                    "reason, at) VALUES",
                    rows);
}

namespace {

struct Condition {
  std::string where = "entity_ref = ?";
  db::Params params;
};

Condition about(const std::string& ref, const std::string& scorecard) {
  Condition out;
  out.params.emplace_back(ref);
  if (!scorecard.empty()) {
    out.where += " AND scorecard = ?";
    out.params.emplace_back(scorecard);
  }
  return out;
}

}  // namespace

std::vector<Change> HistoryStore::list(db::Tx& tx, const std::string& ref, const std::string& scorecard,
                                       const std::string& after, std::size_t limit) const {
  auto [where, params] = about(ref, scorecard);
  if (!after.empty()) {
    where += " AND id < ?";
    params.emplace_back(after);
  }
  params.emplace_back(limit);
  std::vector<Change> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT id, entity_ref, scorecard, check_id, from_outcome, to_outcome, reason, at FROM "
                            "scorecards_history WHERE {} ORDER BY id DESC LIMIT ?",
                            where),
                params))
    out.push_back(
        {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.time(7)});
  return out;
}

std::int64_t HistoryStore::count(db::Tx& tx, const std::string& ref, const std::string& scorecard) const {
  const auto [where, params] = about(ref, scorecard);
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM scorecards_history WHERE {}", where), params)->integer(0);
}

void HistoryStore::remove_entity(db::Tx& tx, const std::string& ref) const {
  tx.exec("DELETE FROM scorecards_history WHERE entity_ref = ?", {ref});
}

std::uint64_t HistoryStore::count_kept(db::Tx& tx) const {
  return static_cast<std::uint64_t>(tx.query_one("SELECT COUNT(*) FROM scorecards_history")->integer(0));
}

std::uint64_t HistoryStore::count_before(db::Tx& tx, UtcTime before) const {
  return static_cast<std::uint64_t>(
      tx.query_one("SELECT COUNT(*) FROM scorecards_history WHERE at < ?", {before})->integer(0));
}

std::uint64_t HistoryStore::remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const {
  return static_cast<std::uint64_t>(tx.exec(
      "DELETE FROM scorecards_history WHERE id IN (SELECT id FROM scorecards_history WHERE at < ? ORDER BY at LIMIT ?)",
      {before, limit}));
}

}  // namespace towpath::scorecards
