#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "process/command.h"

namespace towpath::process {

/// Which sandbox and limits this machine and user allow, found out by trying. For `doctor` and for run pages.
struct SandboxReport {
  enum class Engine { native, bubblewrap, none };
  Engine engine = Engine::none;
  std::string engine_reason;  ///< Why it is not `native`; empty when it is.
  bool is_root = false;
  std::string cgroup_kind;               ///< "v2", "v1", "hybrid" (v1 controllers beside an empty v2) or "none".
  std::string cgroup_reason;             ///< Why controllers are missing; empty when none is.
  std::vector<std::string> controllers;  ///< Usable ones of: memory, cpu, cpuacct, pids.
};

struct SpawnerOptions {
  std::filesystem::path data_directory;  ///< The program is written to its libexec/; hidden from every sandbox.
  std::vector<std::filesystem::path> hidden_paths;  ///< Further paths a sandbox must not see.
  enum class Engine { automatic, bubblewrap, none };
  Engine engine = Engine::automatic;  ///< For tests and for operators who must do without.
};

/// Text output of a short program.
struct Output {
  Exit exit;
  std::string out;
  std::string err;
};

/// A file descriptor with one owner. Closed when it goes.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  ~OwnedFd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

/// A started program whose streams the caller moves itself (git upload-pack behind HTTP). Destroying it kills what
/// still runs. One thread may write, another read.
class PipedProcess {
 public:
  virtual ~PipedProcess() = default;
  virtual int stdin_fd() const = 0;   ///< -1 after close_stdin().
  virtual int stdout_fd() const = 0;  ///< Non-blocking is the caller's choice; created blocking.
  virtual void close_stdin() = 0;
  /// Blocks until it ended. The second part is what it wrote to standard error, at most its last 64 KiB.
  virtual std::pair<Exit, std::string> wait() = 0;
  virtual void kill() = 0;
};

using ProcessId = std::uint64_t;

/// Standard streams given to a process. -1 is /dev/null. The descriptors stay the caller's and may be closed after
/// start().
struct StdioFds {
  int in = -1;
  int out = -1;
  int err = -1;
};

/// Starts programs through a small process of its own, so that the server never forks, and nothing a job starts
/// outlives its job: when server or spawner die, all of it is killed (workloads are not jobs: see process/shim.h). A
/// spawner that died is replaced at the next request; what ran in it ends with EndReason::lost. Thread-safe.
///
/// Errors of all starting functions: process.not_started (program, directory or user missing; says which step failed),
/// process.sandbox_unavailable (a sandbox was asked for and SandboxReport::engine is none),
/// process.spawner_unavailable.
class Spawner {
 public:
  virtual ~Spawner() = default;

  /// Runs to the end on the calling thread, streaming output. A stop request starts the cancel sequence; a second one
  /// cannot be told apart, so who must kill at once uses kill_group(). Standard input is empty.
  virtual Result<Exit> run(const Command& command, const OutputSink& sink, std::stop_token stop) = 0;

  /// Runs a short trusted program with `input` on standard input and collects its output. More than `max_output` bytes
  /// of either stream ends it with process.output_too_large. Not for sandboxed jobs; has no cgroup of its own.
  virtual Result<Output> run_tool(const Command& command, std::string_view input = {}, std::stop_token stop = {},
                                  std::size_t max_output = 64u << 20) = 0;

  /// Starts with pipes to standard input, output and error. No cgroup of its own.
  virtual Result<std::unique_ptr<PipedProcess>> start_piped(const Command& command) = 0;

  /// Starts and returns at once. `on_exit` is called exactly once, on a thread of the spawner client, and must be
  /// short. A program that could not be started is reported there as an Error (it is found out in the child).
  virtual Result<ProcessId> start(const Command& command, StdioFds stdio,
                                  std::function<void(Result<Exit>)> on_exit) = 0;

  /// Sends a signal to the process group of a started process. Nothing happens when it has ended.
  virtual void signal(ProcessId process, int signal_number) = 0;
  /// SIGKILL to everything the process started.
  virtual void kill(ProcessId process) = 0;

  /// Kills everything in the named group (see Command::group) and removes it. A later command of that name begins a new
  /// one. To be called after the last command of a group, and whenever all of it must end at once.
  virtual void kill_group(const std::string& group) = 0;

  virtual const SandboxReport& report() const = 0;
  /// Process id of the spawner, for status pages and fault tests.
  virtual int pid() const = 0;
};

/// Installs the program, starts it and learns what the machine allows. Errors: process.spawner_unavailable.
Result<std::unique_ptr<Spawner>> start_spawner(SpawnerOptions options);

}  // namespace towpath::process
