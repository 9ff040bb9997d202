#include "factory.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix.h"

namespace towpath::process {

namespace {

/// What the factory answers, with setup_fd and report_fd of the child.
struct Answer {
  int pid = -1;
  bool has_keeper = false, has_pid_namespace = false;
  char failed_step[64] = {};
  int error = 0;
};

[[noreturn]] void run_factory(int socket, const Group& group, wire::Engine engine) {
  prctl(PR_SET_NAME, "factory");
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dup2(socket, 3);
  close_range(4, ~0u, 0);
  fcntl(3, F_SETFD, FD_CLOEXEC);
  const bool has_joined = CgroupTree::join(group, false);
  const int join_error = errno;
  std::uint32_t type = 0;
  std::string body;
  std::vector<int> fds;
  while (read_frame(3, type, body, fds)) {
    wire::Reader in(body);
    const auto launch = wire::Launch::read(in);
    ChildOptions options;
    options.engine = engine;
    options.as_sibling_in_own_group = true;
    for (std::size_t i = 0; i < 3 && i < fds.size(); ++i) options.stdio[i] = fds[i];
    Child child;
    Failure failure{"join the cgroup", join_error};
    Answer answer;
    if (has_joined && start_child(launch, group, options, child, failure)) {
      answer = {child.pid, child.has_keeper, child.has_pid_namespace, {}, 0};
      fds.push_back(child.setup_fd);
      fds.push_back(child.report_fd);
    } else {
      std::strncpy(answer.failed_step, failure.step, sizeof answer.failed_step - 1);
      answer.error = failure.error;
    }
    const std::vector<int> passed(fds.begin() + 3, fds.end());
    write_frame(3, wire::start, {reinterpret_cast<const char*>(&answer), sizeof answer}, passed);
    for (const int fd : fds) close(fd);
    fds.clear();
  }
  _exit(0);
}

}  // namespace

std::optional<Factory> make_factory(const Group& group, wire::Engine engine) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return std::nullopt;
  const pid_t pid = fork();
  if (pid == 0) run_factory(pair[1], group, engine);
  close(pair[1]);
  if (pid < 0) return close(pair[0]), std::nullopt;
  return Factory{pid, pair[0], group};
}

bool start_in_factory(const Factory& factory, const wire::Launch& launch, const std::vector<int>& stdio, Child& child,
                      Failure& failure) {
  static char step[64];
  wire::Writer out;
  launch.write(out);
  std::uint32_t type = 0;
  std::string body;
  std::vector<int> fds;
  Answer answer;
  if (!write_frame(factory.socket, wire::start, out.bytes(), stdio) || !read_frame(factory.socket, type, body, fds) ||
      body.size() != sizeof answer)
    return failure = {}, false;
  std::memcpy(&answer, body.data(), sizeof answer);
  if (answer.pid < 0 || fds.size() != 2) {
    std::memcpy(step, answer.failed_step, sizeof step);
    return failure = {step, answer.error}, false;
  }
  child = {answer.pid, fds[0], fds[1], answer.has_keeper, answer.has_pid_namespace};
  return true;
}

void dismiss(Factory& factory) {
  if (factory.socket >= 0) close(factory.socket);
  factory.socket = -1;
}

}  // namespace towpath::process
