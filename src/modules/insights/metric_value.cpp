#include "metric_value.h"

namespace towpath::insights {

Metric median_of(std::vector<double> values, std::string_view unit, std::string_view reason_without) {
  Metric metric;
  metric.unit = unit;
  metric.n = values.size();
  metric.value = quantile(values, 0.5);
  metric.p75 = quantile(values, 0.75);
  metric.p90 = quantile(std::move(values), 0.9);
  if (!metric.value) metric.reason = reason_without;
  return metric;
}

Metric share_of(std::size_t part, std::size_t whole, std::string_view reason_without) {
  Metric metric;
  metric.unit = "share";
  metric.n = whole;
  if (whole > 0)
    metric.value = static_cast<double>(part) / static_cast<double>(whole);
  else
    metric.reason = reason_without;
  return metric;
}

}  // namespace towpath::insights
