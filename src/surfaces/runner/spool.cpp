#include "spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace towpath::runner {
namespace {

[[noreturn]] void throw_errno(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Spool::Spool(std::filesystem::path file) : file_(std::move(file)) {
  fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw_errno("cannot open " + file_.string());
  std::uint64_t at = 0;
  char buffer[64 << 10];
  for (;;) {
    const ssize_t size = ::pread(fd_, buffer, sizeof buffer, static_cast<off_t>(at));
    if (size < 0) throw_errno("cannot read " + file_.string());
    if (size == 0) break;
    for (ssize_t i = 0; i < size; ++i)
      if (buffer[i] == '\n') ends_.push_back(at + static_cast<std::uint64_t>(i) + 1);
    at += static_cast<std::uint64_t>(size);
  }
  const std::uint64_t whole = ends_.empty() ? 0 : ends_.back();
  if (whole < at && ::ftruncate(fd_, static_cast<off_t>(whole)) != 0) throw_errno("cannot cut " + file_.string());
}

Spool::~Spool() { ::close(fd_); }

void Spool::add(std::string_view report) {
  std::string line(report);
  line += '\n';
  const std::lock_guard lock(mutex_);
  const std::uint64_t begin = ends_.empty() ? 0 : ends_.back();
  for (std::size_t done = 0; done < line.size();) {
    const ssize_t size = ::pwrite(fd_, line.data() + done, line.size() - done, static_cast<off_t>(begin + done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw_errno("cannot write " + file_.string());
    done += static_cast<std::size_t>(size);
  }
  ends_.push_back(begin + line.size());
}

std::vector<std::string> Spool::from(std::int64_t first, std::size_t limit, std::size_t bytes) const {
  std::vector<std::string> out;
  std::size_t total = 0;
  const std::lock_guard lock(mutex_);
  for (auto i = static_cast<std::size_t>(first - 1); i < ends_.size() && out.size() < limit; ++i) {
    const std::uint64_t begin = i == 0 ? 0 : ends_[i - 1];
    const auto size = static_cast<std::size_t>(ends_[i] - begin);
    if (!out.empty() && total + size > bytes) break;
    std::string text(size - 1, '\0');
    if (::pread(fd_, text.data(), text.size(), static_cast<off_t>(begin)) != static_cast<ssize_t>(text.size()))
      throw_errno("cannot read " + file_.string());
    total += size;
    out.push_back(std::move(text));
  }
  return out;
}

std::int64_t Spool::count() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::int64_t>(ends_.size());
}

bool Spool::is_full() const {
  const std::lock_guard lock(mutex_);
  return !ends_.empty() && ends_.back() > spool_limit;
}

}  // namespace towpath::runner
