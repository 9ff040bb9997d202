#pragma once

#include <optional>
#include <string>

#include "delivery/runtime.h"
#include "process/spawner.h"

namespace towpath::delivery {

/// Each asks once, now, and answers nothing when all is well, else what is wrong in words.
std::optional<std::string> probe_http(const Probe& probe, int host_port);
std::optional<std::string> probe_port(int host_port);
/// Exit code 0 is well. `command` is complete: program, surroundings and timeout.
std::optional<std::string> probe_command(process::Spawner& spawner, const process::Command& command);

}  // namespace towpath::delivery
