#pragma once

#include <filesystem>
#include <vector>

#include "cluster_instances.h"

namespace towpath::delivery {

/// Commands that run once on a cluster, each written down before it is made there: `<folder>/<key>/place` and its log.
class OnceFolder {
 public:
  explicit OnceFolder(std::filesystem::path folder);

  void note(const InstancePlace& place) const;
  void forget(const InstanceId& key) const;
  std::filesystem::path log_directory(const InstanceId& key) const { return folder_ / key.text(); }
  /// Those that were there when this object was made.
  const std::vector<InstancePlace>& left_over() const { return left_over_; }
  void clear_left_over() { left_over_.clear(); }

 private:
  std::filesystem::path folder_;
  std::vector<InstancePlace> left_over_;
};

}  // namespace towpath::delivery
