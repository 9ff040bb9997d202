#pragma once

#include <optional>
#include <string>
#include <vector>

#include "container_spec.h"
#include "delivery/runtime.h"
#include "podman_api.h"
#include "process/terminal.h"

namespace towpath::delivery {

/// What podman says of a container.
struct FoundContainer {
  std::string status;  ///< created, running, stopped (not yet put away, may start again), exited, ...
  bool is_running = false;
  int exit_code = 0;
  bool oom_killed = false;
  int restarts = 0;  ///< By its policy, since the last start by us.
  std::optional<UtcTime> started_at, finished_at;
};

/// What is done with containers, each by one or two exchanges. What is repeated does no harm, so that whoever got no
/// answer asks again. Errors of all: podman_unreachable; delivery.podman_refused (podman's words in the message).
class PodmanContainers {
 public:
  explicit PodmanContainers(const PodmanApi& api) : api_(api) {}

  /// Nothing when there is none of that name.
  Result<std::optional<FoundContainer>> find(const std::string& name) const;
  /// Names of containers with a label, whether they run or not.
  Result<std::vector<std::string>> names(const std::string& label, const std::string& value) const;
  /// Names of pods with a label.
  Result<std::vector<std::string>> pod_names(const std::string& label, const std::string& value) const;
  /// A pod that is there already is fine. It has no container of its own: the network is the host's.
  Status make_pod(const std::string& name, const std::map<std::string, std::string>& labels) const;
  /// Makes and starts; fine when it runs already.
  Status start(const ContainerSpec& spec) const;
  Status start(const std::string& name) const;
  /// SIGTERM, after `grace` (in whole seconds, rounded up) SIGKILL to everything in it; fine when it is gone.
  Status stop(const std::string& name, std::chrono::milliseconds grace) const;
  Status restart(const std::string& name, std::chrono::milliseconds grace) const;
  /// With everything in it that still runs; fine when it is gone.
  Status remove(const std::string& name) const;
  Status remove_pod(const std::string& name) const;
  struct Said {
    int exit_code = 0;
    std::string output;  ///< Of both streams.
  };
  /// Runs `argv` in a running container to its end.
  Result<Said> exec(const std::string& name, const std::vector<std::string>& argv,
                    std::chrono::milliseconds timeout) const;
  /// A program in a running container that is to be started and talked to: podman's id for it.
  Result<std::string> make_exec(const std::string& name, const std::vector<std::string>& argv, bool has_terminal) const;
  /// The size of its terminal; fine when it has ended.
  Status resize_exec(const std::string& id, process::WindowSize size) const;
  /// Its exit code; nothing while it runs.
  Result<std::optional<int>> exec_end(const std::string& id) const;
  /// Nothing for what does not run.
  Result<InstanceUsage> usage(const std::string& name) const;

 private:
  const PodmanApi& api_;
};

/// The texts of the frames of an attached stream ("<stream> 0 0 0 <4 bytes length> <text>"), one after another; what is
/// cut short is given as far as it goes.
std::string joined_frames(std::string_view bytes);

}  // namespace towpath::delivery
