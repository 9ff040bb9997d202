#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "cost/usage_store.h"
#include "insights/meter.h"
#include "module/module.h"

namespace towpath::insights::cost {

/// Adds up what workloads use, by hour: processor time that was used, and memory that was reserved or used, whichever
/// is more (OpenCost specification, "Workload Costs"). The first look at an instance only tells where its total stands.
/// Thread-safe.
class Metering {
 public:
  /// A pause longer than this (a stopped server) is not metered: nobody knows what happened in it.
  static constexpr std::chrono::minutes longest_pause{15};

  Metering(const Kernel& kernel, Meter& meter) : kernel_(kernel), meter_(meter) {}
  void look();

 private:
  const Kernel& kernel_;
  Meter& meter_;
  UsageStore store_;
  std::mutex mutex_;  // guards what follows, for the whole of a look
  std::optional<UtcTime> last_look_;
  std::map<std::string, std::uint64_t> cpu_totals_;  ///< By instance.
};

}  // namespace towpath::insights::cost
