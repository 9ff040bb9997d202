#include "program_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>
#include <thread>

#include "base/product.h"
#include "frame.h"
#include "process/entry_program.h"

extern "C" const char towpath_process_program_begin[];
extern "C" const char towpath_process_program_end[];

namespace towpath::process {

namespace {

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

std::string_view embedded_program() {
  return {towpath_process_program_begin,
          static_cast<std::size_t>(towpath_process_program_end - towpath_process_program_begin)};
}

bool has_content(const std::filesystem::path& path, std::string_view content) {
  std::ifstream in(path, std::ios::binary);
  const std::string have((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return have == content;
}

/// Puts `content` at `path` whole or not at all. False with errno set.
bool put_file(const std::filesystem::path& path, std::string_view content, mode_t mode) {
  auto beside = path.string() + ".XXXXXX";
  const OwnedFd fd(mkostemp(beside.data(), O_CLOEXEC));
  return fd && write_all(fd.get(), content.data(), content.size()) && fchmod(fd.get(), mode) == 0 &&
         fsync(fd.get()) == 0 && rename(beside.c_str(), path.c_str()) == 0;
}

}  // namespace

Status write_entry_program(const std::filesystem::path& file) {
  if (has_content(file, embedded_program()) || put_file(file, embedded_program(), 0555)) return ok();
  return unavailable("process.entry_unavailable",
                     fmt::format("the program that begins containers cannot be written: {}", std::strerror(errno)))
      .with_hint("check free space and permissions of the data directory");
}

Result<std::filesystem::path> install_program(const std::filesystem::path& data_directory,
                                              const std::string& error_code) {
  const auto content = embedded_program();
  const auto folder = data_directory / "libexec";
  const auto path = folder / fmt::format("process-{:016x}", fnv1a(content));
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  if (has_content(path, content)) return path;
  if (!put_file(path, content, 0700))
    return unavailable(error_code, fmt::format("the process program cannot be written to the data directory: {}",
                                               std::strerror(errno)))
        .with_hint("check free space and permissions of the data directory");
  return path;
}

std::string cgroup_tag(const std::filesystem::path& data_directory) {
  return fmt::format("{}-{:08x}", product::binary, static_cast<std::uint32_t>(fnv1a(data_directory.string())));
}

Result<int> spawn_program(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const std::vector<SpawnedFd>& fds, const std::string& error_code) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  char* env[] = {nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  int highest = 2;
  for (int fd = 0; fd < 3; ++fd) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  for (const auto& fd : fds) {
    posix_spawn_file_actions_adddup2(&actions, fd.ours, fd.theirs);
    highest = std::max(highest, fd.theirs);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, highest + 1);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  int error = 0;
  // "Text file busy": another thread's posix_spawn holds, for a moment, a copy of the descriptor the program was
  // written with.
  for (int attempt = 0; attempt < 100; ++attempt) {
    error = posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), env);
    if (error != ETXTBSY) break;
    std::this_thread::yield();
  }
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0)
    return unavailable(error_code, fmt::format("the process program cannot be started: {}", std::strerror(error)))
        .with_hint(
            "the file system of the data directory must allow programs (no 'noexec') and the user more processes");
  return static_cast<int>(pid);
}

std::vector<std::string> hidden_paths(const std::filesystem::path& data_directory,
                                      const std::vector<std::filesystem::path>& more) {
  std::vector<std::string> paths = {data_directory.string()};
  for (const auto& path : more) paths.push_back(path.string());
  const char* home = std::getenv("HOME");
  if (home != nullptr && home[0] == '/' && home[1] != '\0') paths.emplace_back(home);
  return paths;
}

wire::Launch to_launch(const Command& command, wire::Containment containment, const std::vector<std::string>& hidden) {
  wire::Launch launch;
  launch.argv = command.argv;
  for (const auto& [name, value] : command.env) launch.env.push_back(name + "=" + value);
  launch.cwd = command.cwd.string();
  launch.group = command.group;
  launch.containment = containment;
  launch.memory_bytes = command.limits.memory_bytes.value_or(0);
  launch.cpu_millis = command.limits.cpu_millis.value_or(0);
  launch.processes = command.limits.processes.value_or(0);
  launch.sandboxed = command.sandbox.level == SandboxLevel::namespaces;
  launch.private_network = command.sandbox.network == Network::none;
  if (launch.sandboxed) {
    for (const auto& mount : command.sandbox.mounts)
      launch.mounts.push_back({mount.source.string(), mount.target.string(), mount.access == Access::read_write});
    launch.hidden = hidden;
  }
  if (command.user) {
    launch.has_user = 1;
    launch.uid = command.user->uid;
    launch.gid = command.user->gid;
  }
  return launch;
}

void set_wait_status(Exit& exit, int wait_status) {
  if (WIFEXITED(wait_status)) exit.code = WEXITSTATUS(wait_status);
  if (WIFSIGNALED(wait_status)) exit.signal = WTERMSIG(wait_status);
}

std::string describe(const Exit& exit) {
  std::string text;
  if (exit.reason == EndReason::timed_out)
    text = "timed out";
  else if (exit.reason == EndReason::cancelled)
    text = "cancelled";
  else if (exit.reason == EndReason::lost)
    return "lost: its exit is unknown";
  else if (exit.code)
    text = fmt::format("exit code {}", *exit.code);
  else if (exit.signal)
    text = fmt::format("signal {} ({})", *exit.signal, strsignal(*exit.signal));
  if (exit.oom_killed) text += ", out of memory";
  return text;
}

void ignore_broken_pipes() {
  struct sigaction present {};
  sigaction(SIGPIPE, nullptr, &present);
  if (present.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

void OwnedFd::reset(int fd) {
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
}

}  // namespace towpath::process
