#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "delivery/kubernetes.h"
#include "kube_api.h"

namespace towpath::delivery {

class Cluster {
 public:
  explicit Cluster(ClusterOptions options) : options_(std::move(options)) {}

  bool is_configured() const { return !options_.kubeconfig.empty(); }
  /// Errors: delivery.invalid_kubeconfig; delivery.runtime_unavailable (none is configured).
  Result<std::shared_ptr<const KubeApi>> api();
  /// Where node ports are reached, numeric. Errors: as api(); delivery.runtime_unavailable (it cannot be known).
  Result<std::string> address();
  const std::string& context() const { return options_.context; }

 private:
  const ClusterOptions options_;
  std::mutex mutex_;  ///< Guards what follows.
  std::shared_ptr<const KubeApi> api_;
  std::filesystem::file_time_type read_at_;  ///< Time of the file that api_ was read from.
};

}  // namespace towpath::delivery
