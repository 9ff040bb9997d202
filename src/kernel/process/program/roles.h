#pragma once

#include <string>
#include <vector>

namespace towpath::process {

/// Serves the server at the other end of `socket` until it goes away.
int run_spawner(int socket, const std::string& tag, unsigned first_choice, int server_pid);

/// Keeps one workload instance: starts it (`is_adoption` false; the instance comes on standard input) or takes over one
/// whose shim died. Writes one line to standard output when that is done.
int run_shim(const std::string& directory, const std::string& tag, bool is_adoption);

/// Inside a container: runs a program as long as whoever listens at the abstract unix socket `name` keeps the
/// connection; then it is hung up, and two seconds later all of it is killed. Each byte that comes is a signal for it.
int run_attended(const std::string& name, const std::vector<std::string>& argv, const std::vector<std::string>& env);

}  // namespace towpath::process
