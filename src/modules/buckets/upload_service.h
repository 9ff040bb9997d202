#pragma once

#include <string>
#include <utility>
#include <vector>

#include "object_service.h"
#include "upload_store.h"

namespace towpath::buckets {

inline constexpr int most_parts = 10'000;
/// Of every part but the last one.
inline constexpr std::int64_t smallest_part = std::int64_t{5} << 20;
inline constexpr std::int64_t most_uploads = 1'000;  ///< Of a bucket at one time.

/// Objects that come in parts. Thread-safe, blocking. Errors of all: buckets.no_such_upload, those of charge().
class UploadService {
 public:
  /// Both outlive it.
  UploadService(const Kernel& kernel, ObjectService& objects)
      : db_(kernel.db), clock_(kernel.clock), objects_(objects) {}

  /// The id of a new upload. Errors: buckets.invalid_request (too many have begun).
  Result<std::string> begin(const Access& access, const std::string& key, About about);
  /// A number that is there already is replaced. Errors: buckets.invalid_argument, and those of ObjectService::put().
  Result<PartRow> put_part(const Access& access, const std::string& key, const std::string& id, int number,
                           Payload& payload);
  /// A part that is bytes of another object. Errors: as put_part(); buckets.no_such_key, buckets.invalid_range
  /// (`length` 0 is all from `offset` on).
  Result<PartRow> copy_part(const Access& access, const std::string& key, const std::string& id, int number,
                            const OpenObject& source, std::int64_t offset, std::int64_t length);
  /// The object that the named parts make, in this order. Repeating it after it was done gives the same.
  /// Errors: buckets.invalid_part, buckets.invalid_part_order, buckets.part_too_small, buckets.precondition_failed.
  Result<ObjectRow> complete(const Access& access, const std::string& key, const std::string& id,
                             const std::vector<std::pair<int, std::string>>& parts, const WriteCondition& condition);
  Status abort(const Access& access, const std::string& key, const std::string& id);
  Result<std::vector<PartRow>> parts(const Access& access, const std::string& key, const std::string& id, int after,
                                     std::size_t limit);
  std::vector<UploadRow> list(const Access& access, const std::string& after, std::size_t limit);
  /// Ends those that began long ago: nobody will complete them. How many.
  std::size_t abort_begun_before(UtcTime before);

 private:
  Result<UploadRow> find(db::Tx& tx, const Access& access, const std::string& key, const std::string& id) const;
  Result<PartRow> keep_part(const Access& access, const std::string& key, const std::string& id, int number,
                            const Stored& stored);
  Status check_part(const Access& access, const std::string& key, const std::string& id, int number);

  db::Db& db_;
  const Clock& clock_;
  ObjectService& objects_;
  const UploadStore uploads_{};
};

}  // namespace towpath::buckets
