#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>
#include <thread>

#include "base/strings.h"
#include "frame.h"
#include "process/shim.h"
#include "process/spawner.h"
#include "program_file.h"
#include "shim_state.h"
#include "wire.h"

namespace towpath::process {

namespace {

const std::string shim_unavailable = "process.shim_unavailable";
using Clock = std::chrono::steady_clock;
constexpr int leaving_ms = 10'000;

Error no_instance(const std::filesystem::path& directory) {
  return not_found("process.no_instance",
                   fmt::format("no workload instance was ever started in '{}'", directory.filename().string()))
      .with_hint("deploy the workload again");
}

InstanceState::Phase to_phase(ShimPhase phase) {
  switch (phase) {
    case ShimPhase::starting:
      return InstanceState::Phase::starting;
    case ShimPhase::running:
      return InstanceState::Phase::running;
    case ShimPhase::restarting:
      return InstanceState::Phase::restarting;
    case ShimPhase::stopping:
      return InstanceState::Phase::stopping;
    case ShimPhase::exited:
      break;
  }
  return InstanceState::Phase::exited;
}

InstanceState to_instance_state(const ShimState& shim) {
  const auto time = [](std::int64_t microseconds) { return UtcTime(std::chrono::microseconds(microseconds)); };
  InstanceState state;
  state.phase = to_phase(shim.phase);
  state.name = shim.name;
  state.pid = shim.pid;
  state.shim_pid = shim.shim_pid;
  state.starts = shim.starts;
  state.restarts = shim.restarts;
  state.started_at = time(shim.started_us);
  state.start_error = shim.start_error;
  state.cgroup = shim.cgroup;
  if (shim.exited_us > 0) {
    state.exited_at = time(shim.exited_us);
    Exit exit;
    exit.reason = shim.exit_known ? EndReason::exited : EndReason::lost;
    if (shim.exit_known) set_wait_status(exit, shim.wait_status);
    exit.oom_killed = shim.oom_killed;
    exit.wall = std::chrono::microseconds(std::max<std::int64_t>(0, shim.exited_us - shim.started_us));
    exit.cpu = std::chrono::microseconds(shim.cpu_us);
    if (shim.memory_peak > 0) exit.memory_peak_bytes = shim.memory_peak;
    state.exit = exit;
  }
  return state;
}

/// A connection to a shim's control socket; empty when no shim listens.
OwnedFd connect_to(const std::filesystem::path& directory, const std::string& request) {
  const OwnedFd folder(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return {};
  OwnedFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket_path(folder.get(), "control").c_str(), sizeof address.sun_path - 1);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  const auto line = std::string(shim_protocol) + " " + request + "\n";
  if (send(fd.get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) return {};
  return fd;
}

/// Reads what comes and cuts it into answers. False at the end of the connection.
bool read_answers(int fd, std::string& buffer, std::vector<std::string>& answers) {
  char bytes[4096];
  const ssize_t got = read(fd, bytes, sizeof bytes);
  if (got < 0 && errno == EINTR) return true;
  if (got <= 0) return false;
  buffer.append(bytes, static_cast<std::size_t>(got));
  for (auto end = buffer.find("\n\n"); end != std::string::npos; end = buffer.find("\n\n")) {
    answers.push_back(buffer.substr(0, end + 1));
    buffer.erase(0, end + 2);
  }
  return true;
}

bool is_error(const std::string& answer) { return answer.starts_with("error "); }

Error refused(const std::string& answer) {
  return unavailable(shim_unavailable, fmt::format("the workload's shim answered: {}", trim(answer.substr(6))));
}

/// Waits for an answer the predicate accepts; the last state seen when the shim ends the connection first.
Result<std::optional<ShimState>> await_state(const OwnedFd& fd, std::chrono::milliseconds limit,
                                             const std::function<bool(const ShimState&)>& is_wanted) {
  const auto deadline = Clock::now() + limit;
  std::optional<ShimState> last;
  std::string buffer;
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd event{fd.get(), POLLIN, 0};
    if (left <= 0 || poll(&event, 1, static_cast<int>(left)) == 0)
      return unavailable(shim_unavailable, "the workload's shim did not answer in time").with_hint("try again");
    std::vector<std::string> answers;
    if (!read_answers(fd.get(), buffer, answers)) return last;
    for (const auto& answer : answers) {
      if (is_error(answer)) return refused(answer);
      last = parse_state(answer);
      if (is_wanted(*last)) return last;
    }
  }
}

std::optional<ShimState> read_state_file(const std::filesystem::path& directory) {
  std::ifstream in(directory / "state", std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  return parse_state(text);
}

/// The state without the shim's word.
Result<InstanceState> judge(const std::filesystem::path& directory) {
  const auto shim = read_state_file(directory);
  if (!shim) return no_instance(directory);
  auto state = to_instance_state(*shim);
  if (state.phase == InstanceState::Phase::exited) return state;
  const bool is_alive =
      shim->pid > 0 && shim->boot_id == read_boot_id() && process_start_time(shim->pid) == shim->pid_start;
  state.phase = is_alive ? InstanceState::Phase::orphaned : InstanceState::Phase::lost;
  if (!is_alive) state.pid = 0;
  return state;
}

wire::Instance to_wire(const InstanceSpec& spec, const std::vector<std::string>& hidden) {
  wire::Instance instance;
  instance.name = spec.name;
  instance.launch = to_launch(spec.command, wire::process_group, hidden);
  instance.restart = static_cast<std::uint32_t>(spec.restart.when);
  instance.max_restarts = static_cast<std::uint32_t>(std::max(0, spec.restart.max_restarts));
  instance.first_delay_ms = static_cast<std::uint32_t>(spec.restart.first_delay.count());
  instance.longest_delay_ms = static_cast<std::uint32_t>(spec.restart.longest_delay.count());
  instance.grace_ms = static_cast<std::uint32_t>(spec.command.cancel.after_terminate.count());
  instance.segment_bytes = spec.log.segment_bytes;
  instance.segments_kept = static_cast<std::uint32_t>(std::max(1, spec.log.segments_kept));
  return instance;
}

/// All watched instances on one thread, which sleeps until a shim says something.
class Watches {
 public:
  using OnChange = std::function<void(const InstanceState&)>;
  struct Entry {
    std::filesystem::path directory;
    OnChange on_change;
    OwnedFd fd;
    std::string buffer;
    bool is_over = false;  ///< The last state was told.
    bool is_gone = false;  ///< The caller's handle went. Guarded by Watches::mutex_, like is_being_told.
    bool is_being_told = false;
  };

  ~Watches() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    eventfd_write(wake_.get(), 1);
    if (thread_.joinable()) thread_.join();
  }

  std::shared_ptr<Entry> add(const std::filesystem::path& directory, OnChange on_change) {
    auto entry = std::make_shared<Entry>();  // Shared by the caller's handle and the thread.
    entry->directory = directory;
    entry->on_change = std::move(on_change);
    const std::lock_guard lock(mutex_);
    added_.push_back(entry);
    if (!thread_.joinable()) thread_ = std::thread([this] { loop(); });
    eventfd_write(wake_.get(), 1);
    return entry;
  }

  /// After this returns, the callback is not called any more (unless this is the callback).
  void remove(const std::shared_ptr<Entry>& entry) {
    std::unique_lock lock(mutex_);
    entry->is_gone = true;
    eventfd_write(wake_.get(), 1);
    if (std::this_thread::get_id() == thread_.get_id()) return;
    told_.wait(lock, [&] { return !entry->is_being_told; });
  }

 private:
  void loop() {
    std::vector<std::shared_ptr<Entry>> entries;
    while (true) {
      std::vector<std::shared_ptr<Entry>> fresh;
      {
        const std::lock_guard lock(mutex_);
        if (is_ending_) return;
        fresh.swap(added_);
        std::erase_if(entries, [](const auto& entry) { return entry->is_gone || entry->is_over; });
      }
      for (auto& entry : fresh) {
        entry->fd = connect_to(entry->directory, "watch");
        if (!entry->fd) tell_last(*entry);
        entries.push_back(std::move(entry));
      }
      std::vector<pollfd> events = {{wake_.get(), POLLIN, 0}};
      for (const auto& entry : entries) events.push_back({entry->fd.get(), POLLIN, 0});
      poll(events.data(), events.size(), -1);
      if (events[0].revents != 0) {
        eventfd_t count = 0;
        eventfd_read(wake_.get(), &count);
      }
      for (std::size_t i = 0; i < entries.size(); ++i)
        if (events[i + 1].revents != 0) hear(*entries[i]);
    }
  }

  void hear(Entry& entry) {
    std::vector<std::string> answers;
    const bool is_open = read_answers(entry.fd.get(), entry.buffer, answers);
    for (const auto& answer : answers)
      if (!is_error(answer)) tell(entry, to_instance_state(parse_state(answer)));
    if (!is_open) tell_last(entry);
  }

  void tell_last(Entry& entry) {
    entry.is_over = true;
    eventfd_write(wake_.get(), 1);
    if (const auto state = judge(entry.directory)) tell(entry, state.value());
  }

  void tell(Entry& entry, const InstanceState& state) {
    {
      const std::lock_guard lock(mutex_);
      if (entry.is_gone) return;
      entry.is_being_told = true;
    }
    entry.on_change(state);
    const std::lock_guard lock(mutex_);
    entry.is_being_told = false;
    told_.notify_all();
  }

  std::mutex mutex_;  ///< Guards added_, is_ending_ and the two flags of entries.
  std::condition_variable told_;
  std::vector<std::shared_ptr<Entry>> added_;
  bool is_ending_ = false;
  OwnedFd wake_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  std::thread thread_;
};

class WatchHandle final : public ShimClient::Watch {
 public:
  WatchHandle(Watches& watches, std::shared_ptr<Watches::Entry> entry) : watches_(watches), entry_(std::move(entry)) {}
  ~WatchHandle() override { watches_.remove(entry_); }

