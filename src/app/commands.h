#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::app {

/// up, down, demo, proxy.
std::vector<cli::Command> server_commands();

/// Checks on files without a server: catalog validate, score validate, workflow lint, template lint, expression eval.
std::vector<cli::Command> check_commands();

/// version, faults, doctor, completion.
std::vector<cli::Command> machine_commands();

}  // namespace towpath::app
