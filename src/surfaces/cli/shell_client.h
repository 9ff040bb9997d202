#pragma once

#include <string>

#include "api_client.h"
#include "cli/command.h"

namespace towpath::cli {

/// Connects standard input and output with the shell that is a run, until it ends: its exit code. When the connection
/// is lost it is made again for half a minute. `has_terminal`: with ours, as the run was opened. Errors: why the shell
/// ended otherwise; cli.shell_lost.
Result<int> talk_to_shell(const Server& server, const std::string& run, bool has_terminal, Io& io);

}  // namespace towpath::cli
