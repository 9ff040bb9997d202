#include "child.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

/// What a child that cannot become the program writes to the setup pipe, which closes when it can.
struct SetupRecord {
  char failed_step[64] = {};
  int error = 0;
};

/// What a keeper writes to the report pipe when the program has ended.
struct ReportRecord {
  int wait_status = 0;
  std::uint64_t cpu_microseconds = 0;
};

const int forwarded[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT};

[[noreturn]] void die(int setup_fd, const Failure& failure) {
  SetupRecord record;
  std::strncpy(record.failed_step, failure.step, sizeof record.failed_step - 1);
  record.error = failure.error;
  write_all(setup_fd, &record, sizeof record);
  _exit(127);
}

void reset_signals() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The role `confined` of this program gives up the privileges inside; bwrap only builds the file systems.
std::vector<std::string> bubblewrap_command(const wire::Launch& launch, bool dies_with_parent) {
  unsigned uid = 0, gid = 0;
  const bool is_root = geteuid() == 0;
  program_user(launch, uid, gid);
  std::vector<std::string> a = {"bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--ro-bind", "/",
                                "/",     "--proc",        "/proc",         "--dev",         "/dev",      "--perms",
                                "1777",  "--tmpfs",       "/dev/shm",      "--remount-ro",  "/dev"};
  const auto add = [&a](std::initializer_list<std::string> words) { a.insert(a.end(), words); };
  if (!is_root) add({"--unshare-user"});
  if (launch.private_network) add({"--unshare-net"});
  if (dies_with_parent) add({"--die-with-parent"});
  for (const char* path : private_directories) {
    const bool is_temporary = std::strstr(path, "tmp") != nullptr;
    add({"--perms", is_temporary ? "1777" : "0555", "--tmpfs", path});
  }
  for (const auto& path : launch.hidden)
    if (access(path.c_str(), F_OK) == 0) add({"--perms", "0555", "--tmpfs", path});
  for (const auto& mount : launch.mounts) add({mount.writable ? "--bind" : "--ro-bind", mount.source, mount.target});
  const int self = open("/proc/self/exe", O_RDONLY);
  add({"--perms", "0755", "--file", std::to_string(self), "/run/confined", "--chdir", launch.cwd, "--", "/run/confined",
       "confined", is_root ? "1" : "0", std::to_string(uid), std::to_string(gid)});
  a.insert(a.end(), launch.argv.begin(), launch.argv.end());
  return a;
}

/// RLIMIT_DATA counts what is reserved, used or not. A thread reserves 8 MiB for its stack and touches little of it:
/// this is for a hundred of them. A limit below would end programs that need a tenth of it.
constexpr rlim_t reserved_allowance = 1ull << 30;

void apply_resource_limits(const wire::Launch& launch, const Group& group) {
  if (launch.memory_bytes > 0 && !group.is_real()) {
    const rlim_t limit = launch.memory_bytes + reserved_allowance;
    const rlimit data{limit, limit};
    setrlimit(RLIMIT_DATA, &data);
  }
  if (launch.sandboxed) {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
  }
}

/// The last steps of the process that becomes the program.
[[noreturn]] void become_program(const wire::Launch& launch, const Group& group, const ChildOptions& options,
                                 int setup_fd) {
  Failure failure;
  if (setsid() < 0) die(setup_fd, {"start a session", errno});
  for (int i = 0; i < 3; ++i)
    if (dup2(options.stdio[i], i) < 0) die(setup_fd, {"connect the standard streams", errno});
  // A terminal on standard input (terminal.h) becomes that of the session: Ctrl-C in it is SIGINT for what runs in the
  // foreground, and its end is SIGHUP for all.
  const bool has_terminal = isatty(0) == 1;
  if (has_terminal && ioctl(0, TIOCSCTTY, 0) != 0) die(setup_fd, {"take the terminal", errno});
  apply_resource_limits(launch, group);
  umask(022);
  reset_signals();
  unsigned uid = 0, gid = 0;
  const bool is_root = geteuid() == 0;
  program_user(launch, uid, gid);
  for (const int fd : {1, 2}) {
    struct stat info {};  // It belongs to who made it; its new user must be able to open /dev/stdout.
    const bool is_given = fstat(fd, &info) == 0 && (S_ISFIFO(info.st_mode) || has_terminal);
    if (is_root && is_given && info.st_uid != uid && fchown(fd, uid, gid) != 0)
      die(setup_fd, {"give an output pipe to the user", errno});
  }
  const bool is_native = launch.sandboxed && options.engine == wire::engine_native;
  if (is_native) {
    if (!drop_privileges(is_root, uid, gid, failure)) die(setup_fd, failure);
  } else if (launch.sandboxed) {
    if (is_root && !give_mounts(launch, uid, gid)) die(setup_fd, {"give a writable mount to the sandbox user", errno});
  } else if (launch.has_user && !become_user(uid, gid, failure)) {
    die(setup_fd, failure);
  }
  if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0) die(setup_fd, {"close descriptors", errno});
  if (launch.sandboxed && !is_native) {
    // bwrap's own processes ignore the signals that are for the program; the role `confined` takes them back for it.
    for (const int number : forwarded) ::signal(number, SIG_IGN);
    exec_search(bubblewrap_command(launch, options.dies_with_parent), launch.env);
    die(setup_fd, {"execute bwrap", errno});
  }
  if (chdir(launch.cwd.c_str()) != 0) die(setup_fd, {"enter the working directory", errno});
  exec_search(launch.argv, launch.env);
  die(setup_fd, {"execute", errno});
}

