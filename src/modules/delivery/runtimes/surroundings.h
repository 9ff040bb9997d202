#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "delivery/runtime.h"
#include "process/command.h"

namespace towpath::delivery {

inline constexpr unsigned sandbox_user = 65534;  ///< `nobody`: whom a workload runs as under a root server.

/// What a workload finds around it on this machine.
struct Surroundings {
  std::filesystem::path bundle;          ///< Unpacked.
  std::filesystem::path file_directory;  ///< In memory, of this instance; see memory_directory().
  std::map<std::string, int> host_ports;
  process::SandboxLevel sandbox = process::SandboxLevel::none;
};

/// A directory of ours (0700) in a file system that lives in memory: /dev/shm or /run. Made when absent.
/// Errors: delivery.cannot_start (this machine has none).
Result<std::filesystem::path> memory_directory();

/// Writes a file below memory_directory() whole or not at all; readable by the sandbox's user and nobody else outside.
/// Makes its folder when absent.
void write_memory_file(const std::filesystem::path& place, std::string_view content, unsigned mode);

/// The command of a container: program, arguments, variables, mounts and limits. Writes the container's files to
/// `file_directory`. Errors: delivery.cannot_start (nothing to run; files or volumes without a sandbox).
Result<process::Command> container_command(const InstanceRequest& request, const Container& container,
                                           const Surroundings& around);

/// Program and arguments `words` as the bundle means them: a program with a relative path, or that is a file of the
/// bundle, is that file; others are looked up in PATH.
std::vector<std::string> program_in_bundle(std::vector<std::string> words, const std::filesystem::path& bundle);

/// "http-admin" becomes "PORT_HTTP_ADMIN".
std::string port_variable(std::string_view port_name);

/// The port of this machine for one of the workload's own ports: that of the service port with this target; a port that
/// is no service port is the same on both sides.
int host_port(const InstanceRequest& request, const std::map<std::string, int>& host_ports, int own_port);

}  // namespace towpath::delivery
