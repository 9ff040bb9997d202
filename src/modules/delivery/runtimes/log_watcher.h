#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// Notices that log segments grow, by inotify: one sleeping thread for all watches, begun with the first. Thread-safe;
/// outlives its watches.
class LogWatcher {
 public:
  LogWatcher() = default;
  ~LogWatcher();
  LogWatcher(const LogWatcher&) = delete;
  LogWatcher& operator=(const LogWatcher&) = delete;

  /// `directory` is the one that holds the segments. Errors: delivery.no_log.
  Result<std::unique_ptr<LineWatch>> watch(const std::string& directory, std::function<void()> on_more);

 private:
  struct Entry {
    int descriptor = -1;
    std::function<void()> on_more;
    bool is_gone = false;
    bool is_being_told = false;
  };
  class Handle;

  void run();
  void tell(const std::shared_ptr<Entry>& entry);
  void remove(const std::shared_ptr<Entry>& entry);

  std::mutex mutex_;  // guards all below, fields of entries included
  std::condition_variable told_;
  int inotify_ = -1, wake_ = -1;
  std::multimap<int, std::shared_ptr<Entry>> entries_;  // by descriptor; shared: by handle and thread
  std::thread thread_;
};

}  // namespace towpath::delivery
