#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "insights/dora.h"

namespace towpath::insights {

/// Part of a metric's value: "teams" 12, "feat" 40.
struct MetricPart {
  std::string label;
  double value = 0;
  std::int64_t n = 0;
};

struct MeasuredMetric {
  Metric metric;
  std::optional<double> high;   ///< The value is the low end of a range up to this.
  bool is_approximate = false;  ///< Its quantiles are within 5 %.
  std::vector<MetricPart> parts;
};

struct MetricPoint {
  std::string date;  ///< A day, or the Monday of a week when the window is longer than 100 days.
  std::optional<double> value;
  std::int64_t n = 0;
};

/// One row a metric was made of; never a person.
struct MetricRow {
  std::string id, component, label;
  std::optional<UtcTime> begun_at, ended_at;
  std::optional<double> value;
  bool flagged = false;
};

/// Whose metric, and of what time: [from, to). One of `component` and `owner` (a group), or neither.
struct MetricQuestion {
  auth::Principal principal;
  std::string component, owner;
  UtcTime from, to;
};

/// What a source knows of a metric.
struct SuppliedMetric {
  MeasuredMetric measured;
  std::vector<MetricPoint> series;
  std::vector<MetricRow> rows;
};

/// Metrics that are not made of this module's own facts; plugged by src/app. A source answers only what the principal
/// may see. Thread-safe, blocking.
class MetricSource {
 public:
  virtual ~MetricSource() = default;
  /// Keys of the registry it answers.
  virtual std::vector<std::string> keys() const = 0;
  /// Without a value it says why with a reason of the registry.
  virtual SuppliedMetric measure(const std::string& key, const MetricQuestion& question) = 0;
  /// All of its keys, each as measure() has it. A source whose metrics are made of the same rows reads them once.
  virtual std::map<std::string, SuppliedMetric> measure_all(const MetricQuestion& question);
};

}  // namespace towpath::insights
