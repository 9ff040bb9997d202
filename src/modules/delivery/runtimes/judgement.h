#pragma once

#include <functional>
#include <optional>
#include <string>

#include "delivery/runtime.h"

namespace towpath::delivery {

/// So long a process may take to answer before its silence counts as a defect.
inline constexpr std::chrono::seconds startup_time{30};
/// How long a probe's command may take.
inline constexpr std::chrono::milliseconds exec_probe_timeout{5'000};
/// How often in a row a process that ended by itself is started again.
inline constexpr int most_restarts = 5;
inline constexpr std::size_t lines_in_reason = 5;

/// Asks a running workload how it is and writes health, reason and liveness into `status`, whose ports, restarts and
/// start are known. `run_command` runs the command of an exec probe and says what is wrong. `ending` says how the
/// process before ended, when there was one.
void judge(const InstanceRequest& request, const Container& container, UtcTime now,
           const std::function<std::optional<std::string>(const Probe&)>& run_command,
           const std::function<std::string()>& ending, InstanceStatus& status);

}  // namespace towpath::delivery
