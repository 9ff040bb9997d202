#pragma once

#include <optional>

#include "child.h"

namespace towpath::process {

/// A process that sits in a group and starts programs there, as siblings of itself. Moving a process between v1 cgroups
/// can make Linux wait for an RCU grace period (milliseconds); being born in the right place costs nothing. So the
/// steps of one job, which share a group, come from the factory in it.
struct Factory {
  pid_t pid = -1;
  int socket = -1;
  Group group;
};

/// Forks a factory that joins `group` by itself, without making the caller wait.
std::optional<Factory> make_factory(const Group& group, wire::Engine engine);

/// Like start_child(), through the factory. False with an empty failure.step when the factory is gone.
bool start_in_factory(const Factory& factory, const wire::Launch& launch, const std::vector<int>& stdio, Child& child,
                      Failure& failure);

/// Lets the factory end. Programs started by it go on.
void dismiss(Factory& factory);

}  // namespace towpath::process
