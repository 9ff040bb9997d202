#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "../log_watcher.h"
#include "delivery/runtime.h"

namespace towpath::delivery {

/// Has logs copied from elsewhere once a second while somebody watches them. Thread-safe; outlives its watches.
class LogFollower {
 public:
  /// `copy` brings the log of an instance up to date, on a thread of this object.
  explicit LogFollower(std::function<void(const InstanceId&)> copy) : copy_(std::move(copy)) {}

  /// `directory` has the folder `log`, which is made when absent. Errors: delivery.no_log.
  Result<std::unique_ptr<LineWatch>> watch(const InstanceId& id, const std::filesystem::path& directory,
                                           std::function<void()> on_more);

 private:
  class Handle;
  void run(const std::stop_token& stop);

  const std::function<void(const InstanceId&)> copy_;
  LogWatcher watcher_;
  std::mutex mutex_;  ///< Guards what follows.
  std::condition_variable_any changed_;
  std::map<std::string, int> watched_;  ///< Instances, and by how many.
  std::jthread thread_;                 ///< Begun with the first watch; ends before what it uses.
};

}  // namespace towpath::delivery
