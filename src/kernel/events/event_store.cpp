#include "event_store.h"

#include <algorithm>
#include <unordered_map>

namespace towpath::events {
namespace {

const std::string sealed_events =
    "SELECT s.sequence, e.id, e.at, e.type, e.subject, e.actor, e.owner_ref, e.project_id, e.env_type, p.payload, "
    "s.previous_hash, s.hash, e.payload_digest, p.salt FROM event_seals s JOIN events e ON e.id = s.event_id "
    "LEFT JOIN event_payloads p ON p.event_id = s.event_id";

/// The first text that sorts after every type below `prefix`, which ends in '.': text sorts by bytes, and '/' is the
/// byte after '.'.
std::string type_after(std::string_view prefix) { return std::string(prefix.substr(0, prefix.size() - 1)) + "/"; }

SealedEvent sealed_event(const db::Row& row) {
  SealedEvent event{row.integer(0), EventId(row.text(1)), row.time(2), row.text(3), row.text(4),  row.text(5),
                    row.text(6),    row.text(7),          row.text(8), "",          row.text(10), row.text(11)};
  event.payload = row.optional_text(9).value_or("");
  return event;
}

}  // namespace

void EventStore::insert(db::Tx& tx, const Header& header, const std::string& salt, const std::string& payload) const {
  tx.exec(
      "INSERT INTO events (id, at, type, subject, actor, owner_ref, project_id, env_type, payload_digest) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {header.id, header.at, header.type, header.subject, header.actor, header.owner_ref, header.project_id,
       header.env_type, header.payload_digest});
  tx.exec("INSERT INTO event_payloads (event_id, salt, payload) VALUES (?, ?, ?)", {header.id, salt, payload});
}

void EventStore::erase_payload(db::Tx& tx, const std::string& event_id) const {
  tx.exec("DELETE FROM event_payloads WHERE event_id = ?", {event_id});
}

std::pair<std::int64_t, std::string> EventStore::last_seal(db::Tx& tx) const {
  const auto row = tx.query_one("SELECT sequence, hash FROM event_seals ORDER BY sequence DESC LIMIT 1");
  if (!row) return {0, genesis_hash};
  return {row->integer(0), row->text(1)};
}

void EventStore::insert_seals(db::Tx& tx, const std::vector<Seal>& seals) const {
  std::vector<db::Params> rows;
  for (const Seal& seal : seals) rows.push_back({seal.sequence, seal.event_id, seal.previous_hash, seal.hash});
  tx.exec_each("INSERT INTO event_seals (sequence, event_id, previous_hash, hash) VALUES (?, ?, ?, ?)", rows);
}

void EventStore::queue_unsealed(db::Tx& tx, const std::string& event_id) const {
  tx.exec("INSERT INTO events_unsealed (event_id) VALUES (?)", {event_id});
}

std::vector<std::pair<std::int64_t, Header>> EventStore::unsealed(db::Tx& tx, std::int64_t limit) const {
  std::vector<std::pair<std::int64_t, Header>> found;
  for (const auto& row :
       tx.query("SELECT u.number, e.id, e.at, e.type, e.subject, e.actor, e.owner_ref, e.project_id, "
                "e.env_type, e.payload_digest FROM events_unsealed u JOIN events e ON e.id = u.event_id "
                "ORDER BY u.number LIMIT ?",
                {limit}))
    found.push_back({row.integer(0),
                     {row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7),
                      row.text(8), row.text(9)}});
  return found;
}

void EventStore::remove_unsealed(db::Tx& tx, std::int64_t number) const {
  tx.exec("DELETE FROM events_unsealed WHERE number <= ?", {number});
}

bool EventStore::has_unsealed(db::Tx& tx) const {
  return tx.query_one("SELECT number FROM events_unsealed LIMIT 1").has_value();
}

std::vector<SealedEvent> EventStore::after(db::Tx& tx, std::int64_t sequence, std::size_t limit) const {
  static const std::string sql = sealed_events + " WHERE s.sequence > ? ORDER BY s.sequence LIMIT ?";
  std::vector<SealedEvent> events;
  for (const auto& row : tx.query(sql, {sequence, limit})) events.push_back(sealed_event(row));
  return events;
}

std::vector<SealedEvent> EventStore::wanted(db::Tx& tx, const TypeFilter& filter, std::int64_t after,
                                            std::int64_t to) const {
  std::unordered_map<std::string, Seal> seals;
  std::string first, last;
  for (const auto& row :
       tx.query("SELECT sequence, event_id, previous_hash, hash FROM event_seals WHERE sequence > ? AND sequence <= ?",
                {after, to})) {
    Seal seal{row.integer(0), row.text(1), row.text(2), row.text(3)};
    if (first.empty() || seal.event_id < first) first = seal.event_id;
    if (seal.event_id > last) last = seal.event_id;
    std::string id = seal.event_id;
    seals.emplace(std::move(id), std::move(seal));
  }
  // What was sealed together has ids that lie together: runs of rows are read, where one by one would go down a tree
  // each.
  std::string sql =
      "SELECT e.id, e.at, e.type, e.subject, e.actor, e.owner_ref, e.project_id, e.env_type, p.payload FROM events e "
      "LEFT JOIN event_payloads p ON p.event_id = e.id WHERE e.id >= ? AND e.id <= ?";
  db::Params params{first, last};
  std::string separator = " AND (";
  for (const std::string& type : filter.types()) {
    const bool is_prefix = type.ends_with('.');
    sql += separator + (is_prefix ? "(e.type >= ? AND e.type < ?)" : "e.type = ?");
    params.emplace_back(type);
    if (is_prefix) params.emplace_back(type_after(type));
    separator = " OR ";
  }
  if (!filter.types().empty()) sql += ")";
  std::vector<SealedEvent> events;
  for (const auto& row : tx.query(sql, params)) {
    const auto seal = seals.find(row.text(0));
    if (seal == seals.end()) continue;
    events.push_back({seal->second.sequence, EventId(row.text(0)), row.time(1), row.text(2), row.text(3), row.text(4),
                      row.text(5), row.text(6), row.text(7), row.optional_text(8).value_or(""),
                      std::move(seal->second.previous_hash), std::move(seal->second.hash)});
  }
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return events;
}

