#pragma once

#include <memory>
#include <set>
#include <string>

#include "buckets/buckets.h"
#include "module/module.h"

namespace towpath::buckets {

class BucketsModule : public Module {
 public:
  virtual Buckets& buckets() = 0;
};

/// `sealer` outlives the module.
std::unique_ptr<BucketsModule> make_module(Kernel kernel, Sealer& sealer);

/// Digests of the blobs that objects, and parts of uploads, consist of: for retention.
std::set<std::string> needed_blobs(const Kernel& kernel);

}  // namespace towpath::buckets
