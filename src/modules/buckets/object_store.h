#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "blob/blob.h"
#include "db/db.h"

namespace towpath::buckets {

/// What a client says about an object beside its content.
struct About {
  std::string content_type = "binary/octet-stream";
  std::map<std::string, std::string> headers;   ///< "Cache-Control" and the like, given back as they were.
  std::map<std::string, std::string> metadata;  ///< Names in lower case, without "x-amz-meta-".
};

struct ObjectRow {
  std::string bucket_id, key;
  std::int64_t size = 0;
  std::string etag;  ///< Without quotes.
  About about;
  std::string content_id;
  UtcTime modified_at;
};

/// One blob of an object's content.
struct Piece {
  blob::Digest digest;
  std::int64_t size = 0;
};

/// An object in a list.
struct ListedObject {
  std::string key;
  std::int64_t size = 0;
  std::string etag;
  UtcTime modified_at;
};

/// Rows of buckets_objects and buckets_pieces.
class ObjectStore {
 public:
  std::optional<ObjectRow> find(db::Tx& tx, const std::string& bucket_id, const std::string& key) const;
  /// Replaces the one of that key; its pieces stay and are removed with remove_pieces().
  void put(db::Tx& tx, const ObjectRow& row) const;
  void remove(db::Tx& tx, const std::string& bucket_id, const std::string& key) const;
  void insert_pieces(db::Tx& tx, const std::string& content_id, const std::vector<Piece>& pieces) const;
  void remove_pieces(db::Tx& tx, const std::string& content_id) const;
  std::vector<Piece> pieces(db::Tx& tx, const std::string& content_id) const;
  /// Keys behind `after`, or from it on when `is_inclusive`, in the order of their bytes.
  std::vector<ListedObject> list(db::Tx& tx, const std::string& bucket_id, const std::string& after, bool is_inclusive,
                                 std::size_t limit) const;
  /// Removes up to `limit` objects with their pieces; how many.
  std::size_t remove_some(db::Tx& tx, const std::string& bucket_id, std::size_t limit) const;
  /// Every blob that a piece or a part names.
  std::set<std::string> digests(db::Tx& tx) const;
};

std::string text_of(const std::map<std::string, std::string>& map);
std::map<std::string, std::string> map_of(const std::string& text);

}  // namespace towpath::buckets
