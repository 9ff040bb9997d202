#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "base/time.h"
#include "blob/blob.h"
#include "delivery/local_runtime.h"
#include "delivery/runtime.h"
#include "process/shim.h"

namespace towpath::delivery {

/// Everything referred to outlives the runtime.
struct PodmanRuntimeOptions {
  std::filesystem::path data_directory;
  std::string host_id;  ///< Of this server: marks what is ours.
  process::ShimClient& shims;
  blob::Blobs& blobs;
  const Clock& clock;
  std::shared_ptr<HostPorts> ports = {};  ///< Null: ports of its own.
  /// Of a podman service that somebody else runs as root on this machine. Empty: one of our own is started when it is
  /// needed, with its own storage, and kept by a shim.
  std::string socket = {};
  static constexpr const char* usual_search_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  std::string search_path = usual_search_path;  ///< For podman and what it needs.
};

/// Runs workloads as containers of podman (4.0 or later), which outlive the server and podman's service. A pod for each
/// instance, named after it.
///
/// A workload sees what it sees with the local runtime: its bundle read-only as its working directory, its volumes and
/// files at their targets, the host's programs (/usr, /opt) and network, the same variables. Of /etc it sees what
/// programs look up, no more. Variables and files are in memory, not in podman's storage.
///
/// What podman can do on this machine is found out once, by running a container: see report(). Below data_directory:
/// bundles/<digest>, instance_logs/<id>, podman/ (instances, settings, storage). Further errors of what needs podman:
/// delivery.runtime_unavailable (absent or unusable here: what to install), delivery.podman_unreachable (it gave no
/// answer, also not when asked again), delivery.podman_refused.
std::unique_ptr<Runtime> make_podman_runtime(PodmanRuntimeOptions options);

/// Ends the containers of a data directory and podman's service, where there are any; nobody may be at work on it.
/// Records and logs stay. Errors: those of what needs podman.
Status end_podman_workloads(const std::filesystem::path& data_directory, process::ShimClient& shims,
                            std::chrono::milliseconds grace);

}  // namespace towpath::delivery
