#pragma once

#include "insights/metric_value.h"
#include "insights/surveys.h"
#include "module/module.h"

namespace towpath::insights {

/// Developer satisfaction, as the last closed survey shows it. Thread-safe.
class SurveySource final : public MetricSource {
 public:
  SurveySource(const Kernel& kernel, Surveys& surveys) : kernel_(kernel), surveys_(surveys) {}
  std::vector<std::string> keys() const override { return {"developer-satisfaction"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;

 private:
  const Kernel& kernel_;
  Surveys& surveys_;
};

}  // namespace towpath::insights
