#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "process/cgroup.h"
#include "wire.h"

namespace towpath::process {

/// One group of processes: a directory in each hierarchy it is a member of.
struct Group {
  std::string name;
  CgroupPaths paths;  ///< Empty: this machine gives us no cgroups.

  bool is_real() const { return !paths.empty(); }
  /// True when kill() reaches every member, whatever it does.
  bool can_kill() const { return is_real(); }
};

/// The server's part of the cgroup file systems: `<own cgroup>/<tag>/<group>`, on v2, v1 or both (hybrid).
class CgroupTree {
 public:
  /// Finds what is mounted and what this user may write. `server_pid` is moved along with the caller on v2, where a
  /// group with limits must not hold processes itself; 0 when there is none.
  void detect(const std::string& tag, int server_pid);

  /// Makes a group with limits. Controllers that refuse are left out. Joining is the child's: see join().
  Group make(const std::string& name, const wire::Launch& limits) const;
  /// Names of existing groups that start with `prefix`.
  std::vector<std::string> names(std::string_view prefix) const;
  Group existing(const std::string& name) const;

  /// Moves the calling process. False with errno when a hierarchy refuses.
  static bool join(const Group& group, bool is_in_unified);
  /// SIGKILL to every member, including those being forked meanwhile. Nothing can be started in the group afterwards:
  /// Linux 6.18 at once kills what is cloned into a group that was ever killed (and v1 gets pids.max 0). Make a new
  /// one.
  static void kill(const Group& group);
  /// False while a member is still dying.
  static bool remove(const Group& group);
  /// Kills what is left in it and waits, two seconds at most, until it is gone.
  static void kill_and_remove(const Group& group);
  static void fill_usage(const Group& group, wire::Ended& ended);
  /// For one of several processes in a group: CPU time stays that of the process itself.
  static void fill_shared_usage(const Group& group, std::uint64_t oom_kills_before, wire::Ended& ended);

  /// Takes the caller out of a group it joined, back to where the server is, and removes the group if it was the last.
  void leave(const std::string& name) const;
  /// Removes the tree itself when nothing is left in it. make() brings it back.
  void remove_tree() const;

  const std::string& kind() const { return kind_; }
  const std::string& reason() const { return reason_; }
  std::vector<std::string> controllers() const;

 private:
  bool prepare_unified(const std::string& own, int server_pid);
  bool remake_root(const std::string& controller, const std::string& root) const;

  std::string tag_, kind_ = "none", reason_, enabled_;
  CgroupPaths roots_;   ///< Controller or "unified" → directory of the tree.
  bool is_v2_ = false;  ///< The controllers are those of the unified hierarchy.
  std::vector<std::string> v2_controllers_;
};

}  // namespace towpath::process
