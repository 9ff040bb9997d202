#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "process/cgroup.h"
#include "process/command.h"

namespace towpath::process {

enum class Restart { never, on_failure, always };

/// When the shim starts a workload again by itself, without the server.
struct RestartPolicy {
  Restart when = Restart::never;
  int max_restarts = 5;                             ///< In a row; the count starts anew after 60 s of running.
  std::chrono::milliseconds first_delay{100};       ///< Doubles with each restart in a row ...
  std::chrono::milliseconds longest_delay{10'000};  ///< ... up to this.
};

/// Log segments of an instance: `log/00000001.log`, ... A segment is text, one record a line:
///   `<microseconds since 1970, 16 digits> <o|e><space or +> <bytes>\n`
/// `o`/`e` is the stream, `+` marks a line that goes on in the next record of the stream (longer than 16 KiB). Records
/// are in the order in which the shim read them, so times never go backwards within a boot and a clock that is not set
/// back.
struct LogPolicy {
  std::uint64_t segment_bytes = 16u << 20;
  int segments_kept = 8;  ///< Older ones are deleted by the shim.
};

/// One workload instance to be kept running by a shim of its own.
struct InstanceSpec {
  std::string name;  ///< [a-z0-9-]+, unique on the host: names its cgroup.
  Command command;   ///< `group`, `timeout` are not used; `cancel.after_terminate` is the default grace of stop().
  RestartPolicy restart;
  LogPolicy log;
};

/// What a shim knows of its workload. Read from the running shim, or from its last state file.
struct InstanceState {
  enum class Phase {
    starting,  ///< The shim is up, the workload not yet started.
    running,
    restarting,  ///< It ended and waits for its next start.
    stopping,
    exited,    ///< For good; `exit` says how. The shim is gone.
    orphaned,  ///< The workload runs but its shim is gone: adopt() gives it a new one.
    lost       ///< Shim and workload are gone without a word (power loss, kill -9 of both): exit unknown.
  };
  Phase phase = Phase::lost;
  std::string name;
  int pid = 0;  ///< Of the workload's main process, in a sandbox of its keeper; 0 when it does not run.
  int shim_pid = 0;
  int starts = 0;                    ///< How often this shim started it, the first time included.
  int restarts = 0;                  ///< By policy, in a row.
  UtcTime started_at{};              ///< Of the present or last process.
  std::optional<UtcTime> exited_at;  ///< Of the last process that ended.
  std::optional<Exit> exit;          ///< Of the last process that ended.
  std::string start_error;           ///< Why the program could not be started; empty otherwise.
  CgroupPaths cgroup;                ///< For read_usage().
};

/// A client of workload shims: processes that outlive the server, one per instance, each with a directory of its own
/// (0700; `state`, `control` socket, `log/`, output FIFOs). The directory is the identity. Thread-safe.
class ShimClient {
 public:
  virtual ~ShimClient() = default;

  /// Starts a shim for `spec` in `directory` (made when absent) and returns when the workload was started.
  /// Errors: process.instance_exists (a live shim has the directory), process.not_started, process.shim_unavailable.
  virtual Result<InstanceState> launch(const InstanceSpec& spec, const std::filesystem::path& directory) = 0;

  /// What is in the directory now, asked from the shim or, when it is gone, worked out from its state file and the
  /// process table (boot id and start time guard against reused process ids). Errors: process.no_instance.
  virtual Result<InstanceState> status(const std::filesystem::path& directory) = 0;

  /// status(), and when the phase is `orphaned` a new shim takes the workload over: its output is read again and its
  /// end is seen, but its exit code is not known to a process that is not its parent, and it is not restarted. When it
  /// is `lost`, what the workload left running is ended and the phase becomes `exited` with EndReason::lost.
  virtual Result<InstanceState> adopt(const std::filesystem::path& directory) = 0;

  /// SIGTERM, after `grace` SIGKILL to everything the workload started; blocks until it is gone. Stopping what does not
  /// run is fine. Errors: process.no_instance, process.shim_unavailable.
  virtual Result<InstanceState> stop(const std::filesystem::path& directory, std::chrono::milliseconds grace) = 0;

  /// Ends the workload's process as stop() does and starts it again in the same shim.
  virtual Result<InstanceState> restart(const std::filesystem::path& directory, std::chrono::milliseconds grace) = 0;

  /// Calls `on_change` with each new state (first the present one) until the shim is gone, then a last time with the
  /// final state. Called on a thread of the client; must be short. The watch ends when the returned handle goes.
  class Watch {
   public:
    virtual ~Watch() = default;
  };
  virtual std::unique_ptr<Watch> watch(const std::filesystem::path& directory,
                                       std::function<void(const InstanceState&)> on_change) = 0;
};

/// Installs the program below `data_directory`/libexec. Sandboxed workloads do not see `data_directory`.
/// Errors: process.shim_unavailable.
Result<std::unique_ptr<ShimClient>> make_shim_client(std::filesystem::path data_directory);

/// Log segments of an instance directory, oldest first.
std::vector<std::filesystem::path> log_segments(const std::filesystem::path& directory);

}  // namespace towpath::process