 private:
  Watches& watches_;  ///< Of the client, which outlives its watches.
  std::shared_ptr<Watches::Entry> entry_;
};

class ShimClientImpl final : public ShimClient {
 public:
  ShimClientImpl(std::filesystem::path data_directory, std::filesystem::path program)
      : data_directory_(std::move(data_directory)),
        program_(std::move(program)),
        hidden_(hidden_paths(data_directory_, {})) {}

  Result<InstanceState> launch(const InstanceSpec& spec, const std::filesystem::path& directory) override {
    if (spec.command.argv.empty())
      return failed("process.not_started", fmt::format("instance {} names no program", spec.name));
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    wire::Writer body;
    to_wire(spec, hidden_).write(body);
    const wire::FrameHeader header{static_cast<std::uint32_t>(body.bytes().size()), wire::start};
    std::string frame(reinterpret_cast<const char*>(&header), sizeof header);
    frame += body.bytes();
    TRY(auto answer, call_shim("launch", directory, frame));
    if (answer == "error exists" && is_leaving(directory)) {
      TRY(answer, call_shim("launch", directory, frame));
    }
    if (answer == "ok") return status(directory);
    if (answer == "error exists")
      return conflict("process.instance_exists", fmt::format("instance {} is already kept by a shim", spec.name))
          .with_hint("stop it first, or use another directory");
    return failed("process.not_started", fmt::format("instance {} was not started: {}", spec.name, problem_of(answer)))
        .with_hint("check that the program, its working directory and its user exist");
  }

