#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/time.h"
#include "blob/blob.h"
#include "delivery/runtime.h"
#include "process/shim.h"
#include "process/spawner.h"

namespace towpath::delivery {

class HostPorts;
/// The free ports of this machine, handed out once each: for all runtimes of one server.
std::shared_ptr<HostPorts> make_host_ports();

/// Everything referred to outlives the runtime.
struct LocalRuntimeOptions {
  std::filesystem::path data_directory;
  std::string host_id;  ///< Of this server, for messages.
  process::ShimClient& shims;
  process::Spawner& spawner;
  blob::Blobs& blobs;
  const Clock& clock;
  std::shared_ptr<HostPorts> ports = {};  ///< Null: ports of its own.
};

/// Runs workloads as processes of this machine, each kept by a shim, so that they outlive the server.
///
/// A workload sees its bundle read-only as its working directory, its volumes and files at their targets, a private
/// /tmp and these variables beside its own: PATH, HOME, LANG, PORT (its first service port) and PORT_<NAME> for each.
/// PORT and PORT_<NAME> win over variables of the same name: two versions run side by side on one network, so the ports
/// are chosen here, outside the range from which the kernel gives ports to outgoing connections. Without the sandbox
/// (see process::SandboxReport) workloads with files or with volumes cannot be started.
///
/// Below data_directory: bundles/<digest>, instances/<id>, instance_logs/<id> (of forgotten instances).
/// Further errors of start() and run_once(): delivery.bundle_invalid (what the archive holds is refused).
std::unique_ptr<Runtime> make_local_runtime(LocalRuntimeOptions options);

}  // namespace towpath::delivery
