#include "access.h"

#include <fmt/format.h>

#include <algorithm>

namespace towpath::buckets {

Error quota_exceeded(const BucketLimits& limits) {
  return forbidden(
             "buckets.quota_exceeded",
             fmt::format("The bucket would hold more than it may: {} bytes, {} objects.", limits.bytes, limits.objects))
      .with_hint("Delete what is not needed, or ask the platform team for a larger bucket.");
}

Status charge(db::Tx& tx, const Access& access, std::int64_t objects, std::int64_t bytes) {
  const auto row = BucketStore().find_id(tx, access.bucket_id);
  if (!row || !row->is_open) return not_found("buckets.no_such_bucket", "The bucket is not there any more.");
  if ((objects > 0 && row->objects + objects > row->limits.objects) ||
      (bytes > 0 && row->bytes + bytes > row->limits.bytes))
    return quota_exceeded(row->limits);
  BucketStore().count(tx, access.bucket_id, objects, bytes);
  return ok();
}

std::int64_t room_in(const Access& access) { return std::max<std::int64_t>(0, access.limits.bytes - access.bytes); }

}  // namespace towpath::buckets
