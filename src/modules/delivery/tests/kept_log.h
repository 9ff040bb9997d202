#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace towpath::delivery {

/// What a driver says while it works, line by line. Thread-safe.
class KeptLog {
 public:
  /// For DriverContext::log; the log outlives it.
  std::function<void(std::string_view)> sink() {
    return [this](std::string_view line) {
      const std::lock_guard guard(mutex_);
      text_ += std::string(line) + "\n";
    };
  }
  std::string text() const {
    const std::lock_guard guard(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;  // guards text_
  std::string text_;
};

}  // namespace towpath::delivery
