#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::app {

/// runner register, runner run.
std::vector<cli::Command> runner_program_commands();

}  // namespace towpath::app
