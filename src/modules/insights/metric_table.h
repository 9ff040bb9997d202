#pragma once

#include <vector>

#include "insights/metric.h"

namespace towpath::insights {

// The parts of the registry.
std::vector<MetricDefinition> delivery_metrics();  ///< Speed and stability.
std::vector<MetricDefinition> platform_metrics();  ///< Experience, adoption and cost.

}  // namespace towpath::insights
