#include "cgroup_tree.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

constexpr std::string_view wanted[] = {"memory", "cpu", "cpuacct", "pids"};

struct Mounted {
  std::string root, point;
};

/// Mounted cgroup hierarchies: v1 controller (or "unified" for cgroup2) → where.
std::map<std::string, Mounted> mounted_hierarchies() {
  std::map<std::string, Mounted> found;
  const auto text = read_file("/proc/self/mountinfo");
  for (const auto line : split_view(text, '\n')) {
    // proc(5): id parent major:minor root mountpoint options [optional...] - type source superoptions
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const auto left = split_view(line.substr(0, dash), ' ');
    const auto right = split_view(line.substr(dash + 3), ' ');
    if (left.size() < 5 || right.size() < 3) continue;
    const Mounted where{std::string(left[3]), std::string(left[4])};
    if (right[0] == "cgroup2") found.emplace("unified", where);
    if (right[0] == "cgroup")
      for (const auto option : split_view(right[2], ','))
        for (const auto name : wanted)
          if (option == name) found.emplace(std::string(name), where);
  }
  return found;
}

/// The caller's own group in each hierarchy, as proc(5) /proc/self/cgroup names it.
std::map<std::string, std::string> own_groups() {
  std::map<std::string, std::string> own;
  const auto text = read_file("/proc/self/cgroup");
  for (const auto line : split_view(text, '\n')) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const auto names = line.substr(first + 1, second - first - 1);
    const std::string path(line.substr(second + 1));
    if (names.empty()) own["unified"] = path;
    for (const auto name : split_view(names, ',')) own[std::string(name)] = path;
  }
  return own;
}

std::string directory_of(const Mounted& mounted, const std::string& own) {
  std::string below = own;
  if (mounted.root != "/" && own.compare(0, mounted.root.size(), mounted.root) == 0)
    below = own.substr(mounted.root.size());
  return below.empty() || below == "/" ? mounted.point : mounted.point + below;
}

/// Where the server itself is when its own group on v2 hands controllers down.
const std::string leaf = "/server";

/// One that is there counts only when it can be used: it may be left over from a server that another user ran.
bool make_directory(const std::string& path) {
  return mkdir(path.c_str(), 0755) == 0 || (errno == EEXIST && access(path.c_str(), W_OK) == 0);
}

}  // namespace

bool CgroupTree::prepare_unified(const std::string& own, int server_pid) {
  const auto available = read_file(own + "/cgroup.controllers");
  std::string base = own;
  const bool is_in_leaf = own.size() > leaf.size() && own.compare(own.size() - leaf.size(), leaf.size(), leaf) == 0 &&
                          access((own.substr(0, own.size() - leaf.size()) + "/" + tag_).c_str(), F_OK) == 0;
  if (is_in_leaf) base = own.substr(0, own.size() - leaf.size());
  if (!make_directory(base + "/" + tag_)) {
    reason_ = "the server's cgroup is not writable for it (start it with delegation, systemd: Delegate=yes)";
    return false;
  }
  roots_["unified"] = base + "/" + tag_;
  std::string enable;
  for (const auto name : split_view(std::string_view(available).substr(0, available.find('\n')), ' '))
    for (const auto good : wanted)
      if (name == good) {
        enable += (enable.empty() ? "+" : " +") + std::string(name);
        v2_controllers_.emplace_back(name);
      }
  if (enable.empty()) return true;
  // A v2 group that hands controllers down must hold no process itself (the root group may): the server and we move to
  // a leaf. Only when nobody else is there: other people's processes are not ours to move.
  if (!write_file(base + "/cgroup.subtree_control", enable)) {
    const auto members = read_file(base + "/cgroup.procs");
    for (const auto pid : split_view(members, '\n'))
      if (!pid.empty() && parse_number(pid) != static_cast<std::uint64_t>(getpid()) &&
          parse_number(pid) != static_cast<std::uint64_t>(server_pid)) {
        reason_ = "the server's cgroup also holds processes of others, so limits cannot be delegated";
        v2_controllers_.clear();
        return true;
      }
    make_directory(base + leaf);
    if (server_pid > 0) write_file(base + leaf + "/cgroup.procs", std::to_string(server_pid));
    write_file(base + leaf + "/cgroup.procs", "0");
    if (!write_file(base + "/cgroup.subtree_control", enable)) {
      reason_ = std::string("controllers cannot be delegated: ") + strerror(errno);
      v2_controllers_.clear();
      return true;
    }
  }
  write_file(roots_["unified"] + "/cgroup.subtree_control", enable);
  enabled_ = enable;
  return true;
}

void CgroupTree::detect(const std::string& tag, int server_pid) {
  tag_ = tag;
  const auto mounted = mounted_hierarchies();
  const auto own = own_groups();
  bool has_v1 = false;
  for (const auto& [name, where] : mounted) {
    const auto group = own.find(name);
    if (group == own.end()) continue;
    const auto directory = directory_of(where, group->second);
    if (name == "unified") {
      prepare_unified(directory, server_pid);
    } else if (make_directory(directory + "/" + tag_)) {
      roots_[name] = directory + "/" + tag_;
      has_v1 = true;
    } else {
      reason_ = "cgroup " + name + ": " + strerror(errno);
    }
  }
  is_v2_ = !v2_controllers_.empty();
  const bool has_unified = roots_.count("unified") > 0;
  if (is_v2_)
    kind_ = "v2";
  else if (has_v1)
    kind_ = has_unified ? "hybrid" : "v1";
  else if (has_unified)
    kind_ = "v2";
  if (roots_.empty() && reason_.empty()) reason_ = "no cgroup file system is mounted";
}

