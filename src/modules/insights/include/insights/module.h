#pragma once

#include <memory>
#include <string>
#include <vector>

#include "insights/meter.h"
#include "insights/metric_value.h"
#include "insights/posture.h"
#include "insights/service_files.h"
#include "insights/surveys.h"
#include "module/module.h"

namespace towpath::insights {

/// What the module asks of others. All outlive it.
struct InsightPorts {
  std::vector<MetricSource*> sources = {};  ///< Metrics that other modules know.
  Meter* meter = nullptr;                   ///< Without one nothing is metered and cost has no value.
  ServiceFiles* files = nullptr;            ///< Without it nothing is known of platform files and keys.
  Posture* posture = nullptr;               ///< Without it nothing is known of scorecards and waivers.
  Surveys* surveys = nullptr;               ///< Without it nothing is known of how satisfied developers are.
};

/// A metric of the last 30 days of everything, for those who scrape it.
struct OutcomeNumber {
  std::string metric, unit;
  double value = 0;
  std::size_t n = 0;
};

class InsightsModule : public Module {
 public:
  /// Metrics that have a value; computed at most once a minute. Thread-safe, blocking.
  virtual std::vector<OutcomeNumber> outcomes() = 0;
};

std::unique_ptr<InsightsModule> make_module(Kernel kernel, InsightPorts ports = {});

}  // namespace towpath::insights
