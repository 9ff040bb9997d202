#pragma once

#include "assumptions.h"
#include "insights/metric_value.h"

namespace towpath::insights {

/// Hours saved: what succeeded by itself times what it would have taken by hand, as a range.
class ToilSource final : public MetricSource {
 public:
  ToilSource(const Kernel& kernel, const Assumptions& assumptions) : kernel_(kernel), assumptions_(assumptions) {}
  std::vector<std::string> keys() const override { return {"hours-saved"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;

 private:
  const Kernel& kernel_;
  const Assumptions& assumptions_;
};

}  // namespace towpath::insights
