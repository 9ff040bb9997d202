#pragma once

#include <optional>
#include <string>
#include <vector>

#include "metric_service.h"
#include "report/document.h"

namespace towpath::insights::report {

/// A history that was imported, beside what its component does now.
struct BeforeAndAfter {
  std::string name, component;
  UtcTime from, to;
  Dora before;
  std::optional<Dora> now;  ///< Nothing when it is compared with no component.
};

/// What a sponsor asks for: hours, lead time, incidents, cost and satisfaction, beside what was before.
struct ValueReport {
  std::string whose;  ///< "the organisation", "payments", "shop".
  UtcTime from, to;   ///< [from, to), whole days.
  std::vector<MetricAnswer> metrics;
  std::optional<PooledBaseline> baseline;
  std::vector<BeforeAndAfter> histories;
};

/// The same report gives the same document.
Document document_of(const ValueReport& report);

/// Rights: metric.read and baseline.read decide what is in it. Thread-safe.
class ReportService {
 public:
  ReportService(MetricService& metrics, BaselineService& baselines) : metrics_(metrics), baselines_(baselines) {}
  ValueReport value(const auth::Principal& principal, const MetricRequest& request);

 private:
  MetricService& metrics_;
  BaselineService& baselines_;
};

}  // namespace towpath::insights::report
