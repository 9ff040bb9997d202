#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "buckets/buckets.h"
#include "http/http.h"
#include "module/module.h"

#include "access.h"
#include "signature.h"

namespace towpath::buckets {

/// A request whose signature is right.
struct Admitted {
  Access access;
  Claim claim;
  std::string payload_hash;
  Secret key;  ///< Of the day; chunks are signed with it.
};

/// Tells who signed a request, and lets in who has a key of an open bucket. Thread-safe, blocking.
class Gatekeeper {
 public:
  /// Both outlive it.
  Gatekeeper(const Kernel& kernel, Sealer& sealer) : db_(kernel.db), clock_(kernel.clock), sealer_(sealer) {}

  /// `path` as sent. Errors: buckets.access_denied, buckets.unknown_access_key, buckets.wrong_signature,
  /// buckets.time_skewed, buckets.malformed_authorization, buckets.malformed_presign, and those of Payload::hash_of.
  Result<Admitted> admit(const http::Request& request, std::string_view path, const QueryPairs& query);

  /// The keys of a bucket, the newest first. Errors: those of Sealer.
  Result<std::vector<Secret>> keys_of(const BucketRow& row);
  Result<std::string> seal(const std::string& bucket_id, const std::vector<Secret>& keys);

 private:
  db::Db& db_;
  const Clock& clock_;
  Sealer& sealer_;
  std::mutex mutex_;  // guards opened_
  /// What was opened, by bucket: the sealed text and the keys in it.
  std::map<std::string, std::pair<std::string, std::vector<Secret>>> opened_;
};

}  // namespace towpath::buckets
