#include "object_store.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace towpath::buckets {
namespace {

constexpr std::string_view object_columns =
    "bucket_id, key, size, etag, content_type, headers, metadata, content_id, modified_at";

}  // namespace

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

std::optional<ObjectRow> ObjectStore::find(db::Tx& tx, const std::string& bucket_id, const std::string& key) const {
  const auto row = tx.query_one(
      fmt::format("SELECT {} FROM buckets_objects WHERE bucket_id = ? AND key = ?", object_columns), {bucket_id, key});
  if (!row) return std::nullopt;
  return ObjectRow{row->text(0),
                   row->text(1),
                   row->integer(2),
                   row->text(3),
                   {row->text(4), map_of(row->text(5)), map_of(row->text(6))},
                   row->text(7),
                   row->time(8)};
}

void ObjectStore::put(db::Tx& tx, const ObjectRow& o) const {
  tx.exec(fmt::format("INSERT INTO buckets_objects ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                      "ON CONFLICT (bucket_id, key) DO UPDATE SET size = excluded.size, etag = excluded.etag, "
                      "content_type = excluded.content_type, headers = excluded.headers, metadata = excluded.metadata, "
                      "content_id = excluded.content_id, modified_at = excluded.modified_at",
                      object_columns),
          {o.bucket_id, o.key, o.size, o.etag, o.about.content_type, text_of(o.about.headers),
           text_of(o.about.metadata), o.content_id, o.modified_at});
}

void ObjectStore::remove(db::Tx& tx, const std::string& bucket_id, const std::string& key) const {
  tx.exec("DELETE FROM buckets_objects WHERE bucket_id = ? AND key = ?", {bucket_id, key});
}

void ObjectStore::insert_pieces(db::Tx& tx, const std::string& content_id, const std::vector<Piece>& pieces) const {
  std::vector<db::Params> rows;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    rows.push_back({content_id, i, pieces[i].digest.text, pieces[i].size});
  if (!rows.empty())
    tx.exec_each("INSERT INTO buckets_pieces (content_id, number, digest, size) VALUES (?, ?, ?, ?)", rows);
}

void ObjectStore::remove_pieces(db::Tx& tx, const std::string& content_id) const {
  tx.exec("DELETE FROM buckets_pieces WHERE content_id = ?", {content_id});
}

std::vector<Piece> ObjectStore::pieces(db::Tx& tx, const std::string& content_id) const {
  std::vector<Piece> out;
  for (const db::Row& row :
       tx.query("SELECT digest, size FROM buckets_pieces WHERE content_id = ? ORDER BY number", {content_id}))
    out.push_back({{row.text(0)}, row.integer(1)});
  return out;
}

std::vector<ListedObject> ObjectStore::list(db::Tx& tx, const std::string& bucket_id, const std::string& after,
                                            bool is_inclusive, std::size_t limit) const {
  std::vector<ListedObject> out;
  const std::string_view sql = is_inclusive ? "SELECT key, size, etag, modified_at FROM buckets_objects "
                                              "WHERE bucket_id = ? AND key >= ? ORDER BY key LIMIT ?"
                                            : "SELECT key, size, etag, modified_at FROM buckets_objects "
                                              "WHERE bucket_id = ? AND key > ? ORDER BY key LIMIT ?";
  for (const db::Row& row : tx.query(sql, {bucket_id, after, limit}))
    out.push_back({row.text(0), row.integer(1), row.text(2), row.time(3)});
  return out;
}

std::size_t ObjectStore::remove_some(db::Tx& tx, const std::string& bucket_id, std::size_t limit) const {
  const auto rows = tx.query("SELECT key, content_id FROM buckets_objects WHERE bucket_id = ? ORDER BY key LIMIT ?",
                             {bucket_id, limit});
  for (const db::Row& row : rows) {
    remove_pieces(tx, row.text(1));
    remove(tx, bucket_id, row.text(0));
  }
  return rows.size();
}

std::set<std::string> ObjectStore::digests(db::Tx& tx) const {
  std::set<std::string> out;
  for (const std::string_view sql : {std::string_view("SELECT DISTINCT digest FROM buckets_pieces"),
                                     std::string_view("SELECT DISTINCT digest FROM buckets_parts WHERE size > 0")})
    for (const db::Row& row : tx.query(sql)) out.insert(row.text(0));
  return out;
}

}  // namespace towpath::buckets
