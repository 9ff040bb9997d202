#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "holders.h"
#include "log_writer.h"
#include "posix.h"
#include "roles.h"
#include "shim_state.h"

namespace towpath::process {

namespace {

constexpr std::int64_t stable_after_ms = 60'000;  ///< A workload that ran this long restarts as if for the first time.
constexpr std::int64_t partial_after_ms = 1'000;  ///< A line without an end is written after this.
constexpr std::size_t most_clients = 32;

/// One workload instance and the process that keeps it. One thread.
class Shim {
 public:
  Shim(std::string directory, std::string tag) : directory_(std::move(directory)), tag_(std::move(tag)) {}

  /// Empty when all went well; otherwise what to tell the server, and run() only cleans up.
  std::string launch() {
    wire::FrameHeader header;
    std::string body;
    const bool has_header =
        read_all(0, &header, sizeof header) && header.type == wire::start && header.length <= wire::longest_frame;
    if (has_header) body.resize(header.length);
    if (!has_header || !read_all(0, body.data(), body.size())) return "no instance on standard input";
    wire::Reader in(body);
    instance_ = wire::Instance::read(in);
    if (!in.is_ok()) return "the instance is malformed";
    if (auto problem = prepare(); !problem.empty()) return problem;
    state_.name = instance_.name;
    state_.boot_id = read_boot_id();
    state_.shim_pid = getpid();
    start_workload();
    return state_.start_error;
  }

  std::string adopt() {
    if (auto problem = prepare(); !problem.empty()) return problem;
    state_ = parse_state(read_file(directory_ + "/state"));
    state_.shim_pid = getpid();
    if (state_.phase == ShimPhase::exited) return "the workload has ended";
    adopted_ = static_cast<int>(syscall(SYS_pidfd_open, state_.pid, 0));
    group_ = Group{"w." + state_.name, state_.cgroup};
    if (state_.boot_id != read_boot_id() || adopted_ < 0 || process_start_time(state_.pid) != state_.pid_start ||
        state_.pid_start == 0) {
      // Nobody saw its end. What it left may hold what the next start needs, its port for one.
      adopted_ = -1;
      clear_away();
      state_.phase = ShimPhase::exited;
      state_.pid = 0;
      state_.exit_known = false;
      state_.exited_us = realtime_us();
      publish();
      return {};
    }
    child_.pid = state_.pid;
    state_.phase = ShimPhase::running;
    publish();
    return {};
  }

  int run() {
    if (listener_ < 0) return 1;
    while (state_.phase != ShimPhase::exited) turn();
    log_.flush_partial();
    unlink((directory_ + "/control").c_str());
    CgroupTree::kill_and_remove(group_);
    cgroups_.leave("shims");
    cgroups_.remove_tree();
    return 0;
  }

