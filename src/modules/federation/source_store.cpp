#include "source_store.h"

#include <fmt/core.h>

#include <boost/json.hpp>

namespace towpath::federation {
namespace {

constexpr std::string_view columns =
    "id, name, type, scheme, is_enabled, component, components, environments, key_version, created_at, received_at, "
    "refused_at, refused_because";

std::string text_of(const std::map<std::string, std::string>& map) {
  boost::json::object out;
  for (const auto& [key, value] : map) out[key] = value;
  return boost::json::serialize(out);
}

std::map<std::string, std::string> map_of(const std::string& text) {
  std::map<std::string, std::string> out;
  const boost::json::value map = boost::json::parse(text);
  for (const auto& [key, value] : map.as_object()) out[std::string(key)] = std::string(value.as_string());
  return out;
}

Source read(const db::Row& row) {
  return {row.text(0),    row.text(1), row.text(2),           scheme_from(row.text(3)).value(),
          row.boolean(4), row.text(5), map_of(row.text(6)),   map_of(row.text(7)),
          row.integer(8), row.time(9), row.optional_time(10), row.optional_time(11),
          row.text(12)};
}

}  // namespace

bool SourceStore::insert(db::Tx& tx, const Source& s) const {
  return tx.exec(fmt::format("INSERT INTO federation_sources ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                             "ON CONFLICT DO NOTHING",
                             columns),
                 {s.id, s.name, s.type, to_string(s.scheme), s.is_enabled, s.component, text_of(s.components),
                  text_of(s.environments), s.key_version, s.created_at, s.received_at, s.refused_at,
                  s.refused_because}) == 1;
}

void SourceStore::update(db::Tx& tx, const Source& s) const {
  tx.exec(
      "UPDATE federation_sources SET scheme = ?, is_enabled = ?, component = ?, components = ?, environments = ?, "
      "key_version = ? WHERE id = ?",
      {to_string(s.scheme), s.is_enabled, s.component, text_of(s.components), text_of(s.environments), s.key_version,
       s.id});
}

bool SourceStore::remove(db::Tx& tx, const std::string& id) const {
  return tx.exec("DELETE FROM federation_sources WHERE id = ?", {id}) == 1;
}

void SourceStore::note_received(db::Tx& tx, const std::string& id, UtcTime at) const {
  tx.exec("UPDATE federation_sources SET received_at = ? WHERE id = ?", {at, id});
}

void SourceStore::note_refused(db::Tx& tx, const std::string& id, UtcTime at, const std::string& because) const {
  tx.exec("UPDATE federation_sources SET refused_at = ?, refused_because = ? WHERE id = ?", {at, because, id});
}

std::optional<Source> SourceStore::find(db::Tx& tx, const std::string& name) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM federation_sources WHERE name = ?", columns), {name});
  if (!row) return std::nullopt;
  return read(*row);
}

std::vector<Source> SourceStore::list(db::Tx& tx, const std::string& after, std::size_t limit) const {
  std::vector<Source> out;
  for (const db::Row& row :
       tx.query(fmt::format("SELECT {} FROM federation_sources WHERE name > ? ORDER BY name LIMIT ?", columns),
                {after, limit}))
    out.push_back(read(row));
  return out;
}

std::int64_t SourceStore::count(db::Tx& tx) const {
  return tx.query_one("SELECT COUNT(*) FROM federation_sources")->integer(0);
}

}  // namespace towpath::federation
