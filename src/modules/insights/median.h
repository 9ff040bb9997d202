#pragma once

#include <vector>

#include "insights/dora.h"

namespace towpath::insights {

/// The median of some cases with its 75th and 90th percentile; without any, `reason_without` says why there is none.
Metric median_of(std::vector<double> values, const char* unit, const char* reason_without);

}  // namespace towpath::insights
