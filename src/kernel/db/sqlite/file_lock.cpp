#include "sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/strings.h"

namespace towpath::db {

Result<std::unique_ptr<FileLock>> FileLock::take(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return failed("db.open_failed",
                  "The database's lock file cannot be opened: " + std::string(std::strerror(errno)) + ".")
        .with_hint("Check that the data directory exists and that this user may write to it.");
  std::unique_ptr<FileLock> lock(new FileLock(descriptor));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    char text[32] = {};
    const auto size = ::pread(descriptor, text, sizeof text - 1, 0);
    const std::string pid(trim(std::string_view(text, size > 0 ? static_cast<std::size_t>(size) : 0)));
    return conflict("db.in_use", "The database is in use by process " + (pid.empty() ? "(unknown)" : pid) + ".")
        .with_hint("Stop that process (" + (pid.empty() ? std::string("find it with fuser") : "kill " + pid) +
                   "), or use another data directory.");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) != 0 ||
      ::pwrite(descriptor, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
    return failed("db.open_failed",
                  "The database's lock file cannot be written: " + std::string(std::strerror(errno)) + ".")
        .with_hint("Free some space on the disk of the data directory.");
  return lock;
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace towpath::db
