#include "process_ending.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace towpath::process {

Result<std::array<OwnedFd, 2>> make_pipe() {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0)
    return unavailable("process.spawner_unavailable", fmt::format("no pipe for a process: {}", std::strerror(errno)))
        .with_hint("raise the limit of open files (ulimit -n)");
  return std::array<OwnedFd, 2>{OwnedFd(fds[0]), OwnedFd(fds[1])};
}

}  // namespace towpath::process
