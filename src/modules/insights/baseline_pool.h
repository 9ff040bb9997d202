#pragma once

#include <string>
#include <vector>

#include "insights/baseline.h"
#include "insights/dora.h"

namespace towpath::insights {

/// Several histories as one "before": frequencies add up, times and shares are those of all their releases together.
struct PooledBaseline {
  std::vector<std::string> names;
  UtcTime from, to;  ///< From the first one's begin to the last one's end.
  Dora dora;         ///< Metrics only; deliveries are left out.
};
PooledBaseline pool(const std::vector<Baseline>& baselines);

}  // namespace towpath::insights
