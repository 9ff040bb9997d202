#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace towpath {

/// An instant in UTC with microsecond precision. Never a local time; zones exist only in the UI.
using UtcTime = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 with 'Z' and exactly six fractional digits, so the text sorts like the time.
std::string to_rfc3339(UtcTime t);

/// Reads what to_rfc3339 writes, and nothing else. Errors: base.invalid_time.
Result<UtcTime> parse_rfc3339(std::string_view text);

/// Where "now" comes from. Services take a Clock; only main() and tests decide which.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual UtcTime now() const = 0;
};

class SystemClock final : public Clock {
 public:
  UtcTime now() const override;
};

/// A clock that moves only when told to. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcTime start) : microseconds_(start.time_since_epoch().count()) {}
  UtcTime now() const override { return UtcTime(std::chrono::microseconds(microseconds_.load())); }
  void advance(std::chrono::microseconds by) { microseconds_ += by.count(); }

 private:
  std::atomic<std::int64_t> microseconds_;  ///< Atomic: a test advances it while workers read it.
};

}  // namespace towpath
