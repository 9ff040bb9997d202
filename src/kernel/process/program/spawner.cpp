#include <cerrno>
#include <csignal>
#include <map>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "posix.h"
#include "roles.h"

namespace towpath::process {

namespace {

/// Starts what the server asks for and reports each end. One thread; everything it keeps is lost with it, by design: the
/// cgroup names tell the next spawner what to clear away.
class SpawnerLoop {
 public:
  SpawnerLoop(int socket, const std::string& tag, wire::Engine first_choice, int server_pid) : socket_(socket) {
    cgroups_.detect(tag, server_pid);
    for (const auto& name : cgroups_.names("j.")) discard(cgroups_.existing(name));
    wire::Report report;
    engine_ = choose_engine(first_choice, report.engine_reason);
    report.engine = engine_;
    report.cgroup_kind = cgroups_.kind();
    report.cgroup_reason = cgroups_.reason();
    report.controllers = cgroups_.controllers();
    wire::Writer out;
    report.write(out);
    write_frame(socket_, wire::hello, out.bytes());
  }

  int run() {
    sigset_t waited;
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    sigaddset(&waited, SIGTERM);
    const int signals = signalfd(-1, &waited, SFD_CLOEXEC | SFD_NONBLOCK);
    pollfd events[2] = {{socket_, POLLIN, 0}, {signals, POLLIN, 0}};
    while (true) {
      poll(events, 2, leftovers_.empty() ? -1 : 10);
      if (events[1].revents != 0) {
        signalfd_siginfo info;
        bool must_end = false;
        while (read(signals, &info, sizeof info) == sizeof info) must_end |= info.ssi_signo == SIGTERM;
        if (must_end) return end();
        reap();
      }
      if (events[0].revents != 0 && !serve()) return end();
      remove_leftovers();
    }
  }

 private:
  struct Job {
    std::uint64_t id = 0;
    Child child;
    Group group;
    std::string shared_group;  ///< Its name among named_; empty: the group is the job's own.
  };

  bool serve() {
    std::uint32_t type = 0;
    std::string body;
    std::vector<int> fds;
    if (!read_frame(socket_, type, body, fds)) return false;
    wire::Reader in(body);
    if (type == wire::start) {
      const auto id = in.u64();
      const auto launch = wire::Launch::read(in);
      if (in.is_ok() && fds.size() == 3 && !launch.argv.empty()) start(id, launch, fds);
    } else if (type == wire::signal || type == wire::kill) {
      const auto id = in.u64();
      if (const auto job = jobs_.find(id); job != jobs_.end()) {
        if (type == wire::signal) signal_child(job->second.child, static_cast<int>(in.u32()));
        else kill_job(job->second);
      }
    } else if (type == wire::kill_group) {
      kill_shared(in.text());
    }
    for (const int fd : fds) close(fd);
    return true;
  }

  void start(std::uint64_t id, const wire::Launch& launch, const std::vector<int>& fds) {
    Job job;
    job.id = id;
    if (launch.containment == wire::everything) {
      job.shared_group = launch.group;
      const auto known = named_.find(launch.group);
      // Numbered, so that a group that was killed and is still dying is never the one started in.
      job.group = known != named_.end() ? known->second : cgroups_.make("j." + std::to_string(id) + launch.group, launch);
      if (!launch.group.empty()) named_[launch.group] = job.group;
    }
    ChildOptions options;
    options.engine = engine_;
    for (int i = 0; i < 3; ++i) options.stdio[i] = fds[static_cast<std::size_t>(i)];
    Failure failure;
    if (!start_child(launch, job.group, options, job.child, failure)) {
      wire::Ended ended;
      ended.failed_step = failure.step;
      ended.error_number = static_cast<std::uint32_t>(failure.error);
      tell(id, ended);
      if (job.shared_group.empty()) leftovers_.push_back(job.group);
      return;
    }
    by_pid_[job.child.pid] = id;
    jobs_[id] = job;
  }

  void reap() {
    int status = 0;
    rusage usage{};
    pid_t pid = 0;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
      const auto known = by_pid_.find(pid);
      if (known == by_pid_.end()) continue;
      Job job = jobs_[known->second];
      jobs_.erase(known->second);
      by_pid_.erase(known);
      const auto cpu = static_cast<std::uint64_t>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 +
                       static_cast<std::uint64_t>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
      auto ended = collect(job.child, status, cpu);
      CgroupTree::fill_usage(job.group, ended);
      // What the program left behind ends with it, so that its pipes close and nothing is forgotten.
      if (job.shared_group.empty() && !CgroupTree::remove(job.group)) {
        CgroupTree::kill(job.group);
        leftovers_.push_back(job.group);
      }
      tell(job.id, ended);
    }
  }

  static void kill_job(const Job& job) {
    kill_child(job.child);
    if (job.shared_group.empty() && job.group.is_real()) CgroupTree::kill(job.group);
  }

  void kill_shared(const std::string& name) {
    for (const auto& [id, job] : jobs_)
      if (job.shared_group == name) kill_child(job.child);
    const auto group = named_.find(name);
    if (group == named_.end()) return;
    CgroupTree::kill(group->second);
    leftovers_.push_back(group->second);
    named_.erase(group);
  }

  void tell(std::uint64_t id, const wire::Ended& ended) {
    wire::Writer out;
    out.u64(id);
    ended.write(out);
    write_frame(socket_, wire::exited, out.bytes());  // A server that is gone is noticed at the next read.
  }

  void discard(const Group& group) {
    CgroupTree::kill(group);
    if (!CgroupTree::remove(group)) leftovers_.push_back(group);
  }

  void remove_leftovers() {
    std::erase_if(leftovers_, [](const Group& group) { return CgroupTree::remove(group); });
  }

  /// The server is gone or asked for the end: nothing of what runs here may outlive this process.
  int end() {
    for (const auto& [id, job] : jobs_) {
      kill_job(job);
      if (job.shared_group.empty()) leftovers_.push_back(job.group);
    }
    for (const auto& [name, group] : named_) discard(group);
    const auto deadline = monotonic_ms() + 5'000;
    while (monotonic_ms() < deadline) {
      while (waitpid(-1, nullptr, WNOHANG) > 0) {
      }
      remove_leftovers();
      const bool has_children = waitpid(-1, nullptr, WNOHANG) == 0 || errno != ECHILD;
      if (!has_children && leftovers_.empty()) break;
      poll(nullptr, 0, 2);
    }
    cgroups_.remove_tree();
    return 0;
  }

  int socket_;
  CgroupTree cgroups_;
  wire::Engine engine_ = wire::engine_none;
  std::map<std::uint64_t, Job> jobs_;
  std::map<pid_t, std::uint64_t> by_pid_;
  std::map<std::string, Group> named_;
  std::vector<Group> leftovers_;  ///< Groups whose last members are still dying.
};

}  // namespace

int run_spawner(int socket, const std::string& tag, unsigned first_choice, int server_pid) {
  prctl(PR_SET_NAME, "spawner");
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  return SpawnerLoop(socket, tag, static_cast<wire::Engine>(first_choice), server_pid).run();
}

}  // namespace towpath::process
