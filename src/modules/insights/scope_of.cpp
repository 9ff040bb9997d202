#include "scope_of.h"

#include "insights/metric.h"

namespace towpath::insights {

FactScope scope_of(const Kernel& kernel, const MetricQuestion& question) {
  const auth::Decision decision = kernel.authorizer.decide(question.principal, "metric.read");
  return {question.component, question.owner, auth::to_sql(decision, "owner_ref", "env_type"),
          auth::to_sql(decision, "owner_ref"), decision.effect == auth::Effect::allow};
}

SuppliedMetric no_value_of(std::string_view key, std::string_view reason) {
  SuppliedMetric out;
  out.measured.metric.unit = find_metric(key)->unit;
  out.measured.metric.reason = reason;
  return out;
}

}  // namespace towpath::insights