std::vector<Evidence> EventStore::evidence(db::Tx& tx, std::int64_t after, std::size_t limit) const {
  static const std::string sql = sealed_events + " WHERE s.sequence > ? ORDER BY s.sequence LIMIT ?";
  std::vector<Evidence> found;
  for (const auto& row : tx.query(sql, {after, limit}))
    found.push_back({sealed_event(row), row.text(12), row.optional_text(13).value_or("")});
  return found;
}

std::vector<SealedEvent> EventStore::find(db::Tx& tx, const EventFilter& filter) const {
  std::string sql = sealed_events + " WHERE 1 = 1";
  db::Params params;
  const auto require = [&](std::string_view condition, const db::Value& value) {
    sql.append(" AND ").append(condition);
    params.push_back(value);
  };
  const auto require_one_of = [&](std::string_view column, const std::vector<std::string>& values,
                                  std::string_view otherwise) {
    if (values.empty()) return;
    sql.append(" AND (").append(column).append(" IN (");
    for (std::size_t i = 0; i < values.size(); ++i) {
      sql += i == 0 ? "?" : ", ?";
      params.push_back(values[i]);
    }
    sql.append(")").append(otherwise).append(")");
  };
  if (filter.type.ends_with('.')) {
    require("e.type >= ?", filter.type);
    require("e.type < ?", type_after(filter.type));
  } else if (!filter.type.empty()) {
    require("e.type = ?", filter.type);
  }
  if (!filter.subject.empty()) require("e.subject = ?", filter.subject);
  if (!filter.actor.empty()) require("e.actor = ?", filter.actor);
  if (filter.from) require("e.at >= ?", *filter.from);
  if (filter.to) require("e.at < ?", *filter.to);
  if (filter.before) require("s.sequence < ?", *filter.before);
  require_one_of("e.owner_ref", filter.owner_refs, "");
  require_one_of("e.env_type", filter.env_types, " OR e.env_type = ''");
  sql += " ORDER BY s.sequence DESC LIMIT ?";
  params.push_back(filter.limit);
  std::vector<SealedEvent> events;
  for (const auto& row : tx.query(sql, params)) events.push_back(sealed_event(row));
  return events;
}

std::vector<EventStore::CheckedRow> EventStore::for_verification(db::Tx& tx, std::int64_t after,
                                                                 std::size_t limit) const {
  std::vector<CheckedRow> rows;
  for (const auto& row :
       tx.query("SELECT s.sequence, s.event_id, s.previous_hash, s.hash, e.id, e.at, e.type, e.subject, e.actor, "
                "e.owner_ref, "
                "e.project_id, e.env_type, e.payload_digest, p.salt, p.payload FROM event_seals s "
                "LEFT JOIN events e ON e.id = s.event_id LEFT JOIN event_payloads p ON p.event_id = s.event_id "
                "WHERE s.sequence > ? ORDER BY s.sequence LIMIT ?",
                {after, limit})) {
    CheckedRow checked{{row.integer(0), row.text(1), row.text(2), row.text(3)}, {}, {}};
    if (!row.is_null(4))
      checked.header = Header{row.text(4), row.text(5),  row.text(6),  row.text(7), row.text(8),
                              row.text(9), row.text(10), row.text(11), row.text(12)};
    if (!row.is_null(13)) checked.salt_and_payload.emplace(row.text(13), row.text(14));
    rows.push_back(std::move(checked));
  }
  return rows;
}

std::optional<std::string> EventStore::event_without_seal(db::Tx& tx) const {
  const bool queued = tx.dialect().engine() == db::Engine::postgres;
  const auto row = tx.query_one(
      queued ? "SELECT e.id FROM events e WHERE NOT EXISTS (SELECT 1 FROM event_seals s WHERE s.event_id = e.id) "
               "AND NOT EXISTS (SELECT 1 FROM events_unsealed u WHERE u.event_id = e.id) ORDER BY e.id LIMIT 1"
             : "SELECT e.id FROM events e WHERE NOT EXISTS (SELECT 1 FROM event_seals s WHERE s.event_id = e.id) "
               "ORDER BY e.id LIMIT 1");
  if (!row) return std::nullopt;
  return row->text(0);
}

std::optional<EventStore::Cursor> EventStore::cursor(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one("SELECT version, sequence FROM event_cursors WHERE name = ?", {name});
  if (!row) return std::nullopt;
  return Cursor{static_cast<int>(row->integer(0)), row->integer(1)};
}

void EventStore::set_cursor(db::Tx& tx, const std::string& name, const Cursor& cursor) const {
  tx.exec(
      "INSERT INTO event_cursors (name, version, sequence) VALUES (?, ?, ?) "
      "ON CONFLICT (name) DO UPDATE SET version = excluded.version, sequence = excluded.sequence",
      {name, cursor.version, cursor.sequence});
}

void EventStore::add_cursor(db::Tx& tx, const std::string& name, const Cursor& cursor) const {
  tx.exec("INSERT INTO event_cursors (name, version, sequence) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
          {name, cursor.version, cursor.sequence});
}

}  // namespace towpath::events
