#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::delivery {

using InstanceId = Id<struct InstanceTag>;

/// How to find out whether a container works (Score v1b1 probes carry no times; these come from the environment).
struct Probe {
  enum class Kind { none, http, exec };
  Kind kind = Kind::none;
  int port = 0;  ///< Of the workload's own port numbers.
  std::string path = "/", host, scheme = "HTTP";
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::string> command;
};

struct MountedFile {
  std::string target;   ///< Path inside the container.
  std::string content;  ///< May hold secret text: written 0400 to memory, never to disk in clear.
  std::string mode = "0444";
};

struct MountedVolume {
  std::string target, source;  ///< `source`: what the volume driver returned.
  bool is_read_only = false;
};

struct Container {
  std::string name;
  std::string bundle;  ///< "sha256:..." of a tar.zst in the blob store.
  std::string
      image;  ///< Reference of an image with the same programs, for runtimes that run images; "": there is none.
  std::vector<std::string> command, args;
  std::vector<std::pair<std::string, Secret>> variables;  ///< All as Secret: none of them belongs into a log.
  std::vector<MountedFile> files;
  std::vector<MountedVolume> volumes;
  Probe liveness, readiness;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint32_t> cpu_millis;
};

/// One workload to be run once: a version of it in one environment.
struct InstanceRequest {
  InstanceId id{""};
  std::string project, environment, workload, deployment_id;
  std::string runtime = "local";      ///< Name of the runtime it is for.
  std::vector<Container> containers;  ///< Today runtimes run exactly one.
  std::vector<std::pair<std::string, int>>
      ports;  ///< Service ports by name, in the order of the document: name, targetPort.
};

enum class Health { unknown, progressing, healthy, degraded, suspended, missing };
std::string_view to_string(Health health);

struct InstanceStatus {
  Health health = Health::unknown;
  bool is_running = false;
  std::string reason;                     ///< In words, when not healthy.
  std::map<std::string, int> host_ports;  ///< Service port name to the port at `address`.
  std::string address = {};               ///< Numeric, of another machine; "": 127.0.0.1.
  bool is_live = true;                    ///< False when its liveness probe fails: only a restart helps.
  int restarts = 0;
  std::optional<int> exit_code;
  std::optional<UtcTime> started_at;
  bool is_over = false;  ///< It does not run, and nobody starts it again by itself.
};

struct InstanceUsage {
  std::optional<std::uint64_t> cpu_microseconds, memory_bytes, memory_peak_bytes, memory_limit_bytes;
  std::optional<std::uint64_t> restarts;  ///< Starts after the first, whatever the reason; grows only.
};

/// A line a workload wrote.
struct WorkloadLine {
  std::string cursor;  ///< Place after this line, for "from here on"; opaque.
  std::string begin;   ///< Place before this line, for "what came before"; opaque.
  UtcTime at;
  bool is_error_stream = false;
  std::string text;
};

/// What a runtime is on this machine.
struct RuntimeReport {
  std::string name;
  bool is_available = false;
  std::string reason, hint;  ///< Why not, and what to do.
  std::map<std::string, std::string>
      findings;  ///< What was found out of the machine, for people: {"ociRuntime", "runc"}.
};

/// Tells of new lines until it is destroyed; then its callback neither runs nor will run.
class LineWatch {
 public:
  virtual ~LineWatch() = default;
};

/// Where workloads run. Thread-safe, blocking. start() is idempotent per instance id.
class Runtime {
 public:
  virtual ~Runtime() = default;
  virtual std::string_view name() const = 0;
  /// Whether it can be used here; may find out by trying, once.
  virtual RuntimeReport report() = 0;
  /// Whether an instance was started here; kept logs of a forgotten one count.
  virtual bool has(const InstanceId& id) const = 0;
  /// Starts beside whatever runs already and returns when the process runs (not when it is healthy).
  /// Errors: delivery.bundle_missing, delivery.cannot_start (with the last lines of output in the message).
  virtual Result<InstanceStatus> start(const InstanceRequest& request, std::stop_token stop) = 0;
  /// Runs `command` once to its end in the same surroundings (migrations): its exit code. Each line of output goes to
  /// `log`, without its line feed.
  virtual Result<int> run_once(const InstanceRequest& request, const std::vector<std::string>& command,
                               const std::function<void(std::string_view)>& log, std::stop_token stop) = 0;
  /// Process state and one probe, now.
  virtual Result<InstanceStatus> probe(const InstanceRequest& request) = 0;
  /// SIGTERM, grace, SIGKILL of everything; fine when it is gone.
  virtual Status stop(const InstanceId& id, std::chrono::milliseconds grace) = 0;
  /// Ends the process of a running instance as stop() does and starts it again. Errors: those of stop();
  /// delivery.instance_not_running.
  virtual Status restart(const InstanceId& id, std::chrono::milliseconds grace) = 0;
  /// Removes what is left of a stopped instance (logs are kept by retention).
  virtual Status forget(const InstanceId& id) = 0;
  /// Instances found on this host, for adoption after a restart.
  virtual std::vector<InstanceId> list() = 0;
  virtual InstanceUsage usage(const InstanceId& id) = 0;
  /// The last lines it wrote, oldest first.
  virtual std::vector<std::string> last_output(const InstanceId& id, std::size_t lines) = 0;
  /// Lines after `cursor` ("" from the start), at most `limit`, oldest first.
  virtual Result<std::vector<WorkloadLine>> lines(const InstanceId& id, const std::string& cursor,
                                                  std::size_t limit) = 0;
  /// The last lines before `cursor` ("" for the end), at most `limit`, oldest first.
  virtual Result<std::vector<WorkloadLine>> lines_before(const InstanceId& id, const std::string& cursor,
                                                         std::size_t limit) = 0;
  /// The place before the first line of that time or later; the end when there is none; "" without any line.
  virtual Result<std::string> place_at(const InstanceId& id, UtcTime time) = 0;
  /// Calls `on_more` on a thread of the runtime after lines were written, once for many; it must be short. Costs
  /// nothing while nothing is written. Errors: delivery.no_log.
  virtual Result<std::unique_ptr<LineWatch>> watch_lines(const InstanceId& id, std::function<void()> on_more) = 0;
};

}  // namespace towpath::delivery
