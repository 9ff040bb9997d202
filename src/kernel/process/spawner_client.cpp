#include "spawner_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "frame.h"
#include "program_file.h"

namespace towpath::process {

namespace {

const std::string spawner_unavailable = "process.spawner_unavailable";

Error spawner_gone() {
  return unavailable(spawner_unavailable, "the spawner process ended and could not be replaced")
      .with_hint("see the server's log; the machine may be out of memory or processes");
}

SandboxReport to_report(const wire::Report& wire_report) {
  SandboxReport report;
  report.engine = wire_report.engine == wire::engine_native       ? SandboxReport::Engine::native
                  : wire_report.engine == wire::engine_bubblewrap ? SandboxReport::Engine::bubblewrap
                                                                  : SandboxReport::Engine::none;
  report.engine_reason = wire_report.engine_reason;
  report.is_root = geteuid() == 0;
  report.cgroup_kind = wire_report.cgroup_kind;
  report.cgroup_reason = wire_report.cgroup_reason;
  report.controllers = wire_report.controllers;
  return report;
}

}  // namespace

SpawnerClient::SpawnerClient(SpawnerOptions options)
    : options_(std::move(options)), null_(open("/dev/null", O_RDWR | O_CLOEXEC)) {
  ignore_broken_pipes();
  options_.data_directory = std::filesystem::weakly_canonical(options_.data_directory);
  hidden_ = hidden_paths(options_.data_directory, options_.hidden_paths);
}

SpawnerClient::~SpawnerClient() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
    if (socket_) shutdown(socket_.get(), SHUT_RDWR);  // The spawner kills what runs and ends.
  }
  if (reader_.joinable()) reader_.join();
}

Status SpawnerClient::connect() {
  CHECK_OK(launch_spawner());
  reader_ = std::thread([this] { read_reports(); });
  return ok();
}

Status SpawnerClient::launch_spawner() {
  TRY(const auto program, install_program(options_.data_directory, spawner_unavailable));
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return unavailable(spawner_unavailable, fmt::format("no socket for the spawner: {}", std::strerror(errno)));
  OwnedFd ours(pair[0]), theirs(pair[1]);
  const auto engine = options_.engine == SpawnerOptions::Engine::automatic    ? wire::engine_native
                      : options_.engine == SpawnerOptions::Engine::bubblewrap ? wire::engine_bubblewrap
                                                                              : wire::engine_none;
  const std::vector<std::string> arguments = {
      "spawner", "spawner", "3", cgroup_tag(options_.data_directory), std::to_string(engine), std::to_string(getpid())};
  TRY(const int pid, spawn_program(program, arguments, {{theirs.get(), 3}}, spawner_unavailable));
  theirs.reset();
  std::uint32_t type = 0;
  std::string body;
  std::vector<int> fds;
  if (!read_frame(ours.get(), type, body, fds) || type != wire::hello) {
    waitpid(pid, nullptr, 0);
    return spawner_gone();
  }
  wire::Reader in(body);
  const auto report = wire::Report::read(in);
  const std::lock_guard lock(mutex_);
  if (pid_ < 0) report_ = to_report(report);
  pid_ = pid;
  socket_ = std::move(ours);
  is_connected_ = true;
  reconnected_.notify_all();
  return ok();
}

void SpawnerClient::read_reports() {
  while (true) {
    std::uint32_t type = 0;
    std::string body;
    std::vector<int> fds;
    if (read_frame(socket_.get(), type, body, fds)) {  // Only this thread replaces socket_.
      if (type == wire::exited) take_report(body);
      continue;
    }
    lose_everything();
    {
      const std::lock_guard lock(mutex_);
      if (is_ending_) return;
    }
    if (!launch_spawner()) {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;  // Requests fail with spawner_unavailable from here on.
      reconnected_.notify_all();
      return;
    }
  }
}