/// Watches the program from inside its pid namespace, or as sub-reaper where there are no cgroups. Exit status and CPU
/// time go to the report pipe; with the keeper the whole namespace ends.
[[noreturn]] void keep(pid_t program, bool is_pid_namespace, int report_fd) {
  prctl(PR_SET_NAME, "keeper");
  prctl(PR_SET_DUMPABLE, 0);
  dup2(report_fd, 0);
  close_range(1, ~0u, 0);
  sigset_t waited;
  sigemptyset(&waited);
  for (const int number : forwarded) sigaddset(&waited, number);
  sigaddset(&waited, SIGCHLD);
  sigaddset(&waited, SIGRTMIN);
  while (true) {
    const int number = sigwaitinfo(&waited, nullptr);
    if (number == SIGCHLD) {
      ReportRecord record;
      rusage usage{};
      pid_t ended = 0;
      int status = 0;
      while ((ended = wait4(-1, &status, WNOHANG, &usage)) > 0) {
        if (ended != program) continue;
        record.wait_status = status;
        record.cpu_microseconds = cpu_microseconds_of(usage);
        // Before the report: who reads it may rely on nothing being left.
        if (is_pid_namespace) {
          kill(-1, SIGKILL);
          while (waitpid(-1, nullptr, 0) > 0) {
          }
        } else {
          kill_descendants();
        }
        write_all(0, &record, sizeof record);
        _exit(0);
      }
    } else if (number == SIGRTMIN) {
      kill(program, SIGKILL);
    } else if (number > 0 && kill(-program, number) != 0) {
      kill(program, number);
    }
  }
}

[[noreturn]] void run_child(const wire::Launch& launch, const Group& group, const ChildOptions& options,
                            bool is_in_unified, std::uint64_t flags, bool needs_keeper, int setup_fd, int report_fd,
                            unsigned uid, unsigned gid) {
  Failure failure;
  // A keeper without a pid namespace must live on to kill what it keeps.
  if (options.dies_with_parent) prctl(PR_SET_PDEATHSIG, needs_keeper && !(flags & CLONE_NEWPID) ? SIGRTMIN : SIGKILL);
  if (!options.as_sibling_in_own_group && !CgroupTree::join(group, is_in_unified))
    die(setup_fd, {"join the cgroup", errno});
  if (flags & CLONE_NEWPID) {
    if (!enter_sandbox(launch, (flags & CLONE_NEWUSER) != 0, uid, gid, failure)) die(setup_fd, failure);
  }
  if (!needs_keeper) become_program(launch, group, options, setup_fd);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);  // The keeper takes its signals with sigwaitinfo().
  if (!(flags & CLONE_NEWPID)) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    setsid();
  }
  const pid_t program = fork();
  if (program < 0) die(setup_fd, {"fork in the sandbox", errno});
  if (program == 0) become_program(launch, group, options, setup_fd);
  keep(program, (flags & CLONE_NEWPID) != 0, report_fd);
}

}  // namespace

