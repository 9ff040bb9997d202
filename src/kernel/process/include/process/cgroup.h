#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace towpath::process {

/// Where a group of processes is accounted: for each controller ("memory", "cpu", "cpuacct", "pids", "unified") the
/// directory below /sys/fs/cgroup. On cgroup v2 only "unified".
using CgroupPaths = std::map<std::string, std::string>;

/// What a group uses now. Absent: this machine does not account it.
struct CgroupUsage {
  std::optional<std::uint64_t> cpu_microseconds;  ///< Since the group was made; grows only.
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint64_t> memory_peak_bytes;
  std::optional<std::uint64_t> memory_limit_bytes;
  std::optional<std::uint64_t> processes;
  std::optional<std::uint64_t> oom_kills;
};

/// Reads the files of cgroup v2 or v1. A group that is gone has no values.
CgroupUsage read_usage(const CgroupPaths& paths);

}  // namespace towpath::process
