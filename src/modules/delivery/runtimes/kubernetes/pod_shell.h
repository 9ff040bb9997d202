#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "delivery/shells.h"
#include "kubernetes/exec_stream.h"

namespace towpath::delivery {

/// Runs a program that `who` talks to in a running container, to its end: its exit code. Two programs run there: the
/// shell, and a keeper that brings it signals and ends all of it when the connection to this server ends
/// (shell_scripts.h). What is typed on a terminal counts as not shown: only the machine of the terminal would know.
/// Errors: those of KubeApi; delivery.no_shell (no /bin/sh or no /proc in the container); delivery.instance_not_running
/// (pod or container went away meanwhile; `restarts`: how often the container had been started again before);
/// cluster_unreachable (the connection was lost).
Result<int> run_shell_in_pod(const KubeApi& api, const PodPlace& place, std::int64_t restarts,
                             const ShellProgram& program, process::Counterpart& who, std::stop_token stop);

}  // namespace towpath::delivery
