#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::buckets {

/// The region that clients sign for. There is one place here; the name is the one S3 clients take without being told.
inline constexpr std::string_view region = "us-east-1";

struct BucketLimits {
  std::int64_t bytes = std::int64_t{10} << 30;  ///< Of all objects and begun uploads.
  std::int64_t objects = 1'000'000;
  bool operator==(const BucketLimits&) const = default;
};

struct BucketSpec {
  std::string name;           ///< 3 to 63 lower-case letters, digits and hyphens.
  std::string access_key_id;  ///< Of this bucket alone.
  /// One, or two while they are being replaced: each of them is valid.
  std::vector<Secret> secret_keys;
  BucketLimits limits = {};
};

struct BucketInfo {
  std::string name, access_key_id;
  bool is_open = true;  ///< False: kept aside, nobody gets in.
  BucketLimits limits;
  std::int64_t objects = 0, bytes = 0;
  UtcTime created_at;
};

/// Buckets served over the S3 REST API, for the platform's own work. Thread-safe, blocking.
class Buckets {
 public:
  virtual ~Buckets() = default;
  /// Makes the bucket or changes keys and limits of an open one; its objects stay.
  /// Errors: buckets.invalid_bucket, secrets.locked.
  virtual Status put(const BucketSpec& spec) = 0;
  virtual std::optional<BucketInfo> find(const std::string& name) = 0;
  /// The valid secret keys, the newest first. Errors: buckets.no_such_bucket, secrets.locked, secrets.key_wrong.
  virtual Result<std::vector<Secret>> secret_keys(const std::string& name) = 0;
  /// All of them by name, those kept aside as well.
  virtual std::vector<BucketInfo> list() = 0;
  /// Renames it and lets nobody in any more. Fine when there is none. Errors: buckets.invalid_bucket (`as` is taken).
  virtual Status keep_aside(const std::string& name, const std::string& as) = 0;
  /// With all that is in it. Fine when there is none.
  virtual Status remove(const std::string& name) = 0;
  /// Where clients reach the buckets: "http://127.0.0.1:<port>". Begins to listen when that has not happened yet, on
  /// the port of before if there was one. Errors: http.port_in_use.
  virtual Result<std::string> endpoint() = 0;
};

/// Encrypts what lies in our rows; a port, plugged by src/app with the secrets module.
class Sealer {
 public:
  virtual ~Sealer() = default;
  /// Bytes; `context` names the row and must be given again to open it. Errors: secrets.locked, secrets.key_wrong.
  virtual Result<std::string> seal(const Secret& text, std::string_view context) = 0;
  virtual Result<Secret> open(std::string_view sealed, std::string_view context) = 0;
};

}  // namespace towpath::buckets
