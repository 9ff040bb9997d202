#pragma once

#include <string>

namespace towpath::process {

/// Serves the server at the other end of `socket` until it goes away.
int run_spawner(int socket, const std::string& tag, unsigned first_choice, int server_pid);

/// Keeps one workload instance: starts it (`is_adoption` false; the instance comes on standard input) or takes over one
/// whose shim died. Writes one line to standard output when that is done.
int run_shim(const std::string& directory, const std::string& tag, bool is_adoption);

}  // namespace towpath::process
