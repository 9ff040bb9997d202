#include "median.h"

namespace towpath::insights {

Metric median_of(std::vector<double> values, const char* unit, const char* reason_without) {
  Metric metric;
  metric.unit = unit;
  metric.n = values.size();
  metric.value = quantile(values, 0.5);
  metric.p75 = quantile(values, 0.75);
  metric.p90 = quantile(std::move(values), 0.9);
  if (!metric.value) metric.reason = reason_without;
  return metric;
}

}  // namespace towpath::insights
