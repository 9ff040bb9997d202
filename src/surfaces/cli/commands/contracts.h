#pragma once

#include <vector>

#include "cli/command.h"

namespace towpath::cli {

/// Completes commands with what the table in contracts.cpp says of them: the operations they use and what -o json
/// prints. A command the table does not name stays as it is.
std::vector<Command> with_contracts(std::vector<Command> commands);

}  // namespace towpath::cli
