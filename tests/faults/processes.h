#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace towpath::faults {

/// A process of this machine, as /proc shows it.
struct Process {
  pid_t pid = 0, parent = 0;
  std::vector<std::string> words;  ///< Its argument vector.
};

/// A file's bytes, "" when it is gone; for files below /proc, too.
std::string read_all(const std::filesystem::path& file);

/// All that can be read now.
std::vector<Process> processes();

/// Directories below `data` that a living shim has, relative to it: "proxy/instances/1", "instances/<id>/process".
std::vector<std::string> shim_directories(const std::filesystem::path& data);
/// The shim of `directory` (relative to `data`), 0 when there is none.
pid_t shim_of(const std::filesystem::path& data, const std::string& directory);
/// Living spawners of a data directory's servers.
std::vector<pid_t> spawners(const std::filesystem::path& data);
/// Living children of a process.
std::vector<pid_t> children(pid_t parent);

/// Ends every shim below `data` with all it runs.
void end_shims(const std::filesystem::path& data);

}  // namespace towpath::faults
