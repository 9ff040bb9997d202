#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "process/command.h"
#include "process/spawner.h"
#include "wire.h"

namespace towpath::process {

/// Writes the embedded process program below `<data_directory>/libexec`, named by its content, and returns its path.
/// Another build's program stays beside it: its spawner and shims may still run. Errors: `error_code`.
Result<std::filesystem::path> install_program(const std::filesystem::path& data_directory,
                                              const std::string& error_code);

/// Name of this data directory's cgroup: product name and a hash of the path.
std::string cgroup_tag(const std::filesystem::path& data_directory);

struct SpawnedFd {
  int ours;
  int theirs;
};

/// posix_spawn in a session of its own with exactly the named descriptors. Returns the process id. Errors:
/// `error_code`.
Result<int> spawn_program(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const std::vector<SpawnedFd>& fds, const std::string& error_code);

/// What sandboxes never show: the data directory, the server's home and `more`.
std::vector<std::string> hidden_paths(const std::filesystem::path& data_directory,
                                      const std::vector<std::filesystem::path>& more);

wire::Launch to_launch(const Command& command, wire::Containment containment, const std::vector<std::string>& hidden);

/// waitpid()'s status as Exit::code or Exit::signal.
void set_wait_status(Exit& exit, int wait_status);

/// A socket or pipe write to a peer that is gone must be an error, not the end of the server.
void ignore_broken_pipes();

}  // namespace towpath::process
