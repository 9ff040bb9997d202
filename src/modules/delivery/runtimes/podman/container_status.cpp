#include "container_status.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

#include "../judgement.h"

namespace towpath::delivery {

namespace {

/// Between a container's end and its next start podman takes less; longer, and nobody starts it again.
constexpr std::chrono::seconds restart_time{30};
constexpr int signalled = 128;  ///< A shell's way to count a signal; nothing else is told.

}  // namespace

std::string ending(const FoundContainer& found, std::optional<std::uint64_t> memory_bytes) {
  const int signal_number = found.exit_code - signalled;
  std::string text = signal_number > 0 && signal_number < NSIG
                         ? fmt::format("signal {} ({})", signal_number, strsignal(signal_number))
                         : fmt::format("exit code {}", found.exit_code);
  if (found.oom_killed)
    text += ", out of memory";
  else if (signal_number == SIGKILL && memory_bytes)
    text += fmt::format(", probably out of memory: it may use {} MiB", *memory_bytes >> 20);
  return "it ended with " + text;
}

InstanceStatus missing_instance(std::string reason) {
  InstanceStatus status;
  status.health = Health::missing;
  status.is_over = true;
  status.reason = std::move(reason);
  return status;
}

InstanceStatus status_of(const FoundContainer& found, const std::map<std::string, int>& host_ports,
                         std::optional<std::uint64_t> memory_bytes, UtcTime now, const std::string& last_words) {
  InstanceStatus status;
  if (!found.is_running && !found.finished_at) status = missing_instance("its container was made and never started");
  status.host_ports = host_ports;
  if (!found.is_running && !found.finished_at) return status;
  status.restarts = found.restarts;
  status.started_at = found.started_at;
  status.is_running = found.is_running;
  if (found.is_running) {
    status.health = Health::progressing;
    status.reason = "it was started and has not been probed yet";
    return status;
  }
  status.exit_code = found.exit_code;
  const bool is_between = found.status != "exited" && found.exit_code != 0 && found.restarts < most_restarts &&
                          now - *found.finished_at < restart_time;
  status.is_over = !is_between;
  status.health = Health::degraded;
  status.reason = ending(found, memory_bytes);
  if (is_between)
    status.reason += fmt::format("; it is started again (restart {} of {})", found.restarts + 1, most_restarts);
  status.reason += last_words;
  return status;
}

}  // namespace towpath::delivery
