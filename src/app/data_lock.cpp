#include "data_lock.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/strings.h"

namespace towpath::app {

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
    char text[32] = {};
    const ssize_t size = ::pread(descriptor, text, sizeof text - 1, 0);
    const std::string pid(trim(std::string_view(text, size > 0 ? static_cast<std::size_t>(size) : 0)));
    return conflict("app.data_in_use", fmt::format("The data directory {} is in use by process {}.", data.string(),
                                                   pid.empty() ? "(unknown)" : pid))
        .with_hint("Stop that server, or start this one on a data directory of its own with --data.");
  }
  const std::string pid = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) return unwritable();
  return lock;
}

DataLock::~DataLock() { ::close(descriptor_); }

}  // namespace towpath::app
