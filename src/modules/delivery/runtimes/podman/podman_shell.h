#pragma once

#include <stop_token>
#include <string>

#include "delivery/shells.h"
#include "podman_api.h"

namespace towpath::delivery {

/// Runs a program that `who` talks to inside a running container, to its end: its exit code. Over the stream that
/// podman's service makes of its connection; the program is attended (process/entry_program.h), so that it ends with
/// this server. What is typed on a terminal counts as not shown: only the machine of the terminal would know.
/// Errors: delivery.instance_not_running; podman_unreachable; delivery.podman_refused; delivery.no_shell (the container
/// was started by an older version).
Result<int> run_shell_in(const PodmanApi& api, const std::string& container, const ShellProgram& program,
                         process::Counterpart& who, std::stop_token stop);

}  // namespace towpath::delivery
