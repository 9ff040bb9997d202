#include "received_store.h"

#include <fmt/core.h>

namespace towpath::federation {
namespace {

constexpr std::string_view columns =
    "id, source_id, kind, headers, body_bytes, state, outcomes, received_at, replayed_at";

Received read(const db::Row& row) {
  return {row.text(0),    row.text(1), row.text(2), row.text(3), "",
          row.integer(4), row.text(5), row.text(6), row.time(7), row.optional_time(8)};
}

struct Condition {
  std::string where = "source_id = ?";
  db::Params params;
};

Condition condition_of(const std::string& source_id, const ReceivedFilter& filter) {
  Condition out;
  out.params.emplace_back(source_id);
  if (!filter.state.empty()) {
    out.where += " AND state = ?";
    out.params.emplace_back(filter.state);
  }
  if (filter.since) {
    out.where += " AND received_at >= ?";
    out.params.emplace_back(*filter.since);
  }
  return out;
}

}  // namespace

void ReceivedStore::insert(db::Tx& tx, const Received& r) const {
  tx.exec(
      "INSERT INTO federation_received (id, source_id, kind, headers, body, body_bytes, state, outcomes, received_at, "
      "replayed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
      {r.id, r.source_id, r.kind, r.headers, db::Blob{r.body}, r.body_bytes, r.state, r.outcomes, r.received_at});
}

void ReceivedStore::replayed(db::Tx& tx, const Received& r) const {
  tx.exec("UPDATE federation_received SET state = ?, outcomes = ?, replayed_at = ? WHERE id = ?",
          {r.state, r.outcomes, r.replayed_at, r.id});
}

std::optional<Received> ReceivedStore::find(db::Tx& tx, const std::string& source_id, const std::string& id) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {}, body FROM federation_received WHERE source_id = ? AND id = ?", columns), {source_id, id});
  if (!row) return std::nullopt;
  Received out = read(*row);
  out.body = row->blob(9);
  return out;
}

std::vector<Received> ReceivedStore::list(db::Tx& tx, const std::string& source_id,
                                          const ReceivedFilter& filter) const {
  Condition condition = condition_of(source_id, filter);
  if (!filter.after.empty()) {
    condition.where += " AND id < ?";
    condition.params.emplace_back(filter.after);
  }
  condition.params.emplace_back(filter.limit);
  std::vector<Received> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM federation_received WHERE {} ORDER BY id DESC LIMIT ?",
                                                 columns, condition.where),
                                     condition.params))
    out.push_back(read(row));
  return out;
}

std::int64_t ReceivedStore::count(db::Tx& tx, const std::string& source_id, const ReceivedFilter& filter) const {
  const Condition condition = condition_of(source_id, filter);
  return tx
      .query_one(fmt::format("SELECT COUNT(*) FROM federation_received WHERE {}", condition.where), condition.params)
      ->integer(0);
}

std::vector<std::string> ReceivedStore::ids_since(db::Tx& tx, const std::string& source_id, UtcTime since,
                                                  const std::string& after, std::size_t limit) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query(
           "SELECT id FROM federation_received WHERE source_id = ? AND id > ? AND received_at >= ? ORDER BY id LIMIT ?",
           {source_id, after, since, limit}))
    out.push_back(row.text(0));
  return out;
}

bool ReceivedStore::is_seen(db::Tx& tx, const std::string& source_id, const std::string& key) const {
  return tx.query_one("SELECT seen_key FROM federation_seen WHERE source_id = ? AND seen_key = ?", {source_id, key})
      .has_value();
}

bool ReceivedStore::see(db::Tx& tx, const std::string& source_id, const std::string& key, UtcTime at) const {
  return tx.exec("INSERT INTO federation_seen (source_id, seen_key, seen_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                 {source_id, key, at}) == 1;
}

bool ReceivedStore::tell(db::Tx& tx, const FactRow& f) const {
  return tx.exec(
             "INSERT INTO federation_facts (source_id, fact_key, type, incident, at, received_id, told) "
             "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {f.source_id, f.key, f.type, f.incident, f.at, f.received_id, f.told}) == 1;
}

std::optional<std::string> ReceivedStore::told_by(db::Tx& tx, const std::string& source_id,
                                                  const std::string& key) const {
  const auto row =
      tx.query_one("SELECT received_id FROM federation_facts WHERE source_id = ? AND fact_key = ?", {source_id, key});
  if (!row) return std::nullopt;
  return row->text(0);
}

std::optional<UtcTime> ReceivedStore::ended_at(db::Tx& tx, const std::string& source_id,
                                               const std::string& incident) const {
  const auto row = tx.query_one(
      "SELECT at FROM federation_facts WHERE source_id = ? AND incident = ? AND type = 'incident.closed' "
      "ORDER BY at DESC LIMIT 1",
      {source_id, incident});
  if (!row) return std::nullopt;
  return row->time(0);
}

std::uint64_t ReceivedStore::count_facts(db::Tx& tx) const {
  return static_cast<std::uint64_t>(tx.query_one("SELECT COUNT(*) FROM federation_facts")->integer(0));
}

std::uint64_t ReceivedStore::count_facts_before(db::Tx& tx, UtcTime before) const {
  return static_cast<std::uint64_t>(
      tx.query_one("SELECT COUNT(*) FROM federation_facts WHERE at < ?", {before})->integer(0));
}

std::uint64_t ReceivedStore::remove_facts_before(db::Tx& tx, UtcTime before, std::size_t limit) const {
  return static_cast<std::uint64_t>(
      tx.exec("DELETE FROM federation_facts WHERE (source_id, fact_key) IN (SELECT source_id, fact_key FROM "
              "federation_facts WHERE at < ? ORDER BY at LIMIT ?)",
              {before, limit}));
}

void ReceivedStore::clean_up(db::Tx& tx, UtcTime before, std::size_t most, std::int64_t most_bytes) const {
  tx.exec("DELETE FROM federation_received WHERE received_at < ?", {before});
  tx.exec("DELETE FROM federation_seen WHERE seen_at < ?", {before});
  tx.exec(
      "DELETE FROM federation_received WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY "
      "source_id ORDER BY id DESC) AS place, CAST(SUM(body_bytes) OVER (PARTITION BY source_id ORDER BY id DESC) AS "
      "BIGINT) AS bytes "
      "FROM federation_received) AS kept WHERE place > ? OR bytes > ?)",
      {most, most_bytes});
}

}  // namespace towpath::federation
