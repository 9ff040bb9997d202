#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <string_view>

#include "process/cgroup.h"

// Compiled into the server and into the static program: std and system calls only.
namespace towpath::process {

namespace {

std::string content(const CgroupPaths& paths, const char* controller, const char* file) {
  std::string text;
  const auto path = paths.find(controller);
  if (path == paths.end()) return text;
  const int fd = open((path->second + "/" + file).c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return text;
  char buffer[4096];
  const ssize_t got = read(fd, buffer, sizeof buffer);
  close(fd);
  if (got > 0) text.assign(buffer, static_cast<std::size_t>(got));
  return text;
}

/// A decimal number at the start of the text; absent for "max", for nothing, and for v1's "no limit" (2^63 less a
/// page).
std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9')
    value = value * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
  if (digits == 0 || value >= (1ull << 62)) return std::nullopt;
  return value;
}

/// The number after `key` and a blank at the start of a line.
std::optional<std::uint64_t> keyed(std::string_view text, std::string_view key) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    const auto line = text.substr(at, end - at);
    if (line.size() > key.size() && line.substr(0, key.size()) == key && line[key.size()] == ' ')
      return number(line.substr(key.size() + 1));
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  return std::nullopt;
}

}  // namespace

CgroupUsage read_usage(const CgroupPaths& paths) {
  CgroupUsage usage;
  if (paths.count("memory") > 0) {  // v1, documentation: Linux admin-guide/cgroup-v1/memory.rst
    usage.memory_bytes = number(content(paths, "memory", "memory.usage_in_bytes"));
    usage.memory_peak_bytes = number(content(paths, "memory", "memory.max_usage_in_bytes"));
    usage.memory_limit_bytes = number(content(paths, "memory", "memory.limit_in_bytes"));
    usage.oom_kills = keyed(content(paths, "memory", "memory.oom_control"), "oom_kill");  // memory.failcnt stays 0.
  } else {  // v2, documentation: Linux admin-guide/cgroup-v2.rst
    usage.memory_bytes = number(content(paths, "unified", "memory.current"));
    usage.memory_peak_bytes = number(content(paths, "unified", "memory.peak"));
    usage.memory_limit_bytes = number(content(paths, "unified", "memory.max"));
    usage.oom_kills = keyed(content(paths, "unified", "memory.events"), "oom_kill");
  }
  if (const auto nanoseconds = number(content(paths, "cpuacct", "cpuacct.usage")))
    usage.cpu_microseconds = *nanoseconds / 1000;
  else
    usage.cpu_microseconds = keyed(content(paths, "unified", "cpu.stat"), "usage_usec");
  usage.processes = number(content(paths, paths.count("pids") > 0 ? "pids" : "unified", "pids.current"));
  return usage;
}

}  // namespace towpath::process
