#pragma once

#include <string>

#include "buckets/buckets.h"
#include "db/db.h"

#include "bucket_store.h"

namespace towpath::buckets {

/// A bucket somebody has proved to have the key of. Only the Gatekeeper makes one from a request; every operation on
/// objects takes it.
struct Access {
  std::string bucket_id, bucket;
  BucketLimits limits;
  std::int64_t objects = 0, bytes = 0;  ///< When the request came.
  UtcTime created_at;
};

/// Adds to what the bucket of `access` holds, when that is still open and within its limits; less is always allowed.
/// Errors: buckets.no_such_bucket, buckets.quota_exceeded.
Status charge(db::Tx& tx, const Access& access, std::int64_t objects, std::int64_t bytes);

/// How many bytes may be added, as far as is known now.
std::int64_t room_in(const Access& access);

Error quota_exceeded(const BucketLimits& limits);

}  // namespace towpath::buckets
