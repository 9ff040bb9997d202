#include "upload_store.h"

#include <fmt/format.h>

namespace towpath::buckets {
namespace {

constexpr std::string_view upload_columns = "id, bucket_id, key, content_type, headers, metadata, created_at";

UploadRow read_upload(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), {row.text(3), map_of(row.text(4)), map_of(row.text(5))}, row.time(6)};
}

std::vector<UploadRow> read_uploads(const std::vector<db::Row>& rows) {
  std::vector<UploadRow> out;
  for (const db::Row& row : rows) out.push_back(read_upload(row));
  return out;
}

}  // namespace

void UploadStore::insert(db::Tx& tx, const UploadRow& u) const {
  tx.exec(fmt::format("INSERT INTO buckets_uploads ({}) VALUES (?, ?, ?, ?, ?, ?, ?)", upload_columns),
          {u.id, u.bucket_id, u.key, u.about.content_type, text_of(u.about.headers), text_of(u.about.metadata),
           u.created_at});
}

std::optional<UploadRow> UploadStore::find(db::Tx& tx, const std::string& id) const {
  const auto row = tx.query_one(fmt::format("SELECT {} FROM buckets_uploads WHERE id = ?", upload_columns), {id});
  if (!row) return std::nullopt;
  return read_upload(*row);
}

void UploadStore::remove(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM buckets_parts WHERE upload_id = ?", {id});
  tx.exec("DELETE FROM buckets_uploads WHERE id = ?", {id});
}

std::int64_t UploadStore::count(db::Tx& tx, const std::string& bucket_id) const {
  return tx.query_one("SELECT COUNT(*) FROM buckets_uploads WHERE bucket_id = ?", {bucket_id})->integer(0);
}

std::vector<UploadRow> UploadStore::list(db::Tx& tx, const std::string& bucket_id, const std::string& after,
                                         std::size_t limit) const {
  return read_uploads(tx.query(
      fmt::format("SELECT {} FROM buckets_uploads WHERE bucket_id = ? AND id > ? ORDER BY id LIMIT ?", upload_columns),
      {bucket_id, after, limit}));
}

std::vector<UploadRow> UploadStore::begun_before(db::Tx& tx, UtcTime before, std::size_t limit) const {
  return read_uploads(tx.query(
      fmt::format("SELECT {} FROM buckets_uploads WHERE created_at < ? ORDER BY created_at LIMIT ?", upload_columns),
      {before, limit}));
}

void UploadStore::put_part(db::Tx& tx, const std::string& upload_id, const PartRow& part) const {
  tx.exec(
      "INSERT INTO buckets_parts (upload_id, number, digest, size, etag, modified_at) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (upload_id, number) DO UPDATE SET digest = excluded.digest, size = excluded.size, "
      "etag = excluded.etag, modified_at = excluded.modified_at",
      {upload_id, part.number, part.piece.digest.text, part.piece.size, part.etag, part.modified_at});
}

std::vector<PartRow> UploadStore::parts(db::Tx& tx, const std::string& upload_id, int after, std::size_t limit) const {
  std::vector<PartRow> out;
  for (const db::Row& row : tx.query("SELECT number, digest, size, etag, modified_at FROM buckets_parts "
                                     "WHERE upload_id = ? AND number > ? ORDER BY number LIMIT ?",
                                     {upload_id, after, limit}))
    out.push_back({static_cast<int>(row.integer(0)), {{row.text(1)}, row.integer(2)}, row.text(3), row.time(4)});
  return out;
}

std::int64_t UploadStore::bytes(db::Tx& tx, const std::string& upload_id) const {
  return tx
      .query_one("SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM buckets_parts WHERE upload_id = ?", {upload_id})
      ->integer(0);
}

}  // namespace towpath::buckets
