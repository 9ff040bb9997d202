#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "process/command.h"

namespace towpath::delivery {

/// Hard limits of a container's processes; podman's own defaults are above what an unprivileged service may set.
struct HardLimits {
  std::uint64_t files = 0, processes = 0;
};
/// Those of this process.
HardLimits own_hard_limits();

/// Where a container finds what begins it; see process/entry_program.h.
struct Entry {
  std::filesystem::path program, environment;  ///< On this machine.
};

/// One container to be made. It holds nothing secret: variables are in the entry's file.
struct ContainerSpec {
  std::string name, pod;  ///< `pod` may be empty.
  std::string image;
  Entry entry;
  process::Command command;  ///< Program, folder, mounts and limits count.
  std::map<std::string, std::string> labels;
  std::filesystem::path log_file;
  int restarts = 0;  ///< How often in a row podman starts it again when it ends by itself with an error.
  HardLimits hard_limits;
};

/// The words that begin a program in a container; `seconds` is how long it may run, 0 for ever.
std::vector<std::string> entered(const std::vector<std::string>& argv, int seconds);
/// The same for a program that lasts as long as somebody attends at the abstract socket; with TERM unless that is "".
std::vector<std::string> attended(const std::vector<std::string>& argv, const std::string& socket,
                                  const std::string& terminal_type);

/// The body of libpod's containers/create: the host's programs, libraries and network, everything else of its own;
/// nothing may be written but memory and the mounts that say so; no capabilities, no new privileges, user `nobody`.
boost::json::object create_body(const ContainerSpec& spec);

}  // namespace towpath::delivery