  Result<InstanceState> status(const std::filesystem::path& directory) override {
    if (const auto fd = connect_to(directory, "status")) {
      const auto answer = await_state(fd, std::chrono::seconds(5), [](const ShimState&) { return true; });
      if (!answer) return answer.error();
      if (answer.value()) return to_instance_state(*answer.value());
    }
    return judge(directory);
  }

  Result<InstanceState> adopt(const std::filesystem::path& directory) override {
    TRY(auto state, status(directory));
    if (state.phase != InstanceState::Phase::orphaned && state.phase != InstanceState::Phase::lost) return state;
    // An error means that someone else was faster; either way there is a state now.
    TRY(const auto answer, call_shim("adopt", directory, {}));
    return status(directory);
  }

  Result<InstanceState> stop(const std::filesystem::path& directory, std::chrono::milliseconds grace) override {
    TRY(auto state, adopt(directory));
    if (const auto fd = connect_to(directory, fmt::format("stop {}", grace.count()))) {
      // Until the connection ends: then the shim itself and the cgroup are gone too.
      const auto answer = await_state(fd, grace + std::chrono::seconds(15), [](const ShimState&) { return false; });
      if (!answer) return answer.error();
    }
    return status(directory);
  }

  Result<InstanceState> restart(const std::filesystem::path& directory, std::chrono::milliseconds grace) override {
    TRY(auto before, status(directory));
    const auto fd = connect_to(directory, fmt::format("restart {}", grace.count()));
    if (!fd)
      return unavailable(shim_unavailable, fmt::format("no shim keeps instance {}", before.name))
          .with_hint("launch it anew");
    const auto answer = await_state(fd, grace + std::chrono::seconds(15), [&](const ShimState& state) {
      return state.starts > before.starts || state.phase == ShimPhase::exited;
    });
    if (!answer) return answer.error();
    return status(directory);
  }

