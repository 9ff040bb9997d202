#pragma once

#include "wire.h"

namespace towpath::process {

/// The step of starting a program that failed, with errno. `step` is a literal: it is written from a child process.
struct Failure {
  const char* step = nullptr;
  int error = 0;
};

/// For a process in new mount, pid and ipc namespaces: makes the host's files read-only, puts private file systems and
/// the wanted mounts in place. `user_namespace`: the process is in a new user namespace and maps `uid`, `gid` to
/// themselves.
bool enter_sandbox(const wire::Launch& launch, bool user_namespace, unsigned uid, unsigned gid, Failure& failure);

/// Gives up everything a sandboxed program must not have: capabilities, the way to new privileges, dangerous system
/// calls. `switch_user` sets uid and gid first.
bool drop_privileges(bool switch_user, unsigned uid, unsigned gid, Failure& failure);

/// Whom the program runs as: who was asked for; in a sandbox under root `nobody`, never root; else ourselves.
void program_user(const wire::Launch& launch, unsigned& uid, unsigned& gid);

/// Plain switch of user for a trusted program.
bool become_user(unsigned uid, unsigned gid, Failure& failure);

/// Makes the user the owner of writable mounts that are someone else's.
bool give_mounts(const wire::Launch& launch, unsigned uid, unsigned gid);

/// The directories a sandbox shows empty besides launch.hidden.
inline constexpr const char* private_directories[] = {"/tmp", "/var/tmp", "/run", "/home", "/root"};

}  // namespace towpath::process
