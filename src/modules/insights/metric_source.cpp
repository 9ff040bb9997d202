#include "insights/metric_value.h"

namespace towpath::insights {

std::map<std::string, SuppliedMetric> MetricSource::measure_all(const MetricQuestion& question) {
  std::map<std::string, SuppliedMetric> out;
  for (const std::string& key : keys()) out.emplace(key, measure(key, question));
  return out;
}

}  // namespace towpath::insights
