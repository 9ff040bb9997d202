#pragma once

#include <string>
#include <vector>

#include "insights/metric_value.h"
#include "module/module.h"

namespace towpath::insights {

/// A result of asking customers somewhere else: of at least five answers, so that it is nobody's own.
struct CustomerRating {
  std::string id, product, owner_ref;
  std::string day;   ///< "2026-11-29"
  double score = 0;  ///< 0 to 100.
  std::int64_t answers = 0;
  std::string source;  ///< Where it was asked.
};
constexpr std::int64_t fewest_answers = 5;

/// Imported results, and the metric of them. Right: rating.create. Thread-safe.
class CustomerRatings final : public MetricSource {
 public:
  explicit CustomerRatings(const Kernel& kernel) : kernel_(kernel) {}

  /// Errors: auth.forbidden.
  Result<CustomerRating> import(const auth::Principal& principal, CustomerRating rating);

  std::vector<std::string> keys() const override { return {"customer-satisfaction"}; }
  SuppliedMetric measure(const std::string& key, const MetricQuestion& question) override;

 private:
  const Kernel& kernel_;
};

/// Errors: insights.invalid_rating.
Result<CustomerRating> rating_from(std::string_view body);

}  // namespace towpath::insights
