#include <algorithm>
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

#include "factory.h"
#include "posix.h"
#include "roles.h"

namespace towpath::process {

namespace {

constexpr std::string_view group_prefix = "j.";

/// Starts what the server asks for and reports each end. One thread; everything it keeps is lost with it, by design:
/// the cgroup names tell the next spawner what to clear away.
class SpawnerLoop {
 public:
  SpawnerLoop(int socket, const std::string& tag, wire::Engine first_choice, int server_pid) : socket_(socket) {
    cgroups_.detect(tag, server_pid);
    for (const auto& name : cgroups_.names(group_prefix)) {
      discard(cgroups_.existing(name));
      next_group_ = std::max(next_group_, parse_number(std::string_view(name).substr(group_prefix.size())) + 1);
    }
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
    std::vector<pollfd> events;
    while (true) {
      events = {{socket_, POLLIN, 0}, {signals, POLLIN, 0}};
      // A keeper reports before it ends: taking down its namespaces takes the kernel a while that nobody has to wait
      // for.
      for (const auto& [id, job] : jobs_)
        if (job.child.has_keeper) events.push_back({job.child.report_fd, POLLIN, 0});
      poll(events.data(), events.size(), leftovers_.empty() ? -1 : 10);
      for (std::size_t i = 2; i < events.size(); ++i)
        if (events[i].revents & POLLIN) take_early_report(events[i].fd);
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
    std::uint64_t oom_kills_before = 0;
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
        if (type == wire::signal)
          signal_child(job->second.child, static_cast<int>(in.u32()));
        else
          kill_job(job->second);
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
    Failure failure;
    if (!start_job(job, launch, fds, failure)) {
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

  bool start_job(Job& job, const wire::Launch& launch, const std::vector<int>& fds, Failure& failure) {
    const bool is_grouped = launch.containment == wire::everything && cgroups_.kind() != "none";
    if (is_grouped && !launch.group.empty()) return start_in_shared_group(job, launch, fds, failure);
    if (is_grouped) job.group = new_group(launch);
    ChildOptions options;
    options.engine = engine_;
    for (int i = 0; i < 3; ++i) options.stdio[i] = fds[static_cast<std::size_t>(i)];
    return start_child(launch, job.group, options, job.child, failure);
  }

  bool start_in_shared_group(Job& job, const wire::Launch& launch, const std::vector<int>& fds, Failure& failure) {
    job.shared_group = launch.group;
    for (int attempt = 0; attempt < 2; ++attempt) {
      auto known = named_.find(launch.group);
      if (known == named_.end()) {
        const auto made = make_factory(new_group(launch), engine_);
        if (!made) return failure = {"start a factory process", errno}, false;
        known = named_.emplace(launch.group, *made).first;
      }
      job.group = known->second.group;
      job.oom_kills_before = read_usage(job.group.paths).oom_kills.value_or(0);
      if (start_in_factory(known->second, launch, fds, job.child, failure)) return true;
      if (failure.step != nullptr) return false;
      // The factory was killed, by the kernel for want of memory or by hand: the rest of its group goes too.
      failure = {"start a factory process", ECHILD};
      kill_shared(launch.group);
    }
    return false;
  }

  /// Numbered, so that a group that was killed and is still dying, be it of the spawner before us, is never the one
  /// started in.
  Group new_group(const wire::Launch& launch) {
    return cgroups_.make(std::string(group_prefix) + std::to_string(next_group_++), launch);
  }

  void take_early_report(int report_fd) {
    for (auto job = jobs_.begin(); job != jobs_.end(); ++job) {
      if (job->second.child.report_fd != report_fd) continue;
      finish(job->second, 0, 0);
      jobs_.erase(job);  // by_pid_ keeps the keeper until it is reaped.
      return;
    }
  }

  void finish(Job& job, int wait_status, std::uint64_t cpu_microseconds) {
    auto ended = collect(job.child, wait_status, cpu_microseconds);
    if (job.shared_group.empty())
      CgroupTree::fill_usage(job.group, ended);
    else
      CgroupTree::fill_shared_usage(job.group, job.oom_kills_before, ended);
    tell(job.id, ended);
    if (!job.shared_group.empty() || CgroupTree::remove(job.group)) return;
    // What the program left behind ends with it, so that its pipes close and nothing is forgotten.
    if (!job.child.has_keeper) CgroupTree::kill(job.group);
    leftovers_.push_back(job.group);
  }

  void reap() {
    int status = 0;
    rusage usage{};
    pid_t pid = 0;
    while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
      const auto known = by_pid_.find(pid);
      if (known == by_pid_.end()) continue;
      const auto id = known->second;
      by_pid_.erase(known);
      const auto job = jobs_.find(id);
      if (job == jobs_.end()) continue;  // Its keeper has told before.
      finish(job->second, status, cpu_microseconds_of(usage));
      jobs_.erase(job);
    }
  }

  static void kill_job(const Job& job) {
    kill_child(job.child);
    if (job.shared_group.empty() && job.group.is_real()) CgroupTree::kill(job.group);
  }

  void kill_shared(const std::string& name) {
    for (const auto& [id, job] : jobs_)
      if (job.shared_group == name) kill_child(job.child);
    const auto factory = named_.find(name);
    if (factory == named_.end()) return;
    dismiss(factory->second);
    discard(factory->second.group);
    named_.erase(factory);
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
    for (auto& [name, factory] : named_) {
      dismiss(factory);
      discard(factory.group);
    }
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
  std::map<std::string, Factory> named_;  ///< Shared groups.
  std::uint64_t next_group_ = 1;
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
