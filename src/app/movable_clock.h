#pragma once

#include <atomic>
#include <filesystem>
#include <functional>

#include "base/result.h"
#include "base/time.h"
#include "http/http.h"

namespace towpath::app {

/// The system's clock, which a server for tests may move forward. Off unless the server was started for tests on a data
/// folder that was for tests from its first start on: no installation with real data ever gets there. Thread-safe.
class MovableClock final : public Clock {
 public:
  UtcTime now() const override { return system_.now() + std::chrono::microseconds(ahead_.load()); }

  /// Lets it be moved, and takes up where the last start on this folder was. Logged as a warning.
  /// Errors: app.test_clock_refused when the folder has been used without it.
  Status allow_moving(const std::filesystem::path& data_directory);
  bool can_move() const { return !mark_.empty(); }
  /// Forward only, at most ten years. Logged as a warning. Errors: app.invalid_move.
  Status move(std::chrono::seconds by);

 private:
  SystemClock system_;
  std::filesystem::path mark_;           ///< Holds how many seconds it is ahead; "" where it may not be moved.
  std::atomic<std::int64_t> ahead_ = 0;  ///< Microseconds.
};

/// POST /api/v1/test-clock {"advanceSeconds": n}: only on servers for tests, and not part of the API's document.
void add_test_clock_route(http::Router& router, MovableClock& clock, std::function<void()> on_moved);

}  // namespace towpath::app
