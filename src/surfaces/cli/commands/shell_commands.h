#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::cli {

std::vector<Command> shell_commands();  // shell

}  // namespace towpath::cli
