#pragma once

#include "insights/metric_value.h"
#include "load_store.h"
#include "module/module.h"

namespace towpath::insights {

/// Cognitive load as far as files and keys show it: counted at each push to a default branch. Thread-safe.
class LoadSource final : public MetricSource {
 public:
  LoadSource(const Kernel& kernel, ServiceFiles& files) : kernel_(kernel), files_(files) {}

  /// Follows pushes from now on.
  void start();
  void stop() { pushes_.reset(); }

  std::vector<std::string> keys() const override { return {"platform-files-per-service", "platform-keys-per-service"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;
  std::map<std::string, SuppliedMetric> measure_all(const MetricQuestion& question) override;

 private:
  std::vector<ServiceLoad> loads(const MetricQuestion& question);
  bool follow(const events::SealedEvent& event);

  const Kernel& kernel_;
  ServiceFiles& files_;
  db::Subscription pushes_;
};

}  // namespace towpath::insights
