#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "podman_api.h"
#include "process/shim.h"

namespace towpath::delivery {

struct PodmanServiceOptions {
  process::ShimClient& shims;
  std::string socket;  ///< As PodmanRuntimeOptions says.
  std::string search_path;
};

/// Podman's service on this machine: somebody else's, or our own with a storage of its own, started at the first use
/// and kept by a shim. Finds out once which OCI runtime and settings work here. Thread-safe.
class PodmanService {
 public:
  struct Ready {
    PodmanApi api;
    std::string image;  ///< The base image.
    std::map<std::string, std::string> findings;
  };

  /// `folder` keeps settings and storage of our own service.
  PodmanService(PodmanServiceOptions options, std::filesystem::path folder);

  /// The service, started and examined when it was not yet. A failure is remembered for some seconds.
  /// Errors: delivery.runtime_unavailable.
  Result<const Ready*> ready();
  /// After an exchange without an answer: waits until the service answers again, and starts our own again when it is
  /// gone. Errors: delivery.podman_unreachable.
  Status wait_until_back();
  /// Ends our own service and lets go of its storage; somebody else's goes on.
  void end();

 private:
  Result<Ready> prepare();
  Result<Ready> prepare_own();
  Status answer_at(const PodmanApi& api, std::chrono::milliseconds longest) const;
  Result<Ready> examine(const PodmanApi& api, bool is_known_to_work) const;
  Status launch(const std::string& podman);
  bool write_settings(const std::string& oci_runtime);
  std::filesystem::path shim_folder() const { return folder_ / "service"; }

  const PodmanServiceOptions options_;
  const std::filesystem::path folder_, run_folder_;
  std::mutex mutex_;  ///< Guards what follows; held while the service is started.
  std::optional<Ready> ready_;
  std::optional<Error> failure_;
  std::chrono::steady_clock::time_point failed_at_;
};

}  // namespace towpath::delivery
