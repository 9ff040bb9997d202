#pragma once

#include <sys/eventfd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <optional>

#include "process/spawner.h"

namespace towpath::process {

/// Where the spawner's thread leaves the end of a process. Shared: the callback may come after the caller has given up.
struct Ending {
  std::mutex mutex;  ///< Guards result.
  std::condition_variable ended;
  std::optional<Result<Exit>> result;
  OwnedFd event{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

  void set(Result<Exit> value) {
    const std::lock_guard lock(mutex);
    result = std::move(value);
    ended.notify_all();
    eventfd_write(event.get(), 1);
  }
  std::optional<Result<Exit>> get() {
    const std::lock_guard lock(mutex);
    return result;
  }
};

/// Both ends of a pipe, the one to read from first. Errors: process.spawner_unavailable.
Result<std::array<OwnedFd, 2>> make_pipe();

}  // namespace towpath::process
