#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace towpath::process {

/// Ceilings for a process and all it starts; absent means none. With cgroups (SandboxReport) they hold for all of it;
/// without, memory plus 1 GiB (reserved stacks count) becomes RLIMIT_DATA of each process, the others have no effect.
struct Limits {
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint32_t> cpu_millis;  ///< 1000 is one core.
  std::optional<std::uint32_t> processes;   ///< Processes and threads together.
};

enum class Access { read_only, read_write };

/// A file or directory of the host shown inside the sandbox. A missing target is created where the sandbox has its own
/// file system (below /tmp, /run, /home, /root, the hidden paths); elsewhere it must exist. When the server is root, a
/// read-write source whose owner is not the sandbox user is given to that user, with all it contains.
struct Mount {
  std::filesystem::path source;
  std::filesystem::path target;
  Access access = Access::read_only;
};

enum class SandboxLevel { none, namespaces };
enum class Network { host, none };

/// What a process may see and do. `namespaces`: own pid, mount, ipc and uts namespaces; the host's files read-only;
/// private /tmp, /run, /home, /root, /dev and /proc; the server's data directory hidden; no capabilities, no new
/// privileges; mount, ptrace, keyring, namespace, module and similar system calls refused. `none`: trusted, as the
/// server itself.
struct Sandbox {
  SandboxLevel level = SandboxLevel::none;
  Network network = Network::host;
  std::vector<Mount> mounts;
};

struct User {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};

/// How a process is asked to end when it is cancelled or its time is over: SIGINT, then SIGTERM, then SIGKILL to
/// everything it started. Zero skips that signal. Defaults: facts of GitHub's runner (7.5 s, 2.5 s).
struct CancelSequence {
  std::chrono::milliseconds after_interrupt{7'500};
  std::chrono::milliseconds after_terminate{2'500};
};

/// One program to run.
struct Command {
  std::vector<std::string> argv;                         ///< argv[0] without '/' is looked up in PATH of `env`.
  std::vector<std::pair<std::string, std::string>> env;  ///< The whole environment; nothing is inherited.
  std::filesystem::path cwd = "/";
  Limits limits;
  Sandbox sandbox;
  /// Whom it runs as. Absent: the server's user; in a sandbox under a root server, the user `nobody`.
  std::optional<User> user;
  /// Processes with the same name share one cgroup and its limits until kill_group(); the limits of the first hold. The
  /// steps of one job should: the second and later start faster, and background processes last until the job's end.
  /// Empty: a cgroup of its own, and whatever is left in it ends with the main process.
  std::string group;
  std::chrono::milliseconds timeout{0};  ///< 0: none.
  CancelSequence cancel;
};

enum class EndReason {
  exited,     ///< By itself: code or signal says how.
  timed_out,  ///< Ended by us at Command::timeout.
  cancelled,  ///< Ended by us at the caller's request.
  lost        ///< The spawner died; the process was killed with it and its exit is unknown.
};

/// How a process ended.
struct Exit {
  EndReason reason = EndReason::exited;
  std::optional<int> code;    ///< Set when it returned.
  std::optional<int> signal;  ///< Set when a signal ended it.
  bool oom_killed = false;    ///< The kernel killed something in its group for memory.
  std::chrono::microseconds wall{0};
  /// Of everything it started, from its cgroup; in a shared group, or without cgroups, of the process and what it
  /// waited for.
  std::chrono::microseconds cpu{0};
  /// Of its cgroup; in a shared group since the group began.
  std::optional<std::uint64_t> memory_peak_bytes;

  bool is_success() const { return reason == EndReason::exited && code == 0; }
};

/// "exit code 2", "signal 9 (Killed), out of memory", "timed out": for messages to people.
std::string describe(const Exit& exit);

enum class Stream { out, err };
/// Gets output as it comes, in pieces of at most 64 KiB that may end inside a line. Called on the thread that runs.
using OutputSink = std::function<void(Stream, std::string_view)>;

}  // namespace towpath::process
