#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "module/module.h"

#include "access.h"
#include "object_list.h"
#include "object_store.h"
#include "payload.h"

namespace towpath::buckets {

inline constexpr std::int64_t largest_single_object = std::int64_t{5} << 30;
inline constexpr std::size_t longest_key = 1024, most_keys = 1000;

/// What must hold of the object that is there, for a write to happen. ETags without quotes.
struct WriteCondition {
  std::optional<std::string> if_match;
  bool if_none_match = false;  ///< "*": only when there is none.
};

/// Content that was stored and is not named by a row yet.
struct Stored {
  std::vector<Piece> pieces;  ///< None for empty content.
  std::int64_t size = 0;
  std::string etag;
};

/// An object with what it consists of at that moment: replacing it meanwhile does not disturb who reads.
struct OpenObject {
  ObjectRow row;
  std::vector<Piece> pieces;
};

/// The objects of a bucket. Every call takes the proof that the caller may. Thread-safe, blocking.
class ObjectService {
 public:
  explicit ObjectService(const Kernel& kernel) : db_(kernel.db), blobs_(kernel.blobs), clock_(kernel.clock) {}

  /// Errors: buckets.no_such_key.
  Result<ObjectRow> find(const Access& access, const std::string& key);
  /// Errors: buckets.no_such_key.
  Result<OpenObject> open(const Access& access, const std::string& key);
  /// Replaces an object once all of `payload` is on the disk. Errors: those of Payload::read(), of charge(),
  /// buckets.too_large, buckets.precondition_failed, blob.no_space.
  Result<ObjectRow> put(const Access& access, const std::string& key, About about, Payload& payload,
                        const WriteCondition& condition);
  /// The same content under another key, or the same with another About. Errors: buckets.no_such_key,
  /// buckets.precondition_failed (`source_matches` says no), those of charge().
  Result<ObjectRow> copy(const Access& access, const std::string& from, const std::string& to,
                         const std::optional<About>& about,
                         const std::function<Status(const ObjectRow&)>& source_matches);
  /// Fine for keys that are not there.
  Status remove(const Access& access, const std::vector<std::string>& keys);
  ListPage list(const Access& access, const ListQuery& query);
  /// Gives `length` bytes from `offset` on to `sink`, which answers false to stop. Errors: blob.not_found,
  /// blob.corrupt.
  Status read(const std::vector<Piece>& pieces, std::int64_t offset, std::int64_t length,
              const std::function<bool(std::string_view)>& sink);

  /// Puts content on the disk. `next` gives pieces of it and "" at the end, and then `md5` its MD5, raw.
  /// Errors: buckets.too_large, buckets.quota_exceeded (more than `room` bytes), blob.no_space, those of `next`.
  Result<Stored> store(const Access& access, std::int64_t room, const std::function<Result<std::string>()>& next,
                       const std::function<std::string()>& md5);

 private:
  db::Db& db_;
  blob::Blobs& blobs_;
  const Clock& clock_;
  const ObjectStore objects_{};
};

/// Names `stored` as the object `row`, in place of what had its key. Errors: those of charge(),
/// buckets.precondition_failed.
Status put_object(db::Tx& tx, const Access& access, const ObjectRow& row, const std::vector<Piece>& pieces,
                  std::int64_t already_charged, const WriteCondition& condition);

}  // namespace towpath::buckets
