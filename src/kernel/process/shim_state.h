#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "process/cgroup.h"

/// What a shim writes to its state file and answers on its control socket. Other builds read it: keys are only added,
/// unknown keys are ignored, and a reader copes with the two releases before its own.
namespace towpath::process {

/// Requests are one line, "<protocol> <verb> [number]\n"; verbs:
///   status          → the state once, then end of file
///   watch           → the state now and at every change, end of file with the shim
///   stop <ms>       → ends the workload for good, then as watch
///   restart <ms>    → ends the present process and starts the next, then as watch
/// An answer is state text followed by an empty line, or "error <words>\n\n".
inline constexpr std::string_view shim_protocol = "shim/1";

enum class ShimPhase { starting, running, restarting, stopping, exited };

struct ShimState {
  std::string name;
  ShimPhase phase = ShimPhase::starting;
  std::string boot_id;  ///< Process ids and start times mean something within one boot only.
  int shim_pid = 0;
  int pid = 0;                  ///< Child of the shim: the workload's main process, or its keeper in a sandbox.
  std::uint64_t pid_start = 0;  ///< Start time of `pid` in clock ticks since boot (proc(5) stat, field 22).
  int starts = 0;
  int restarts = 0;             ///< In a row.
  std::int64_t started_us = 0;  ///< Microseconds since 1970, like all times here.
  std::int64_t exited_us = 0;   ///< 0: nothing has ended yet.
  bool exit_known = false;
  int wait_status = 0;
  bool oom_killed = false;
  std::uint64_t cpu_us = 0;
  std::uint64_t memory_peak = 0;
  std::string start_error;
  CgroupPaths cgroup;
};

std::string to_text(const ShimState& state);
ShimState parse_state(std::string_view text);

std::string read_boot_id();
/// 0 when there is no such process.
std::uint64_t process_start_time(int pid);

/// Path of `name` in an open directory that fits into a socket address (108 bytes) whatever the directory is called.
std::string socket_path(int directory_fd, std::string_view name);

}  // namespace towpath::process
