#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::cli {

/// runner token, list, drain, remove.
std::vector<Command> runner_commands();

}  // namespace towpath::cli
