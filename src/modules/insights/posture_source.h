#pragma once

#include "insights/metric_value.h"
#include "insights/posture.h"
#include "module/module.h"

namespace towpath::insights {

/// How services stand: at the standard, how long checks have failed, what is waived. Of the present only. Thread-safe.
class PostureSource final : public MetricSource {
 public:
  PostureSource(const Kernel& kernel, Posture& posture) : kernel_(kernel), posture_(posture) {}
  std::vector<std::string> keys() const override { return {"standards-met", "failing-check-age", "open-waivers"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;

 private:
  SuppliedMetric standards_met(const PostureScope& scope);
  SuppliedMetric failing_age(const PostureScope& scope);
  SuppliedMetric open_waivers(const PostureScope& scope);

  const Kernel& kernel_;
  Posture& posture_;
};

}  // namespace towpath::insights
