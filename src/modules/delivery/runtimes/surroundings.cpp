#include "surroundings.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <system_error>

#include "base/product.h"
#include "process/spawner.h"

namespace towpath::delivery {

namespace {

constexpr std::uint32_t most_processes = 4'096;

Error cannot_start(const InstanceRequest& request, std::string_view why) {
  return failed("delivery.cannot_start",
                fmt::format("{} cannot be started in {}: {}", request.workload, request.environment, why));
}

std::vector<std::pair<std::string, std::string>> variables(const InstanceRequest& request, const Container& container,
                                                           const Surroundings& around) {
  std::vector<std::pair<std::string, std::string>> all = {
      {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}, {"HOME", "/tmp"}, {"LANG", "C.UTF-8"}};
  for (const auto& [name, value] : container.variables) all.emplace_back(name, value.reveal());
  for (const auto& [name, target] : request.ports) {
    const auto port = around.host_ports.find(name);
    if (port == around.host_ports.end()) continue;
    if (name == request.ports.front().first) all.emplace_back("PORT", std::to_string(port->second));
    all.emplace_back(port_variable(name), std::to_string(port->second));
  }
  // The last word on a name counts; a program must not find a name twice.
  std::set<std::string> seen;
  std::vector<std::pair<std::string, std::string>> unique;
  for (auto variable = all.rbegin(); variable != all.rend(); ++variable)
    if (seen.insert(variable->first).second) unique.push_back(std::move(*variable));
  std::reverse(unique.begin(), unique.end());
  return unique;
}

Result<std::vector<std::string>> program(const InstanceRequest& request, const Container& container,
                                         const std::filesystem::path& bundle) {
  auto words = container.command;
  if (words.empty()) {
    if (!std::filesystem::is_regular_file(bundle / "run"))
      return cannot_start(request,
                          "container '" + container.name + "' names no command and its bundle has no file 'run'")
          .with_hint("set containers." + container.name +
                     ".command in score.yaml, or put a program 'run' at the top of the bundle");
    words = {"./run"};
  }
  words.insert(words.end(), container.args.begin(), container.args.end());
  return program_in_bundle(std::move(words), bundle);
}

/// Writes one file and answers where.
std::filesystem::path write_file(const MountedFile& file, const std::filesystem::path& directory, std::size_t index) {
  const auto place = directory / std::to_string(index);
  // Read-only whatever the mode says: a second start must find what the first wrote.
  write_memory_file(place, file.content, static_cast<unsigned>(std::stoul(file.mode, nullptr, 8)) & 0555);
  return place;
}

Result<std::vector<process::Mount>> mounts(const InstanceRequest& request, const Container& container,
                                           const Surroundings& around) {
  if (around.sandbox == process::SandboxLevel::none) {
    if (container.files.empty() && container.volumes.empty()) return std::vector<process::Mount>{};
    return cannot_start(request, "its files and volumes need a sandbox, which this machine does not allow")
        .with_hint("run '" + std::string(product::binary) + " doctor' to see why, or deploy to another host");
  }
  std::vector<process::Mount> all = {{around.bundle, around.bundle, process::Access::read_only}};
  for (const auto& volume : container.volumes)
    all.push_back(
        {volume.source, volume.target, volume.is_read_only ? process::Access::read_only : process::Access::read_write});
  for (std::size_t i = 0; i < container.files.size(); ++i)
    all.push_back({write_file(container.files[i], around.file_directory, i), container.files[i].target,
                   process::Access::read_only});
  return all;
}

}  // namespace

Result<std::filesystem::path> memory_directory() {
  for (const char* base : {"/dev/shm", "/run"}) {
    struct statfs fs {};
    if (statfs(base, &fs) != 0 || fs.f_type != TMPFS_MAGIC) continue;
    const auto place = std::filesystem::path(base) / fmt::format("{}-files-{}", product::binary, geteuid());
    mkdir(place.c_str(), 0700);
    // Others may write to /dev/shm: a directory that is not ours alone is not used.
    struct stat info {};
    if (lstat(place.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
        (info.st_mode & 077) == 0)
      return place;
  }
  return failed("delivery.cannot_start",
                "this machine has no file system in memory for the workload's files, which may hold secrets")
      .with_hint("mount a tmpfs at /dev/shm");
}

void write_memory_file(const std::filesystem::path& place, std::string_view content, unsigned mode) {
  std::filesystem::create_directories(place.parent_path());
  const std::filesystem::path fresh = place.string() + "." + new_ulid();
  const process::OwnedFd fd(open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) throw std::system_error(errno, std::generic_category(), "make a file of a workload in memory");
  while (!content.empty()) {
    const auto written = write(fd.get(), content.data(), content.size());
    if (written < 0) throw std::system_error(errno, std::generic_category(), "write a file of a workload to memory");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (geteuid() == 0 && fchown(fd.get(), sandbox_user, sandbox_user) != 0)
    throw std::system_error(errno, std::generic_category(), "give a file to the sandbox user");
  if (fchmod(fd.get(), static_cast<mode_t>(mode) | 0400) != 0)
    throw std::system_error(errno, std::generic_category(), "set the mode of a workload's file");
  std::filesystem::rename(fresh, place);
}

std::vector<std::string> program_in_bundle(std::vector<std::string> words, const std::filesystem::path& bundle) {
  auto& name = words.front();
  if (name.starts_with('/')) return words;
  if (name.find('/') != std::string::npos || std::filesystem::is_regular_file(bundle / name))
    name = (bundle / name).lexically_normal().string();
  return words;
}

Result<process::Command> container_command(const InstanceRequest& request, const Container& container,
                                           const Surroundings& around) {
  process::Command command;
  TRY(command.argv, program(request, container, around.bundle));
  TRY(command.sandbox.mounts, mounts(request, container, around));
  command.env = variables(request, container, around);
  command.cwd = around.bundle;
  command.sandbox.level = around.sandbox;
  command.limits = {container.memory_bytes, container.cpu_millis, most_processes};
  return command;
}

std::string port_variable(std::string_view port_name) {
  std::string variable = "PORT_";
  for (const char c : port_name)
    variable += std::isalnum(static_cast<unsigned char>(c))
                    ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
                    : '_';
  return variable;
}

int host_port(const InstanceRequest& request, const std::map<std::string, int>& host_ports, int own_port) {
  for (const auto& [name, target] : request.ports)
    if (const auto port = host_ports.find(name); target == own_port && port != host_ports.end()) return port->second;
  return own_port;
}

}  // namespace towpath::delivery
