#include "shim_state.h"

#include <array>

#include <fcntl.h>
#include <unistd.h>

// Compiled into the server and into the static program: std and system calls only.
namespace towpath::process {

namespace {

constexpr std::array<std::string_view, 5> phase_words = {"starting", "running", "restarting", "stopping", "exited"};

std::string small_file(const std::string& path) {
  std::string text(1024, '\0');
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t got = fd < 0 ? 0 : read(fd, text.data(), text.size());
  if (fd >= 0) close(fd);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

std::int64_t to_number(std::string_view text) {
  std::int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string to_text(const ShimState& s) {
  std::string out;
  const auto put = [&out](std::string_view key, std::string_view value) {
    out.append(key).append("=");
    for (const char c : value) out += c == '\n' ? ' ' : c;
    out += '\n';
  };
  const auto number = [&put](std::string_view key, auto value) { put(key, std::to_string(value)); };
  put("protocol", shim_protocol);
  put("name", s.name);
  put("phase", phase_words[static_cast<std::size_t>(s.phase)]);
  put("boot_id", s.boot_id);
  number("shim_pid", s.shim_pid);
  number("pid", s.pid);
  number("pid_start", s.pid_start);
  number("starts", s.starts);
  number("restarts", s.restarts);
  number("started_us", s.started_us);
  number("exited_us", s.exited_us);
  number("exit_known", s.exit_known ? 1 : 0);
  number("wait_status", s.wait_status);
  number("oom_killed", s.oom_killed ? 1 : 0);
  number("cpu_us", s.cpu_us);
  number("memory_peak", s.memory_peak);
  put("start_error", s.start_error);
  for (const auto& [controller, path] : s.cgroup) put("cgroup." + controller, path);
  return out;
}

ShimState parse_state(std::string_view text) {
  ShimState s;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const auto key = line.substr(0, equals), value = line.substr(equals + 1);
    const auto number = to_number(value);
    if (key == "name")
      s.name = value;
    else if (key == "phase") {
      for (std::size_t i = 0; i < phase_words.size(); ++i)
        if (value == phase_words[i]) s.phase = static_cast<ShimPhase>(i);
    } else if (key == "boot_id")
      s.boot_id = value;
    else if (key == "shim_pid")
      s.shim_pid = static_cast<int>(number);
    else if (key == "pid")
      s.pid = static_cast<int>(number);
    else if (key == "pid_start")
      s.pid_start = static_cast<std::uint64_t>(number);
    else if (key == "starts")
      s.starts = static_cast<int>(number);
    else if (key == "restarts")
      s.restarts = static_cast<int>(number);
    else if (key == "started_us")
      s.started_us = number;
    else if (key == "exited_us")
      s.exited_us = number;
    else if (key == "exit_known")
      s.exit_known = number != 0;
    else if (key == "wait_status")
      s.wait_status = static_cast<int>(number);
    else if (key == "oom_killed")
      s.oom_killed = number != 0;
    else if (key == "cpu_us")
      s.cpu_us = static_cast<std::uint64_t>(number);
    else if (key == "memory_peak")
      s.memory_peak = static_cast<std::uint64_t>(number);
    else if (key == "start_error")
      s.start_error = value;
    else if (key.substr(0, 7) == "cgroup.")
      s.cgroup[std::string(key.substr(7))] = value;
  }
  return s;
}

std::string read_boot_id() {
  auto id = small_file("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

std::uint64_t process_start_time(int pid) {
  if (pid <= 0) return 0;
  const auto text = small_file("/proc/" + std::to_string(pid) + "/stat");
  std::string_view rest = text;
  const auto after_name = rest.rfind(')');  // The name in parentheses may hold anything.
  if (after_name == std::string_view::npos || after_name + 2 >= rest.size()) return 0;
  rest.remove_prefix(after_name + 2);              // Field 3 begins here.
  if (rest[0] == 'Z' || rest[0] == 'X') return 0;  // Ended, only not yet waited for.
  for (int field = 3; field < 22; ++field) {
    const auto blank = rest.find(' ');
    if (blank == std::string_view::npos) return 0;
    rest.remove_prefix(blank + 1);
  }
  return static_cast<std::uint64_t>(to_number(rest));
}

std::string socket_path(int directory_fd, std::string_view name) {
  return "/proc/self/fd/" + std::to_string(directory_fd) + "/" + std::string(name);
}

}  // namespace towpath::process
