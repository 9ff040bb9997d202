#include "roadmap_store.h"

#include <fmt/core.h>

namespace towpath::feedback {
namespace {

constexpr std::string_view columns =
    "id, title, why, stage, note, capability, votes, created_at, updated_at, shipped_at";

RoadmapItem read(const db::Row& row) {
  return {row.text(0), row.text(1),    row.text(2), row.text(3), row.text(4),
          row.text(5), row.integer(6), row.time(7), row.time(8), row.optional_time(9)};
}

}  // namespace

void RoadmapStore::insert(db::Tx& tx, const RoadmapItem& i) const {
  tx.exec(fmt::format("INSERT INTO feedback_roadmap ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
          {i.id, i.title, i.why, i.stage, i.note, i.capability, i.votes, i.created_at, i.updated_at, i.shipped_at});
}

void RoadmapStore::update(db::Tx& tx, const RoadmapItem& i) const {
  tx.exec(
      "UPDATE feedback_roadmap SET title = ?, why = ?, stage = ?, note = ?, capability = ?, updated_at = ?, "
      "shipped_at = ? WHERE id = ?",
      {i.title, i.why, i.stage, i.note, i.capability, i.updated_at, i.shipped_at, i.id});
}

void RoadmapStore::set_votes(db::Tx& tx, const std::string& id, std::int64_t votes) const {
  tx.exec("UPDATE feedback_roadmap SET votes = ? WHERE id = ?", {votes, id});
}

std::optional<RoadmapItem> RoadmapStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM feedback_roadmap WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<RoadmapItem> RoadmapStore::list(db::Tx& tx, const std::string& stage, const std::string& after,
                                            std::size_t limit) const {
  std::string where = "1 = 1";
  db::Params params;
  const auto add = [&](std::string_view text, const std::string& value) {
    if (value.empty()) return;
    where += text;
    params.emplace_back(value);
  };
  add(" AND stage = ?", stage);
  add(" AND id < ?", after);
  params.emplace_back(limit);
  std::vector<RoadmapItem> out;
  for (const db::Row& row : tx.query(
           fmt::format("SELECT {} FROM feedback_roadmap WHERE {} ORDER BY id DESC LIMIT ?", columns, where), params))
    out.push_back(read(row));
  return out;
}

std::int64_t RoadmapStore::count(db::Tx& tx, const std::string& stage) const {
  return stage.empty() ? tx.query_one("SELECT COUNT(*) FROM feedback_roadmap")->integer(0)
                       : tx.query_one("SELECT COUNT(*) FROM feedback_roadmap WHERE stage = ?", {stage})->integer(0);
}

std::int64_t RoadmapStore::count_shipped_after(db::Tx& tx, UtcTime time) const {
  return tx.query_one("SELECT COUNT(*) FROM feedback_roadmap WHERE stage = 'shipped' AND shipped_at > ?", {time})
      ->integer(0);
}

std::optional<UtcTime> RoadmapStore::last_shipped_at(db::Tx& tx) const {
  const auto row =
      tx.query_one("SELECT shipped_at FROM feedback_roadmap WHERE stage = 'shipped' ORDER BY shipped_at DESC LIMIT 1");
  if (!row) return std::nullopt;
  return row->optional_time(0);
}

}  // namespace towpath::feedback
