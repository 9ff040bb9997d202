#include "judgement.h"

#include <fmt/format.h>

#include "health_probe.h"
#include "surroundings.h"

namespace towpath::delivery {

namespace {

using CommandProbe = std::function<std::optional<std::string>(const Probe&)>;

/// What a probe has against a workload; without a probe, whether its first port is open.
std::optional<std::string> ask(const InstanceRequest& request, const Probe& asked,
                               const std::map<std::string, int>& host_ports, const CommandProbe& run_command) {
  if (asked.kind == Probe::Kind::http) return probe_http(asked, host_port(request, host_ports, asked.port));
  if (asked.kind == Probe::Kind::exec) return run_command(asked);
  if (request.ports.empty()) return std::nullopt;
  return probe_port(host_port(request, host_ports, request.ports.front().second));
}

}  // namespace

void judge(const InstanceRequest& request, const Container& container, UtcTime now, const CommandProbe& run_command,
           const std::function<std::string()>& ending, InstanceStatus& status) {
  const bool has_readiness = container.readiness.kind != Probe::Kind::none;
  const bool has_liveness = container.liveness.kind != Probe::Kind::none;
  auto problem = ask(request, has_readiness ? container.readiness : container.liveness, status.host_ports, run_command);
  // Only what is not ready is asked whether it lives: what answers does.
  if (problem && has_liveness)
    status.is_live = has_readiness && !ask(request, container.liveness, status.host_ports, run_command).has_value();
  if (!problem) {
    status.health = Health::healthy;
    status.reason.clear();
    return;
  }
  const bool is_young = status.restarts == 0 && now - status.started_at.value_or(UtcTime{}) < startup_time;
  status.health = is_young ? Health::progressing : Health::degraded;
  status.reason = std::move(*problem);
  if (status.restarts > 0)
    status.reason += fmt::format("; restarted {} times, last time because {}", status.restarts, ending());
}

}  // namespace towpath::delivery
