#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "blob/blob.h"
#include "module/module.h"
#include "runs/remote_nodes.h"

namespace towpath::runners {

/// Port: what the jobs of remote nodes are. Thread-safe, blocking.
class JobOrders {
 public:
  virtual ~JobOrders() = default;
  /// What a machine is told of the node's job, as it is to be handed on. Errors: why the job cannot run.
  virtual Result<std::string> order(const runs::RunId& run, const runs::Node& node) = 0;
  /// The files of the run's commit as an archive in the blob store.
  virtual Result<blob::Digest> source(const runs::RunId& run) = 0;
};

struct RunnersOptions {
  std::chrono::milliseconds lease{30'000};
  std::chrono::milliseconds longest_poll{10'000};    ///< A poll renews leases: well below `lease`.
  std::chrono::milliseconds restart_grace{60'000};   ///< No lease ends sooner after the server's start.
  std::chrono::milliseconds expiry_interval{2'000};  ///< How often leases are looked at.
};

/// Machines that run jobs: their registration, the protocol they speak and their leases. Events out: runner.registered,
/// runner.removed, runner.draining, runner.lost {name, jobs}.
std::unique_ptr<Module> make_module(Kernel kernel, runs::Runs& runs, runs::RemoteNodes& nodes, JobOrders& orders,
                                    RunnersOptions options = {});

}  // namespace towpath::runners
