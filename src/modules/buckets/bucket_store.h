#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "buckets/buckets.h"
#include "db/db.h"

namespace towpath::buckets {

struct BucketRow {
  std::string id, name;
  bool is_open = true;
  std::string access_key_id, sealed_keys;
  BucketLimits limits;
  std::int64_t objects = 0, bytes = 0;
  UtcTime created_at;
};

/// Rows of buckets_buckets.
class BucketStore {
 public:
  void insert(db::Tx& tx, const BucketRow& row) const;
  /// Name, keys, limits and whether it is open; what is in it is changed by count().
  void update(db::Tx& tx, const BucketRow& row) const;
  void remove(db::Tx& tx, const std::string& id) const;
  std::optional<BucketRow> find(db::Tx& tx, const std::string& name) const;
  std::optional<BucketRow> find_id(db::Tx& tx, const std::string& id) const;
  std::optional<BucketRow> find_access_key(db::Tx& tx, const std::string& access_key_id) const;
  std::vector<BucketRow> list(db::Tx& tx) const;
  /// Adds to how many objects and bytes there are.
  void count(db::Tx& tx, const std::string& id, std::int64_t objects, std::int64_t bytes) const;
};

}  // namespace towpath::buckets