std::uint64_t cpu_microseconds_of(const rusage& usage) {
  const auto microseconds = [](const timeval& t) {
    return static_cast<std::uint64_t>(t.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(t.tv_usec);
  };
  return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

bool start_child(const wire::Launch& launch, const Group& group, const ChildOptions& options, Child& child,
                 Failure& failure) {
  int setup[2], report[2];
  if (pipe2(setup, O_CLOEXEC) != 0) return failure = {"make a pipe", errno}, false;
  if (pipe2(report, O_CLOEXEC) != 0) return failure = {"make a pipe", errno}, close(setup[0]), close(setup[1]), false;
  unsigned uid = 0, gid = 0;
  const bool is_root = geteuid() == 0;
  program_user(launch, uid, gid);
  const bool is_native = launch.sandboxed && options.engine == wire::engine_native;
  clone_args args{};
  args.exit_signal = SIGCHLD;
  if (is_native) {
    args.flags |= CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
    if (launch.private_network) args.flags |= CLONE_NEWNET;
    if (!is_root) args.flags |= CLONE_NEWUSER;
  }
  int unified = -1;
  if (options.as_sibling_in_own_group) {
    args.flags |= CLONE_PARENT;
    args.exit_signal = 0;  // The caller's own is used.
  } else if (const auto path = group.paths.find("unified"); path != group.paths.end()) {
    unified = open(path->second.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (unified >= 0) {
      args.flags |= CLONE_INTO_CGROUP;
      args.cgroup = static_cast<std::uint64_t>(unified);
    }
  }
  const bool needs_keeper = is_native || (launch.containment == wire::everything && !group.can_kill());
  const long pid = syscall(SYS_clone3, &args, sizeof args);
  if (pid == 0)
    run_child(launch, group, options, unified >= 0, args.flags, needs_keeper, setup[1], report[1], uid, gid);
  const int error = errno;
  close(setup[1]);
  close(report[1]);
  if (unified >= 0) close(unified);
  if (pid < 0) {
    close(setup[0]);
    close(report[0]);
    return failure = {"create a process", error}, false;
  }
  child = {static_cast<pid_t>(pid), setup[0], report[0], needs_keeper, is_native};
  return true;
}

bool await_setup(Child& child, std::string& failed_step, int& error) {
  SetupRecord record;
  const bool has_failed = read_all(child.setup_fd, &record, sizeof record);
  close(std::exchange(child.setup_fd, -1));
  if (!has_failed) return true;
  failed_step = record.failed_step;
  error = record.error;
  return false;
}

wire::Ended collect(Child& child, int wait_status, std::uint64_t cpu_microseconds) {
  wire::Ended ended;
  ended.wait_status = static_cast<std::uint32_t>(wait_status);
  ended.cpu_microseconds = cpu_microseconds;
  int error = 0;
  if (child.setup_fd >= 0 && !await_setup(child, ended.failed_step, error))
    ended.error_number = static_cast<std::uint32_t>(error);
  ReportRecord record;
  if (read_all(child.report_fd, &record, sizeof record)) {
    ended.wait_status = static_cast<std::uint32_t>(record.wait_status);
    ended.cpu_microseconds = record.cpu_microseconds;
  }
  close(std::exchange(child.report_fd, -1));
  return ended;
}

void signal_child(const Child& child, int signal_number) {
  if (child.has_keeper) {
    kill(child.pid, signal_number);
  } else if (kill(-child.pid, signal_number) != 0) {
    kill(child.pid, signal_number);  // Not yet the leader of a group.
  }
}

void kill_child(const Child& child) {
  if (child.has_keeper && !child.has_pid_namespace) {
    kill(child.pid, SIGRTMIN);
  } else {
    if (!child.has_keeper) kill(-child.pid, SIGKILL);
    kill(child.pid, SIGKILL);
  }
}

void kill_descendants() {
  const auto self = static_cast<std::uint64_t>(getpid());
  while (true) {
    for (const auto& name : list_directory("/proc")) {
      if (name[0] < '0' || name[0] > '9') continue;
      const auto text = read_file("/proc/" + name + "/stat");
      const auto after_name = text.rfind(')');  // "pid (name) state ppid ...", and a name may hold anything.
      if (after_name == std::string::npos || after_name + 4 >= text.size()) continue;
      if (parse_number(std::string_view(text).substr(after_name + 4)) == self)
        kill(static_cast<pid_t>(parse_number(name)), SIGKILL);
    }
    // Those just killed hand their own children to us; the next round finds them.
    if (waitpid(-1, nullptr, 0) < 0 && errno == ECHILD) return;
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

namespace {

bool try_engine(wire::Engine engine, std::string& reason) {
  wire::Launch launch;
  launch.argv = {"true"};
  launch.env = {"PATH=/usr/local/bin:/usr/bin:/bin"};
  launch.cwd = "/";
  launch.sandboxed = 1;
  ChildOptions options;
  options.engine = engine;
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int& fd : options.stdio) fd = null;
  Child child;
  Failure failure;
  bool ok = start_child(launch, Group(), options, child, failure);
  if (ok) {
    int status = 0;
    waitpid(child.pid, &status, 0);
    const auto ended = collect(child, status, 0);
    ok = ended.failed_step.empty() && ended.wait_status == 0;
    if (!ended.failed_step.empty())
      reason = ended.failed_step + ": " + strerror(static_cast<int>(ended.error_number));
    else if (!ok)
      reason = "the trial run failed";
  } else {
    reason = std::string(failure.step) + ": " + strerror(failure.error);
  }
  close(null);
  return ok;
}

}  // namespace

wire::Engine choose_engine(wire::Engine first_choice, std::string& reason) {
  if (first_choice == wire::engine_none) return reason = "switched off", wire::engine_none;
  std::string native_reason = "switched off", wrapper_reason;
  if (first_choice == wire::engine_native && try_engine(wire::engine_native, native_reason)) return wire::engine_native;
  reason = "namespaces: " + native_reason;
  if (try_engine(wire::engine_bubblewrap, wrapper_reason)) return wire::engine_bubblewrap;
  reason += "; bubblewrap: " + wrapper_reason;
  return wire::engine_none;
}

}  // namespace towpath::process