std::vector<std::string> CgroupTree::controllers() const {
  if (is_v2_) return v2_controllers_;
  std::vector<std::string> names;
  for (const auto& [name, path] : roots_)
    if (name != "unified") names.push_back(name);
  return names;
}

bool CgroupTree::remake_root(const std::string& controller, const std::string& root) const {
  if (!make_directory(root)) return false;
  if (controller == "unified" && is_v2_) write_file(root + "/cgroup.subtree_control", enabled_);
  return true;
}

Group CgroupTree::make(const std::string& name, const wire::Launch& limits) const {
  Group group{name, {}};
  const bool has_kill_file = roots_.count("unified") > 0;
  for (const auto& [controller, root] : roots_) {
    // Each v1 hierarchy costs a directory and a move, so only those with a purpose are used.
    if (controller == "cpu" && limits.cpu_millis == 0) continue;
    if (controller == "pids" && limits.processes == 0 && has_kill_file) continue;
    const auto path = root + "/" + name;
    if (make_directory(path) || (remake_root(controller, root) && make_directory(path))) group.paths[controller] = path;
  }
  const auto set = [&group](const char* controller, const char* file, const std::string& value) {
    const auto path = group.paths.find(controller);
    if (path != group.paths.end()) write_file(path->second + "/" + file, value);
  };
  const auto memory = std::to_string(limits.memory_bytes), processes = std::to_string(limits.processes);
  const auto quota = std::to_string(limits.cpu_millis * 100);  // Microseconds of each 100 ms.
  if (limits.memory_bytes > 0) {
    set("memory", "memory.limit_in_bytes", memory);
    set("memory", "memory.memsw.limit_in_bytes", memory);
    if (is_v2_) set("unified", "memory.max", memory);
    if (is_v2_) set("unified", "memory.swap.max", "0");
  }
  if (limits.cpu_millis > 0) {
    set("cpu", "cpu.cfs_quota_us", quota);
    if (is_v2_) set("unified", "cpu.max", quota + " 100000");
  }
  if (limits.processes > 0) set(is_v2_ ? "unified" : "pids", "pids.max", processes);
  return group;
}

std::vector<std::string> CgroupTree::names(std::string_view prefix) const {
  std::map<std::string, bool> found;
  for (const auto& [controller, root] : roots_)
    for (auto& name : list_directory(root))
      if (name.compare(0, prefix.size(), prefix) == 0) found[name] = true;
  std::vector<std::string> names;
  for (auto& [name, unused] : found) names.push_back(name);
  return names;
}

Group CgroupTree::existing(const std::string& name) const {
  Group group{name, {}};
  for (const auto& [controller, root] : roots_)
    if (const auto path = root + "/" + name; access(path.c_str(), F_OK) == 0) group.paths[controller] = path;
  return group;
}

bool CgroupTree::join(const Group& group, bool is_in_unified) {
  for (const auto& [controller, path] : group.paths) {
    if (controller == "unified" && is_in_unified) continue;
    if (!write_file(path + "/cgroup.procs", "0")) return false;
  }
  return true;
}

void CgroupTree::kill(const Group& group) {
  if (const auto unified = group.paths.find("unified"); unified != group.paths.end())
    if (write_file(unified->second + "/cgroup.kill", "1")) return;
  // Without cgroup.kill (Linux 5.14): forbid forks, then kill until nobody is left to be found.
  for (const char* controller : {"pids", "unified"})
    if (const auto path = group.paths.find(controller); path != group.paths.end())
      write_file(path->second + "/pids.max", "0");
  for (int round = 0; round < 100; ++round) {
    bool found = false;
    for (const auto& [controller, path] : group.paths) {
      const auto members = read_file(path + "/cgroup.procs");
      for (const auto pid : split_view(members, '\n'))
        if (!pid.empty()) found |= ::kill(static_cast<pid_t>(parse_number(pid)), SIGKILL) == 0;
    }
    if (!found) return;
    poll(nullptr, 0, 1);
  }
}

bool CgroupTree::remove(const Group& group) {
  bool gone = true;
  for (const auto& [controller, path] : group.paths) gone &= rmdir(path.c_str()) == 0 || errno == ENOENT;
  return gone;
}

void CgroupTree::kill_and_remove(const Group& group) {
  if (remove(group)) return;
  kill(group);
  for (int round = 0; round < 1'000 && !remove(group); ++round) poll(nullptr, 0, 2);
}

void CgroupTree::fill_usage(const Group& group, wire::Ended& ended) {
  const auto usage = read_usage(group.paths);
  if (usage.cpu_microseconds) ended.cpu_microseconds = *usage.cpu_microseconds;
  if (usage.memory_peak_bytes) ended.memory_peak = *usage.memory_peak_bytes;
  ended.oom_killed = usage.oom_kills.value_or(0) > 0;
}

void CgroupTree::fill_shared_usage(const Group& group, std::uint64_t oom_kills_before, wire::Ended& ended) {
  const auto usage = read_usage(group.paths);
  if (usage.memory_peak_bytes) ended.memory_peak = *usage.memory_peak_bytes;
  ended.oom_killed = usage.oom_kills.value_or(0) > oom_kills_before;
}

void CgroupTree::remove_tree() const {
  for (const auto& [controller, root] : roots_) rmdir(root.c_str());
}

void CgroupTree::leave(const std::string& name) const {
  for (const auto& [controller, root] : roots_) {
    const auto parent = root.substr(0, root.rfind('/'));
    if (!write_file(parent + "/cgroup.procs", "0")) write_file(parent + leaf + "/cgroup.procs", "0");
    rmdir((root + "/" + name).c_str());
  }
}

}  // namespace towpath::process
