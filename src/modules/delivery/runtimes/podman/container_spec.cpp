#include "container_spec.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>

#include "../surroundings.h"
#include "base/product.h"

namespace towpath::delivery {

namespace {

namespace json = boost::json;

constexpr std::uint64_t most_files = 1'048'576, most_processes = 4'194'304;  // podman's own defaults
constexpr std::int64_t log_bytes = 64 << 20;

/// Of the machine's settings, what programs and libraries look up; secrets of the machine are not among them.
constexpr const char* shown_settings[] = {"alternatives",
                                          "ca-certificates",
                                          "ca-certificates.conf",
                                          "fonts",
                                          "gai.conf",
                                          "ld.so.cache",
                                          "ld.so.conf",
                                          "ld.so.conf.d",
                                          "localtime",
                                          "mime.types",
                                          "nsswitch.conf",
                                          "protocols",
                                          "python3",
                                          "python3.11",
                                          "services",
                                          "ssl",
                                          "timezone",
                                          "perl",
                                          "java-17-openjdk",
                                          "java-11-openjdk"};
/// In memory, empty, of the container alone.
constexpr const char* scratch_folders[] = {"/tmp", "/var/tmp", "/run", "/home", "/root"};

std::string entry_program() { return fmt::format("/run/{}-entry", product::binary); }
std::string entry_environment() { return fmt::format("/run/{}-environment", product::binary); }

json::object bound(const std::filesystem::path& source, const std::filesystem::path& target, process::Access access) {
  return {{"type", "bind"},
          {"source", source.string()},
          {"destination", target.string()},
          {"options",
           json::array{"rbind", "rprivate", "nosuid", "nodev", access == process::Access::read_only ? "ro" : "rw"}}};
}

json::array mounts(const ContainerSpec& spec) {
  json::array all;
  for (const char* folder : scratch_folders)
    all.push_back(json::object{{"type", "tmpfs"},
                               {"source", "tmpfs"},
                               {"destination", folder},
                               {"options", json::array{"rw", "nosuid", "nodev", "mode=1777"}}});
  for (const char* folder : {"/usr", "/opt"})
    if (std::filesystem::is_directory(folder)) all.push_back(bound(folder, folder, process::Access::read_only));
  for (const char* name : shown_settings) {
    const auto place = std::filesystem::path("/etc") / name;
    if (std::filesystem::exists(place)) all.push_back(bound(place, place, process::Access::read_only));
  }
  if (!spec.entry.program.empty()) {
    all.push_back(bound(spec.entry.program, entry_program(), process::Access::read_only));
    all.push_back(bound(spec.entry.environment, entry_environment(), process::Access::read_only));
  }
  for (const auto& mount : spec.command.sandbox.mounts) all.push_back(bound(mount.source, mount.target, mount.access));
  return all;
}

json::object resource_limits(const process::Limits& limits) {
  json::object all;
  if (limits.memory_bytes) all["memory"] = json::object{{"limit", static_cast<std::int64_t>(*limits.memory_bytes)}};
  if (limits.cpu_millis)
    all["cpu"] = json::object{{"quota", std::max<std::int64_t>(1'000, std::int64_t{*limits.cpu_millis} * 100)},
                              {"period", 100'000}};
  if (limits.processes) all["pids"] = json::object{{"limit", *limits.processes}};
  return all;
}

json::object hard_limit(const char* type, std::uint64_t value) {
  return {{"type", type}, {"soft", value}, {"hard", value}};
}

}  // namespace

HardLimits own_hard_limits() {
  rlimit files{}, processes{};
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_NPROC, &processes);
  // Podman lowers its own limit to the number of process ids there are, and cannot give more than it has.
  std::uint64_t ids = most_processes;
  std::ifstream("/proc/sys/kernel/pid_max") >> ids;
  return {std::min<std::uint64_t>(files.rlim_max, most_files), std::min<std::uint64_t>(processes.rlim_max, ids)};
}

std::vector<std::string> entered(const std::vector<std::string>& argv, int seconds) {
  std::vector<std::string> words = {entry_program(), "enter", entry_environment(), std::to_string(seconds)};
  words.insert(words.end(), argv.begin(), argv.end());
  return words;
}

std::vector<std::string> attended(const std::vector<std::string>& argv, const std::string& socket,
                                  const std::string& terminal_type) {
  std::vector<std::string> words = {entry_program(), "attend", entry_environment(), socket, terminal_type};
  words.insert(words.end(), argv.begin(), argv.end());
  return words;
}

json::object create_body(const ContainerSpec& spec) {
  const auto words = spec.entry.program.empty() ? spec.command.argv : entered(spec.command.argv, 0);
  json::object labels;
  for (const auto& [name, value] : spec.labels) labels[name] = value;
  json::object body{{"name", spec.name},
                    {"image", spec.image},
                    {"entrypoint", json::array{}},
                    {"command", json::array(words.begin(), words.end())},
                    {"work_dir", spec.command.cwd.string()},
                    {"init", true},  // hands signals on and reaps orphans
                    {"user", fmt::format("{0}:{0}", sandbox_user)},
                    {"read_only_filesystem", true},
                    {"cap_drop", json::array{"ALL"}},
                    {"no_new_privileges", true},
                    {"netns", json::object{{"nsmode", "host"}}},
                    {"mounts", mounts(spec)},
                    {"resource_limits", resource_limits(spec.command.limits)},
                    {"r_limits", json::array{hard_limit("NOFILE", spec.hard_limits.files),
                                             hard_limit("NPROC", spec.hard_limits.processes)}},
                    {"restart_policy", spec.restarts > 0 ? "on-failure" : "no"},
                    {"stop_timeout", 0},  // a removal is for what was stopped
                    {"labels", std::move(labels)}};
  if (spec.restarts > 0) body["restart_tries"] = spec.restarts;
  if (!spec.pod.empty()) body["pod"] = spec.pod;
  if (!spec.log_file.empty())
    body["log_configuration"] =
        json::object{{"driver", "k8s-file"}, {"path", spec.log_file.string()}, {"size", log_bytes}};
  return body;
}

}  // namespace towpath::delivery
