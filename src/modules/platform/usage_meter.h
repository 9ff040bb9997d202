#pragma once

#include <mutex>

#include "module/module.h"
#include "usage_store.h"

namespace towpath::platform {

/// Counts in memory and writes some time after the first thing it counted; idle it does nothing. What a crash loses is
/// at most that time.
class UsageMeter {
 public:
  explicit UsageMeter(const Kernel& kernel) : kernel_(kernel) {}
  /// Does not block.
  void count(std::string_view part, const auth::Principal& principal);
  void flush();
  /// As of the last flush.
  std::map<std::string, Usage> usage();

 private:
  const Kernel& kernel_;
  UsageStore store_;
  std::mutex mutex_;  ///< Guards all below.
  UsageCounts counts_;
  bool is_flush_due_ = false;
};

}  // namespace towpath::platform
