#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include "cgroup_tree.h"
#include "sandbox.h"
#include "wire.h"

namespace towpath::process {

/// What start_child() needs to know besides the program.
struct ChildOptions {
  int stdio[3] = {-1, -1, -1};
  wire::Engine engine = wire::engine_native;  ///< For sandboxed programs.
  bool dies_with_parent = true;
  /// The caller is in the group already, and its parent is to be the child's parent too (see factory.h).
  bool as_sibling_in_own_group = false;
};

/// A direct child: the program itself, or a keeper (first process of a pid namespace, or sub-reaper) that watches it.
struct Child {
  pid_t pid = -1;
  int setup_fd = -1;   ///< A failure to become the program comes here; it closes when that worked.
  int report_fd = -1;  ///< The keeper's report.
  bool has_keeper = false;
  bool has_pid_namespace = false;
};

/// Starts `launch` in `group` (may be without cgroups). False when the kernel gives no process; what fails later, in
/// the child, is reported by await_setup() or collect().
bool start_child(const wire::Launch& launch, const Group& group, const ChildOptions& options, Child& child,
                 Failure& failure);

/// Waits until the child has become the program (true) or could not.
bool await_setup(Child& child, std::string& failed_step, int& error);

/// After waitpid() has returned `wait_status` for the child: how the program itself ended. Closes the descriptors.
wire::Ended collect(Child& child, int wait_status, std::uint64_t cpu_microseconds);

std::uint64_t cpu_microseconds_of(const rusage& usage);

/// Signal to the program's process group.
void signal_child(const Child& child, int signal_number);
/// SIGKILL to all the program started, as far as without a cgroup can be known.
void kill_child(const Child& child);

/// Kills and reaps all descendants of the calling sub-reaper; returns when none is left.
void kill_descendants();

/// Finds out by trying which sandbox works.
wire::Engine choose_engine(wire::Engine first_choice, std::string& reason);

}  // namespace towpath::process
