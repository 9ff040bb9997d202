#pragma once

#include <memory>

#include "base/time.h"
#include "buckets/buckets.h"
#include "delivery/driver.h"

namespace towpath::delivery {

/// Type `s3`: a bucket of our own object store with an access key that opens it alone. Inputs maxBytes and maxObjects.
/// Outputs bucket, endpoint, region, access_key_id and aws_access_key_id; secrets: secret_key and aws_secret_key, which
/// are the same. Destroying renames the bucket to "<name>_deleted_<yyyymmdd>" and lets nobody in; purging removes all
/// of it. Both outlive it.
std::unique_ptr<Driver> make_s3_driver(buckets::Buckets& buckets, const Clock& clock);

}  // namespace towpath::delivery
