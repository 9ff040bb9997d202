#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "object_store.h"

namespace towpath::buckets {

/// An object that comes in parts and is not complete yet.
struct UploadRow {
  std::string id, bucket_id, key;
  About about;
  UtcTime created_at;
};

struct PartRow {
  int number = 0;
  Piece piece;
  std::string etag;
  UtcTime modified_at;
};

/// Rows of buckets_uploads and buckets_parts.
class UploadStore {
 public:
  void insert(db::Tx& tx, const UploadRow& row) const;
  std::optional<UploadRow> find(db::Tx& tx, const std::string& id) const;
  /// With its parts.
  void remove(db::Tx& tx, const std::string& id) const;
  std::int64_t count(db::Tx& tx, const std::string& bucket_id) const;
  /// By id, which is the order of their beginning.
  std::vector<UploadRow> list(db::Tx& tx, const std::string& bucket_id, const std::string& after,
                              std::size_t limit) const;
  std::vector<UploadRow> begun_before(db::Tx& tx, UtcTime before, std::size_t limit) const;
  void put_part(db::Tx& tx, const std::string& upload_id, const PartRow& part) const;
  /// In order, behind number `after`.
  std::vector<PartRow> parts(db::Tx& tx, const std::string& upload_id, int after, std::size_t limit) const;
  std::int64_t bytes(db::Tx& tx, const std::string& upload_id) const;
};

}  // namespace towpath::buckets