  std::unique_ptr<Watch> watch(const std::filesystem::path& directory,
                               std::function<void(const InstanceState&)> on_change) override {
    return std::make_unique<WatchHandle>(watches_, watches_.add(directory, std::move(on_change)));
  }

 private:
  static std::string problem_of(const std::string& answer) {
    return answer.starts_with("error ") ? answer.substr(6) : "the shim ended before it said why";
  }

  /// A shim keeps its directory until it is gone: while it clears away what an ended workload left, or while it dies
  /// itself. Waits for that. False when there is a workload it may be keeping.
  static bool is_leaving(const std::filesystem::path& directory) {
    const auto state = judge(directory);
    if (!state || (state->phase != InstanceState::Phase::exited && state->phase != InstanceState::Phase::lost))
      return false;
    const OwnedFd process(static_cast<int>(syscall(SYS_pidfd_open, state->shim_pid, 0)));
    pollfd event{process.get(), POLLIN, 0};
    return !process || poll(&event, 1, leaving_ms) == 1;
  }

  /// Starts a shim and returns its first line ("ok", "error ...", or nothing).
  Result<std::string> call_shim(const std::string& role, const std::filesystem::path& directory,
                                const std::string& input) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0) return unavailable(shim_unavailable, "no pipe for a shim");
    OwnedFd input_read(in[0]), input_write(in[1]);
    if (pipe2(out, O_CLOEXEC) != 0) return unavailable(shim_unavailable, "no pipe for a shim");
    OwnedFd output_read(out[0]), output_write(out[1]);
    TRY(const int pid, spawn_program(program_, {"shim", "shim", role, directory.string(), cgroup_tag(data_directory_)},
                                     {{input_read.get(), 0}, {output_write.get(), 1}}, shim_unavailable));
    input_read.reset();
    output_write.reset();
    waitpid(pid, nullptr, 0);  // The first process only starts the shim and ends.
    write_all(input_write.get(), input.data(), input.size());
    input_write.reset();
    std::string line;
    char byte = 0;
    while (read(output_read.get(), &byte, 1) == 1 && byte != '\n') line += byte;
    return line;
  }

  std::filesystem::path data_directory_, program_;
  std::vector<std::string> hidden_;
  Watches watches_;
};

}  // namespace

Result<std::unique_ptr<ShimClient>> make_shim_client(std::filesystem::path data_directory) {
  ignore_broken_pipes();
  data_directory = std::filesystem::weakly_canonical(data_directory);
  TRY(const auto program, install_program(data_directory, shim_unavailable));
  return std::unique_ptr<ShimClient>(std::make_unique<ShimClientImpl>(data_directory, program));
}

std::vector<std::filesystem::path> log_segments(const std::filesystem::path& directory) {
  std::set<std::filesystem::path> sorted;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory / "log", error))
    if (entry.path().extension() == ".log") sorted.insert(entry.path());
  return {sorted.begin(), sorted.end()};
}

}  // namespace towpath::process