void SpawnerClient::take_report(std::string_view body) {
  wire::Reader in(body);
  const auto id = in.u64();
  const auto ended = wire::Ended::read(in);
  Pending pending;
  {
    const std::lock_guard lock(mutex_);
    const auto known = pending_.find(id);
    if (known == pending_.end()) return;
    pending = std::move(known->second);
    pending_.erase(known);
  }
  if (!ended.failed_step.empty()) {
    pending.on_exit(
        failed("process.not_started", fmt::format("{} was not started: {}: {}", pending.program, ended.failed_step,
                                                  std::strerror(static_cast<int>(ended.error_number))))
            .with_hint("check that the program, its working directory and its user exist"));
    return;
  }
  Exit exit;
  set_wait_status(exit, static_cast<int>(ended.wait_status));
  exit.oom_killed = ended.oom_killed != 0;
  exit.wall = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - pending.started);
  exit.cpu = std::chrono::microseconds(ended.cpu_microseconds);
  if (ended.memory_peak > 0) exit.memory_peak_bytes = ended.memory_peak;
  pending.on_exit(exit);
}

void SpawnerClient::lose_everything() {
  std::map<ProcessId, Pending> lost;
  int pid = -1;
  {
    const std::lock_guard lock(mutex_);
    is_connected_ = false;
    lost.swap(pending_);
    pid = pid_;
  }
  waitpid(pid, nullptr, 0);
  for (auto& [id, pending] : lost) {
    Exit exit;
    exit.reason = EndReason::lost;
    exit.wall =
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - pending.started);
    pending.on_exit(exit);
  }
}

bool SpawnerClient::send(wire::Type type, const std::string& body, const std::vector<int>& fds) {
  const std::lock_guard write_lock(write_mutex_);
  int socket = -1;
  {
    std::unique_lock lock(mutex_);
    reconnected_.wait_for(lock, std::chrono::seconds(5), [this] { return is_connected_ || is_ending_; });
    if (!is_connected_) return false;
    socket = dup(socket_.get());  // The reader may replace the descriptor meanwhile.
  }
  const OwnedFd held(socket);
  return held && write_frame(held.get(), type, body, fds);
}

Result<ProcessId> SpawnerClient::start(const Command& command, StdioFds stdio, OnExit on_exit) {
  return start_in(command, wire::everything, stdio, std::move(on_exit));
}

Result<ProcessId> SpawnerClient::start_in(const Command& command, wire::Containment containment, StdioFds stdio,
                                          OnExit on_exit) {
  if (command.argv.empty())
    return failed("process.not_started", "no program is named").with_hint("give at least one argument");
  if (command.sandbox.level != SandboxLevel::none && report_.engine == SandboxReport::Engine::none)
    return unavailable("process.sandbox_unavailable",
                       fmt::format("this machine offers no sandbox ({})", report_.engine_reason))
        .with_hint("install bubblewrap, allow unprivileged user namespaces, or run this job without a sandbox");
  const auto launch = to_launch(command, containment, hidden_);
  const auto or_null = [this](int fd) { return fd < 0 ? null_.get() : fd; };
  for (int attempt = 0; attempt < 2; ++attempt) {
    ProcessId id = 0;
    {
      const std::lock_guard lock(mutex_);
      id = next_id_++;
      pending_[id] = {on_exit, std::chrono::steady_clock::now(), command.argv[0]};
    }
    wire::Writer out;
    out.u64(id);
    launch.write(out);
    if (send(wire::start, out.bytes(), {or_null(stdio.in), or_null(stdio.out), or_null(stdio.err)})) return id;
    const std::lock_guard lock(mutex_);
    // Whoever removes it answers: when the reader has already reported it lost, it must not be started again.
    if (pending_.erase(id) == 0) return id;
  }
  return spawner_gone();
}

void SpawnerClient::signal(ProcessId process, int signal_number) {
  wire::Writer out;
  out.u64(process);
  out.u32(static_cast<std::uint32_t>(signal_number));
  send(wire::signal, out.bytes());
}

void SpawnerClient::kill(ProcessId process) {
  wire::Writer out;
  out.u64(process);
  send(wire::kill, out.bytes());
}

void SpawnerClient::kill_group(const std::string& group) {
  wire::Writer out;
  out.text(group);
  send(wire::kill_group, out.bytes());
}

int SpawnerClient::pid() const {
  const std::lock_guard lock(mutex_);
  return pid_;
}

Result<std::unique_ptr<Spawner>> start_spawner(SpawnerOptions options) {
  auto client = std::make_unique<SpawnerClient>(std::move(options));
  CHECK_OK(client->connect());
  return std::unique_ptr<Spawner>(std::move(client));
}

}  // namespace towpath::process
