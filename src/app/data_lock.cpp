#include "data_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "process/spawner.h"

namespace towpath::app {
namespace {

/// Who holds the lock file, as it says itself; 0 when it does not.
pid_t holder_of(int descriptor) {
  char text[32] = {};
  const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
  return size > 0 ? static_cast<pid_t>(std::atoi(text)) : 0;
}

Error still_running(pid_t pid) {
  return conflict("app.still_running", fmt::format("Process {} still works on the data directory.", pid))
      .with_hint(fmt::format("End it, for example with: kill {}", pid));
}

}  // namespace

Result<std::unique_ptr<DataLock>> DataLock::take_over(const std::filesystem::path& data,
                                                      std::chrono::milliseconds longest) {
  auto lock = take(data);
  if (lock.has_value() || lock.error().code() != "app.data_in_use") return lock;
  const process::OwnedFd file(::open((data / "server.lock").c_str(), O_RDONLY | O_CLOEXEC));
  const pid_t pid = file ? holder_of(file.get()) : 0;
  if (pid <= 0) return lock;
  // By descriptor, so that no other process of the same number is meant.
  const process::OwnedFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (process) {
    if (::syscall(SYS_pidfd_send_signal, process.get(), SIGTERM, nullptr, 0) != 0) return still_running(pid);
    pollfd end{process.get(), POLLIN, 0};
    if (::poll(&end, 1, static_cast<int>(longest.count())) != 1) return still_running(pid);
  }
  return take(data);
}

Result<std::unique_ptr<DataLock>> DataLock::take(const std::filesystem::path& data) {
  const auto unwritable = [&] {
    return failed("app.data_unwritable",
                  fmt::format("The data directory {} cannot be written: {}.", data.string(), std::strerror(errno)))
        .with_hint("Choose another with --data, give this user the right to write there, or free some space.");
  };
  const int descriptor = ::open((data / "server.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return unwritable();
  std::unique_ptr<DataLock> lock(new DataLock(descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const pid_t pid = holder_of(descriptor);
    return conflict("app.data_in_use", fmt::format("The data directory {} is in use by process {}.", data.string(),
                                                   pid > 0 ? std::to_string(pid) : "(unknown)"))
        .with_hint("Stop that server, or start this one on a data directory of its own with --data.");
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) return unwritable();
  return lock;
}

DataLock::~DataLock() { ::close(descriptor_); }

}  // namespace towpath::app
