#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "baseline_pool.h"
#include "baseline_service.h"
#include "metric_reader.h"
#include "module/module.h"
#include "target_store.h"

namespace towpath::insights {

/// Whose metrics of the last so many days, the present one included.
struct MetricRequest {
  std::string component, owner;
  int days = 90;
};

/// A metric of a time, beside the time before it and what is wanted.
struct MetricAnswer {
  const MetricDefinition* definition = nullptr;
  MeasuredMetric now, before;
  std::optional<MetricTarget> target;
};

/// More of one metric.
struct MetricDetail {
  MetricAnswer answer;
  std::vector<MetricPoint> series;
  std::vector<MetricPart> parts;
  /// What imported histories say of the time before; for the metrics a history has.
  std::optional<PooledBaseline> baseline;
  std::vector<OpenFailure> open_failures;  ///< For recovery time.
};

/// Metrics, and the targets for them. Rights: metric.read, target.update, target.delete. Thread-safe.
class MetricService {
 public:
  MetricService(const Kernel& kernel, BaselineService& baselines, std::vector<MetricSource*> sources);

  MetricWindow window(const auth::Principal& principal, const MetricRequest& request) const;
  /// The five of a time, judged.
  Dora dora(const auth::Principal& principal, const MetricRequest& request);
  std::vector<MetricAnswer> list(const auth::Principal& principal, const MetricRequest& request);
  /// Errors: insights.metric_not_found.
  Result<MetricDetail> get(const auth::Principal& principal, const std::string& key, const MetricRequest& request);
  /// Newest first. Errors: insights.metric_not_found.
  Result<MetricRows> rows(const auth::Principal& principal, const std::string& key, const MetricRequest& request,
                          const std::string& after, std::size_t limit);

  /// Replaces what there is for its metric and scope. Errors: insights.metric_not_found, auth.forbidden.
  Result<MetricTarget> set_target(const auth::Principal& principal, MetricTarget target);
  /// Errors: insights.metric_not_found, insights.target_not_found, auth.forbidden.
  Status remove_target(const auth::Principal& principal, const std::string& key, const MetricRequest& request);

 private:
  MetricSource* source_of(std::string_view key) const;
  MetricAnswer answer(MetricReader& now, MetricReader& before, const MetricDefinition& metric) const;
  void supply(const auth::Principal& principal, const MetricWindow& window, std::vector<MetricAnswer>& answers) const;

  const Kernel& kernel_;
  BaselineService& baselines_;
  std::map<std::string, MetricSource*, std::less<>> sources_;
  TargetStore targets_;
  DoraCache judged_;
};

}  // namespace towpath::insights
