#include "dora_json.h"

namespace towpath::insights {

boost::json::object value_of(const Metric& metric) {
  const auto optional = [](const std::optional<double>& number) {
    return number ? boost::json::value(*number) : boost::json::value(nullptr);
  };
  return {{"value", optional(metric.value)},
          {"unit", metric.unit},
          {"n", metric.n},
          {"reason", metric.reason.empty() ? boost::json::value(nullptr) : boost::json::value(metric.reason)},
          {"warning", metric.rests_on_few() ? boost::json::value("too_few") : boost::json::value(nullptr)},
          {"p75", optional(metric.p75)},
          {"p90", optional(metric.p90)}};
}

boost::json::array values_of(const std::vector<OpenFailure>& failures) {
  boost::json::array out;
  for (const OpenFailure& failure : failures)
    out.push_back(boost::json::object{{"deployment", failure.deployment},
                                      {"component", failure.component},
                                      {"environment", failure.environment},
                                      {"since", to_rfc3339(failure.since)}});
  return out;
}

boost::json::value value_of(const std::optional<UtcTime>& time) {
  if (!time) return nullptr;
  return boost::json::value(to_rfc3339(*time));
}

boost::json::value value_of(const std::optional<double>& number) {
  if (!number) return nullptr;
  return boost::json::value(*number);
}

boost::json::array values_of(const std::vector<DoraDay>& days) {
  boost::json::array out;
  for (const DoraDay& day : days)
    out.push_back(boost::json::object{{"date", day.date},
                                      {"deployments", day.deployments},
                                      {"attemptsFailed", day.attempts_failed},
                                      {"failures", day.failures},
                                      {"rework", day.rework},
                                      {"leadTimeHours", value_of(day.lead_time)},
                                      {"recoveryHours", value_of(day.recovery_time)}});
  return out;
}

boost::json::object value_of(const JudgedDelivery& delivery) {
  return {{"deployment", delivery.id},
          {"component", delivery.component},
          {"environment", delivery.environment},
          {"commit", delivery.commit},
          {"finishedAt", to_rfc3339(delivery.finished_at)},
          {"succeeded", delivery.succeeded},
          {"failed", delivery.failed},
          {"rework", delivery.is_rework},
          {"failedAt", value_of(delivery.failed_at)},
          {"recoveredAt", value_of(delivery.recovered_at)},
          {"commits", delivery.lead_times.size()},
          {"leadTimeHours", value_of(quantile(delivery.lead_times, 0.5))}};
}

}  // namespace towpath::insights
