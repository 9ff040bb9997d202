#include "log_watcher.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <vector>

namespace towpath::delivery {

class LogWatcher::Handle final : public LineWatch {
 public:
  Handle(LogWatcher& watcher, std::shared_ptr<Entry> entry) : watcher_(watcher), entry_(std::move(entry)) {}
  ~Handle() override { watcher_.remove(entry_); }

 private:
  LogWatcher& watcher_;
  std::shared_ptr<Entry> entry_;  // shared with the watcher's thread
};

LogWatcher::~LogWatcher() {
  if (thread_.joinable()) {
    eventfd_write(wake_, 1);
    thread_.join();
  }
  for (const int fd : {inotify_, wake_})
    if (fd >= 0) close(fd);
}

Result<std::unique_ptr<LineWatch>> LogWatcher::watch(const std::string& directory, std::function<void()> on_more) {
  const std::lock_guard lock(mutex_);
  if (inotify_ < 0) {
    inotify_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (inotify_ < 0 || wake_ < 0)
      return unavailable("delivery.no_log", fmt::format("logs cannot be watched: {}", std::strerror(errno)))
          .with_hint("raise fs.inotify.max_user_instances");
    thread_ = std::thread([this] { run(); });
  }
  const int descriptor = inotify_add_watch(inotify_, directory.c_str(), IN_MODIFY | IN_CREATE);
  if (descriptor < 0)
    return unavailable("delivery.no_log", fmt::format("a log cannot be watched: {}", std::strerror(errno)))
        .with_hint(errno == ENOSPC ? "raise fs.inotify.max_user_watches" : "it appears when the instance has started");
  auto entry = std::make_shared<Entry>();
  entry->descriptor = descriptor;
  entry->on_more = std::move(on_more);
  entries_.emplace(descriptor, entry);
  return std::unique_ptr<LineWatch>(std::make_unique<Handle>(*this, std::move(entry)));
}

void LogWatcher::remove(const std::shared_ptr<Entry>& entry) {
  std::unique_lock lock(mutex_);
  entry->is_gone = true;
  const auto [first, last] = entries_.equal_range(entry->descriptor);
  for (auto it = first; it != last; ++it)
    if (it->second == entry) {
      entries_.erase(it);
      break;
    }
  if (entries_.count(entry->descriptor) == 0) inotify_rm_watch(inotify_, entry->descriptor);
  // From inside its own callback it would wait for itself.
  if (std::this_thread::get_id() != thread_.get_id()) told_.wait(lock, [&] { return !entry->is_being_told; });
}

void LogWatcher::run() {
  alignas(inotify_event) char buffer[16 * 1024];
  while (true) {
    pollfd waiting[2] = {{inotify_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0 && errno != EINTR) return;
    if (waiting[1].revents != 0) return;
    std::set<int> changed;
    for (ssize_t got = read(inotify_, buffer, sizeof buffer); got > 0; got = read(inotify_, buffer, sizeof buffer))
      for (ssize_t at = 0; at < got;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
        changed.insert(event->wd);
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    std::vector<std::shared_ptr<Entry>> concerned;
    {
      const std::lock_guard lock(mutex_);
      for (const int descriptor : changed) {
        const auto [first, last] = entries_.equal_range(descriptor);
        for (auto it = first; it != last; ++it) concerned.push_back(it->second);
      }
    }
    for (const auto& entry : concerned) tell(entry);
  }
}

void LogWatcher::tell(const std::shared_ptr<Entry>& entry) {
  {
    const std::lock_guard lock(mutex_);
    if (entry->is_gone) return;
    entry->is_being_told = true;
  }
  entry->on_more();
  const std::lock_guard lock(mutex_);
  entry->is_being_told = false;
  told_.notify_all();
}

}  // namespace towpath::delivery