 private:
  std::string prepare() {
    const auto problem = [](const char* what) { return std::string(what) + ": " + strerror(errno); };
    directory_fd_ = open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory_fd_ < 0) return problem("open the instance directory");
    const int lock = openat(directory_fd_, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0) return problem("open the lock");
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) return "exists";  // Kept open: the lock ends with this process.
    for (int i = 0; i < 2; ++i) {
      const auto path = directory_ + (i == 0 ? "/out" : "/err");
      if (mkfifo(path.c_str(), 0600) != 0 && errno != EEXIST) return problem("make an output FIFO");
      // Opened for both directions: no end of file between two processes, and the workload's own descriptor, opened the
      // same way, keeps the FIFO readable when this shim dies, so that the workload does not get SIGPIPE.
      outputs_[i] = open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
      if (outputs_[i] < 0) return problem("open an output FIFO");
    }
    if (mkdir((directory_ + "/log").c_str(), 0700) != 0 && errno != EEXIST) return problem("make the log directory");
    const auto policy_file = directory_ + "/log_policy";  // For a shim that adopts.
    if (instance_.segment_bytes > 0) {
      replace_file(policy_file,
                   std::to_string(instance_.segment_bytes) + " " + std::to_string(instance_.segments_kept));
    } else {
      const auto text = read_file(policy_file);
      const auto parts = split_view(text, ' ');
      instance_.segment_bytes = parse_number(parts[0]);
      instance_.segments_kept = parts.size() > 1 ? static_cast<unsigned>(parse_number(parts[1])) : 8;
      if (instance_.segment_bytes == 0) instance_.segment_bytes = 16u << 20;
    }
    log_.open(directory_ + "/log", instance_.segment_bytes, instance_.segments_kept);
    unlink((directory_ + "/control").c_str());
    listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket_path(directory_fd_, "control").c_str(), sizeof address.sun_path - 1);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(listener_, 16) != 0)
      return problem("open the control socket");
    sigset_t waited;
    sigfillset(&waited);
    sigprocmask(SIG_SETMASK, &waited, nullptr);
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    sigaddset(&waited, SIGTERM);
    signals_ = signalfd(-1, &waited, SFD_CLOEXEC | SFD_NONBLOCK);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    cgroups_.detect(tag_, 0);
    CgroupTree::join(cgroups_.make("shims", wire::Launch()), false);
    return {};
  }

  void start_workload() {
    group_ = cgroups_.make("w." + instance_.name, instance_.launch);
    state_.cgroup = group_.paths;
    ChildOptions options;
    options.dies_with_parent = false;
    if (instance_.launch.sandboxed && !engine_known_) {
      std::string reason;
      options.engine = engine_ = choose_engine(wire::engine_native, reason);
      engine_known_ = true;
      if (engine_ == wire::engine_none) return give_up("no sandbox on this machine: " + reason);
    }
    options.engine = engine_;
    options.stdio[0] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    options.stdio[1] = open((directory_ + "/out").c_str(), O_RDWR | O_CLOEXEC);
    options.stdio[2] = open((directory_ + "/err").c_str(), O_RDWR | O_CLOEXEC);
    unsigned uid = 0, gid = 0;
    program_user(instance_.launch, uid, gid);
    for (const char* name : {"/out", "/err"})  // So that the workload can open /dev/stdout.
      give_tree(directory_ + name, uid, gid);
    Failure failure;
    const bool ok = start_child(instance_.launch, group_, options, child_, failure);
    for (const int fd : options.stdio) close(fd);
    if (!ok) return give_up(std::string(failure.step) + ": " + strerror(failure.error));
    std::string step;
    int error = 0;
    if (!await_setup(child_, step, error)) {
      waitpid(child_.pid, nullptr, 0);
      child_.pid = -1;
      return give_up(step + ": " + strerror(error));
    }
    state_.pid = child_.pid;
    state_.pid_start = process_start_time(child_.pid);
    state_.started_us = realtime_us();
    started_ms_ = monotonic_ms();
    ++state_.starts;
    if (state_.phase != ShimPhase::stopping) state_.phase = ShimPhase::running;
    publish();
  }

  void give_up(const std::string& why) {
    state_.start_error = why;
    state_.pid = 0;
    state_.exited_us = realtime_us();
    state_.phase = ShimPhase::exited;
    publish();
  }

  void turn() {
    pollfd events[6 + most_clients] = {};
    nfds_t count = 0;
    for (const int fd : {signals_, listener_, outputs_[0], outputs_[1], adopted_}) events[count++] = {fd, POLLIN, 0};
    for (const auto& client : clients_) events[count++] = {client.fd, POLLIN, 0};
    poll(events, count, timeout());
    for (int i = 0; i < 2; ++i)
      if (events[2 + i].revents != 0) copy_output(i);
    if (log_.has_partial() && monotonic_ms() >= partial_since_ms_ + partial_after_ms) log_.flush_partial();
    for (nfds_t i = 5; i < count; ++i)
      if (events[i].revents != 0) hear(events[i].fd);
    std::erase_if(clients_, [](const Client& client) { return client.fd < 0; });
    if (events[1].revents != 0 && clients_.size() < most_clients) {
      if (const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK); fd >= 0)
        clients_.push_back({fd, false, {}});
    }
    if (events[0].revents != 0) take_signals();
    if (adopted_ >= 0 && events[4].revents != 0) {
      close(adopted_);
      adopted_ = -1;
      ended(wire::Ended(), false);
    }
    act_on_deadlines();
  }

  int timeout() const {
    auto next = std::int64_t{-1};
    const auto consider = [&next](std::int64_t at) {
      if (at >= 0 && (next < 0 || at < next)) next = at;
    };
    consider(start_at_ms_);
    consider(kill_at_ms_);
    if (log_.has_partial()) consider(partial_since_ms_ + partial_after_ms);
    if (next < 0) return -1;
    const auto left = next - monotonic_ms();
    return left < 0 ? 0 : static_cast<int>(left);
  }

  void act_on_deadlines() {
    const auto now = monotonic_ms();
    if (kill_at_ms_ >= 0 && now >= kill_at_ms_) {
      kill_at_ms_ = -1;
      kill_everything();
    }
    if (start_at_ms_ >= 0 && now >= start_at_ms_) {
      start_at_ms_ = -1;
      start_workload();
    }
  }

  /// False when there was nothing to read.
  bool copy_output(int stream) {
    const bool had_partial = log_.has_partial();
    const ssize_t got = read(outputs_[stream], buffer_, sizeof buffer_);
    if (got <= 0) return false;
    log_.append(stream, std::string_view(buffer_, static_cast<std::size_t>(got)));
    if (!had_partial) partial_since_ms_ = monotonic_ms();
    return true;
  }

  void take_signals() {
    signalfd_siginfo info;
    while (read(signals_, &info, sizeof info) == sizeof info)
      if (info.ssi_signo == SIGTERM) stop(instance_.grace_ms, false);
    int status = 0;
    rusage usage{};
    pid_t pid = 0;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
      if (pid != child_.pid) continue;  // An orphan of the workload, ours as sub-reaper.
      ended(collect(child_, status, cpu_microseconds_of(usage)), true);
    }
  }

  void kill_everything() {
    if (child_.pid > 0) kill_child(child_);
    CgroupTree::kill(group_);
  }

  /// Ends what an adopted workload has left, of which this shim is not the parent.
  void clear_away() {
    CgroupTree::kill_and_remove(group_);
    if (!group_.is_real()) kill_holders({directory_ + "/out", directory_ + "/err"});
  }

  void ended(wire::Ended result, bool is_known) {
    child_.pid = -1;
    kill_at_ms_ = -1;
    CgroupTree::fill_usage(group_, result);
    if (is_known) {
      CgroupTree::kill_and_remove(group_);
      if (!group_.is_real()) kill_descendants();
    } else {
      clear_away();
    }
    while (copy_output(0) || copy_output(1)) {
    }
    log_.flush_partial();
    state_.pid = 0;
    state_.pid_start = 0;
    state_.exited_us = realtime_us();
    state_.exit_known = is_known;
    state_.wait_status = static_cast<int>(result.wait_status);
    state_.oom_killed = result.oom_killed != 0;
    state_.cpu_us = result.cpu_microseconds;
    state_.memory_peak = result.memory_peak;
    if (monotonic_ms() - started_ms_ >= stable_after_ms) state_.restarts = 0;
    const bool is_failure = result.wait_status != 0;
    const bool wants_restart = is_known && !is_stopping_ &&
                               (instance_.restart == 2 || (instance_.restart == 1 && is_failure)) &&
                               static_cast<unsigned>(state_.restarts) < instance_.max_restarts;
    if (restart_requested_) {
      restart_requested_ = is_stopping_ = false;
      state_.restarts = 0;
      schedule_start(0);
    } else if (wants_restart) {
      auto delay = static_cast<std::int64_t>(instance_.first_delay_ms);
      for (int i = 0; i < state_.restarts && delay < instance_.longest_delay_ms; ++i) delay *= 2;
      if (delay > instance_.longest_delay_ms) delay = instance_.longest_delay_ms;
      ++state_.restarts;
      schedule_start(delay);
    } else {
      state_.phase = ShimPhase::exited;
      publish();
    }
  }

  void schedule_start(std::int64_t delay_ms) {
    state_.phase = ShimPhase::restarting;
    start_at_ms_ = monotonic_ms() + delay_ms;
    publish();
  }

  void stop(std::int64_t grace_ms, bool then_restart) {
    restart_requested_ = then_restart && adopted_ < 0;
    is_stopping_ = true;
    if (child_.pid <= 0) {  // Between two starts.
      start_at_ms_ = -1;
      if (restart_requested_) {
        restart_requested_ = is_stopping_ = false;
        schedule_start(0);
      } else {
        state_.phase = ShimPhase::exited;
        publish();
      }
      return;
    }
    state_.phase = ShimPhase::stopping;
    const auto kill_at = monotonic_ms() + grace_ms;
    if (kill_at_ms_ < 0 || kill_at < kill_at_ms_) kill_at_ms_ = kill_at;
    signal_child(child_, SIGTERM);
    publish();
  }

  struct Client {
    int fd = -1;
    bool watches = false;
    std::string request;
  };

  void hear(int fd) {
    for (auto& client : clients_) {
      if (client.fd != fd) continue;
      char bytes[256];
      const ssize_t got = read(fd, bytes, sizeof bytes);
      if (got > 0 && !client.watches && client.request.size() < 256)
        client.request.append(bytes, static_cast<std::size_t>(got));
      const auto end = client.request.find('\n');
      if (got <= 0 || (end == std::string::npos && client.request.size() >= 256))
        drop(client);
      else if (end != std::string::npos && !client.watches)
        answer(client, client.request.substr(0, end));
      return;
    }
  }

  void answer(Client& client, const std::string& line) {
    const auto words = split_view(line, ' ');
    const auto verb = words.size() > 1 ? words[1] : std::string_view();
    if (words[0] != shim_protocol) {
      say(client, "error this shim speaks " + std::string(shim_protocol) + "\n\n");
      return drop(client);
    }
    if (verb == "status") {
      say(client, to_text(state_) + "\n");
      return drop(client);
    }
    client.watches = true;
    say(client, to_text(state_) + "\n");
    const auto grace = words.size() > 2 ? static_cast<std::int64_t>(parse_number(words[2])) : instance_.grace_ms;
    if (verb == "stop")
      stop(grace, false);
    else if (verb == "restart" && adopted_ >= 0)
      say(client, "error an adopted workload can only be stopped and launched anew\n\n");
    else if (verb == "restart")
      stop(grace, true);
    else if (verb != "watch")
      say(client, "error unknown verb\n\n");
  }

  static void say(Client& client, const std::string& text) {
    // A client that does not read loses its connection, never holds the shim.
    if (client.fd >= 0 &&
        send(client.fd, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT) != static_cast<ssize_t>(text.size()))
      drop(client);
  }
  static void drop(Client& client) {
    if (client.fd >= 0) close(client.fd);
    client.fd = -1;
  }

  void publish() {
    const auto text = to_text(state_);
    replace_file(directory_ + "/state", text);
    for (auto& client : clients_)
      if (client.watches) say(client, text + "\n");
  }

  std::string directory_, tag_;
  wire::Instance instance_;
  ShimState state_;
  CgroupTree cgroups_;
  Group group_;
  Child child_;
  wire::Engine engine_ = wire::engine_native;
  bool engine_known_ = false, is_stopping_ = false, restart_requested_ = false;
  LogWriter log_;
  std::vector<Client> clients_;
  int directory_fd_ = -1, listener_ = -1, signals_ = -1, adopted_ = -1;
  int outputs_[2] = {-1, -1};
  std::int64_t started_ms_ = 0, start_at_ms_ = -1, kill_at_ms_ = -1, partial_since_ms_ = 0;
  char buffer_[64 * 1024];
};

}  // namespace

int run_shim(const std::string& directory, const std::string& tag, bool is_adoption) {
  prctl(PR_SET_NAME, "shim");
  // The server waits for this first process only; the shim belongs to nobody.
  if (const pid_t pid = fork(); pid != 0) return pid < 0 ? 1 : 0;
  setsid();
  static Shim* shim = new Shim(directory, tag);  // Never destroyed: the process ends with it.
  const auto problem = is_adoption ? shim->adopt() : shim->launch();
  const auto line = (problem.empty() ? std::string("ok") : "error " + problem) + "\n";
  write_all(1, line.data(), line.size());
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; ++fd) dup2(null, fd);
  return shim->run();
}

}  // namespace towpath::process
