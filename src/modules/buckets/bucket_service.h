#pragma once

#include "gatekeeper.h"

namespace towpath::buckets {

/// What Buckets promises, but for the endpoint. Thread-safe, blocking.
class BucketService {
 public:
  /// Both outlive it.
  BucketService(const Kernel& kernel, Gatekeeper& gatekeeper)
      : db_(kernel.db), clock_(kernel.clock), gatekeeper_(gatekeeper) {}

  Status put(const BucketSpec& spec);
  std::optional<BucketInfo> find(const std::string& name);
  Result<std::vector<Secret>> secret_keys(const std::string& name);
  std::vector<BucketInfo> list();
  Status keep_aside(const std::string& name, const std::string& as);
  Status remove(const std::string& name);

 private:
  db::Db& db_;
  const Clock& clock_;
  Gatekeeper& gatekeeper_;
  const BucketStore buckets_{};
};

}  // namespace towpath::buckets
