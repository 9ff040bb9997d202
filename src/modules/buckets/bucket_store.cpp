#include "bucket_store.h"

#include <fmt/format.h>

namespace towpath::buckets {
namespace {

constexpr std::string_view bucket_columns =
    "id, name, is_open, access_key_id, sealed_keys, most_bytes, most_objects, objects, bytes, created_at";

BucketRow read_bucket(const db::Row& row) {
  return {row.text(0),    row.text(1),    row.boolean(2), row.text(3), row.text(4), {row.integer(5), row.integer(6)},
          row.integer(7), row.integer(8), row.time(9)};
}

std::optional<BucketRow> one(db::Tx& tx, std::string_view where, const std::string& value) {
  const auto row =
      tx.query_one(fmt::format("SELECT {} FROM buckets_buckets WHERE {} = ?", bucket_columns, where), {value});
  if (!row) return std::nullopt;
  return read_bucket(*row);
}

}  // namespace

void BucketStore::insert(db::Tx& tx, const BucketRow& b) const {
  tx.exec(fmt::format("INSERT INTO buckets_buckets ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", bucket_columns),
          {b.id, b.name, b.is_open, b.access_key_id, b.sealed_keys, b.limits.bytes, b.limits.objects, b.objects,
           b.bytes, b.created_at});
}

void BucketStore::update(db::Tx& tx, const BucketRow& b) const {
  tx.exec(
      "UPDATE buckets_buckets SET name = ?, is_open = ?, access_key_id = ?, sealed_keys = ?, most_bytes = ?, "
      "most_objects = ? WHERE id = ?",
      {b.name, b.is_open, b.access_key_id, b.sealed_keys, b.limits.bytes, b.limits.objects, b.id});
}

void BucketStore::remove(db::Tx& tx, const std::string& id) const {
  tx.exec("DELETE FROM buckets_buckets WHERE id = ?", {id});
}

std::optional<BucketRow> BucketStore::find(db::Tx& tx, const std::string& name) const { return one(tx, "name", name); }

std::optional<BucketRow> BucketStore::find_id(db::Tx& tx, const std::string& id) const { return one(tx, "id", id); }

std::optional<BucketRow> BucketStore::find_access_key(db::Tx& tx, const std::string& access_key_id) const {
  if (access_key_id.empty()) return std::nullopt;
  return one(tx, "access_key_id", access_key_id);
}

std::vector<BucketRow> BucketStore::list(db::Tx& tx) const {
  std::vector<BucketRow> out;
  for (const db::Row& row : tx.query(fmt::format("SELECT {} FROM buckets_buckets ORDER BY name", bucket_columns)))
    out.push_back(read_bucket(row));
  return out;
}

void BucketStore::count(db::Tx& tx, const std::string& id, std::int64_t objects, std::int64_t bytes) const {
  tx.exec("UPDATE buckets_buckets SET objects = objects + ?, bytes = bytes + ? WHERE id = ?", {objects, bytes, id});
}

}  // namespace towpath::buckets
