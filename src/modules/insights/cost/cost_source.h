#pragma once

#include "assumptions.h"
#include "cost/usage_store.h"
#include "insights/metric_value.h"

namespace towpath::insights::cost {

/// Cost of workloads, cost per deployment and the idle share, from what was metered and the price book.
class CostSource final : public MetricSource {
 public:
  CostSource(const Kernel& kernel, const Assumptions& assumptions) : kernel_(kernel), assumptions_(assumptions) {}
  std::vector<std::string> keys() const override { return {"cost", "cost-per-deployment", "idle-share"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;
  std::map<std::string, SuppliedMetric> measure_all(const MetricQuestion& question) override;

 private:
  SuppliedMetric cost(const MetricQuestion& question, const PriceBook& prices);
  SuppliedMetric per_deployment(const MetricQuestion& question, const SuppliedMetric& whole);
  SuppliedMetric idle(const MetricQuestion& question, const PriceBook& prices, const SuppliedMetric& whole);

  const Kernel& kernel_;
  const Assumptions& assumptions_;
  UsageStore usage_;
};

}  // namespace towpath::insights::cost
