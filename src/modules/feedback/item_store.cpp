#include "item_store.h"

#include <fmt/core.h>

#include "db/row_list.h"

namespace towpath::feedback {
namespace {

constexpr std::string_view columns =
    "id, kind, text, page, entity_ref, context, author_ref, status, answer, roadmap_id, votes, created_at, updated_at, "
    "responded_at";

Item read(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.text(3),     row.text(4),  row.text(5),  row.text(6),
          row.text(7), row.text(8), row.text(9), row.integer(10), row.time(11), row.time(12), row.optional_time(13)};
}

struct Condition {
  std::string where = "1 = 1";
  db::Params params = {};
};

Condition condition_of(const ItemFilter& filter, const db::Dialect& dialect) {
  Condition out;
  const auto add = [&](std::string_view column, const std::string& value) {
    if (value.empty()) return;
    out.where += fmt::format(" AND {} = ?", column);
    out.params.emplace_back(value);
  };
  add("kind", filter.kind);
  add("status", filter.status);
  add("entity_ref", filter.entity_ref);
  add("roadmap_id", filter.roadmap_id);
  add("author_ref", filter.author_ref);
  if (!filter.words.empty()) {
    out.where += " AND " + dialect.contains_ignoring_case("text");
    out.params.emplace_back(filter.words);
  }
  return out;
}

std::vector<Item> read_all(const std::vector<db::Row>& rows) {
  std::vector<Item> out;
  for (const db::Row& row : rows) out.push_back(read(row));
  return out;
}

}  // namespace

void ItemStore::insert(db::Tx& tx, const Item& i) const {
  tx.exec(fmt::format("INSERT INTO feedback_items ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns),
          {i.id, i.kind, i.text, i.page, i.entity_ref, i.context, i.author_ref, i.status, i.answer, i.roadmap_id,
           i.votes, i.created_at, i.updated_at, i.responded_at});
}

void ItemStore::update(db::Tx& tx, const Item& i) const {
  tx.exec(
      "UPDATE feedback_items SET status = ?, answer = ?, roadmap_id = ?, updated_at = ?, responded_at = ? WHERE id = ?",
      {i.status, i.answer, i.roadmap_id, i.updated_at, i.responded_at, i.id});
}

void ItemStore::set_votes(db::Tx& tx, const std::string& id, std::int64_t votes) const {
  tx.exec("UPDATE feedback_items SET votes = ? WHERE id = ?", {votes, id});
}

std::optional<Item> ItemStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM feedback_items WHERE id = ?", columns), {id});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Item> ItemStore::of_roadmap(db::Tx& tx, const std::string& roadmap_id) const {
  return read_all(
      tx.query(fmt::format("SELECT {} FROM feedback_items WHERE roadmap_id = ? ORDER BY id", columns), {roadmap_id}));
}

std::map<std::string, std::int64_t> ItemStore::counts_of_roadmap(db::Tx& tx,
                                                                 const std::vector<std::string>& roadmap_ids) const {
  static const db::RowList sql("SELECT roadmap_id, COUNT(*) FROM feedback_items WHERE roadmap_id IN (", "?",
                               ") GROUP BY roadmap_id");
  std::map<std::string, std::int64_t> out;
  if (roadmap_ids.empty()) return out;
  db::Params params;
  const std::string_view text = sql.bind(db::Params(roadmap_ids.begin(), roadmap_ids.end()), params);
  for (const db::Row& row : tx.query(text, params)) out.emplace(row.text(0), row.integer(1));
  return out;
}

std::vector<Item> ItemStore::list(db::Tx& tx, const ItemFilter& filter, const std::optional<VoteCursor>& cursor) const {
  Condition condition = condition_of(filter, tx.dialect());
  if (cursor) {
    condition.where += " AND (votes < ? OR (votes = ? AND id < ?))";
    condition.params.insert(condition.params.end(), {cursor->votes, cursor->votes, cursor->id});
  } else if (filter.order == ItemOrder::newest && !filter.after.empty()) {
    condition.where += " AND id < ?";
    condition.params.emplace_back(filter.after);
  }
  condition.params.emplace_back(filter.limit);
  const std::string_view order = filter.order == ItemOrder::votes ? "votes DESC, id DESC" : "id DESC";
  return read_all(tx.query(
      fmt::format("SELECT {} FROM feedback_items WHERE {} ORDER BY {} LIMIT ?", columns, condition.where, order),
      condition.params));
}

std::int64_t ItemStore::count(db::Tx& tx, const ItemFilter& filter) const {
  const Condition condition = condition_of(filter, tx.dialect());
  return tx.query_one(fmt::format("SELECT COUNT(*) FROM feedback_items WHERE {}", condition.where), condition.params)
      ->integer(0);
}

std::vector<Reaction> ItemStore::reactions(db::Tx& tx, UtcTime from, UtcTime to) const {
  std::vector<Reaction> out;
  for (const db::Row& row : tx.query(
           "SELECT created_at, responded_at FROM feedback_items WHERE created_at >= ? AND created_at < ?", {from, to}))
    out.push_back({row.time(0), row.optional_time(1)});
  return out;
}

}  // namespace towpath::feedback
