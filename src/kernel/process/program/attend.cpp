#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "posix.h"
#include "roles.h"

namespace towpath::process {

namespace {

constexpr int not_attended = 125;
constexpr std::int64_t after_hangup_ms = 2'000;

int connect_to(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;  // a name that begins with a zero byte is no file
  if (name.size() + 1 > sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path + 1, name.data(), name.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
  if (fd < 0 || connect(fd, reinterpret_cast<const sockaddr*>(&address), size) != 0) return close(fd), -1;
  return fd;
}

[[noreturn]] void become(const std::vector<std::string>& argv, const std::vector<std::string>& env, bool has_terminal) {
  // On a terminal it stays in the group that has it; else it gets one that signals can be sent to.
  if (!has_terminal) setpgid(0, 0);
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  exec_search(argv, env);
  std::fprintf(stderr, "%s: %s\n", argv.front().c_str(), std::strerror(errno));
  _exit(127);
}

}  // namespace

int run_attended(const std::string& name, const std::vector<std::string>& argv, const std::vector<std::string>& env) {
  const int attendant = connect_to(name);
  if (attendant < 0) {
    std::fprintf(stderr, "attend: nobody attends: %s\n", std::strerror(errno));
    return not_attended;
  }
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  const bool has_terminal = isatty(STDIN_FILENO) == 1;
  sigset_t all, ended;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, nullptr);
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  const int signals = signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK);
  const pid_t program = fork();
  if (program < 0) return not_attended;
  if (program == 0) become(argv, env, has_terminal);
  if (!has_terminal) setpgid(program, program);  // whoever is first; a signal may come at once

  std::int64_t kill_at = 0;  // 0: it may go on
  for (;;) {
    pollfd events[2] = {{signals, POLLIN, 0}, {kill_at == 0 ? attendant : -1, POLLIN, 0}};
    const auto left = kill_at == 0 ? -1 : static_cast<int>(std::max<std::int64_t>(kill_at - monotonic_ms(), 0));
    poll(events, 2, left);
    if (events[0].revents != 0) {
      signalfd_siginfo info;
      while (read(signals, &info, sizeof info) == sizeof info) {
      }
      int status = 0;
      pid_t pid = 0;
      while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != program) continue;
        kill_descendants();  // what it left behind ends with it
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      }
    }
    if (events[1].revents != 0) {
      unsigned char number = 0;
      const ssize_t got = read(attendant, &number, 1);
      if (got == 1 && number < NSIG) kill(has_terminal ? program : -program, number);
      if (got == 0 || (got < 0 && errno != EINTR)) {  // whoever attends is gone, or wants its end
        kill_at = monotonic_ms() + after_hangup_ms;
        kill(has_terminal ? program : -program, SIGHUP);
      }
    }
    if (kill_at != 0 && monotonic_ms() >= kill_at) {
      kill_descendants();
      return 128 + SIGKILL;
    }
  }
}

}  // namespace towpath::process
