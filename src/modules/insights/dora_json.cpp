#include "dora_json.h"

#include "insights/metric.h"
#include "json/nullable.h"

namespace towpath::insights {

boost::json::object value_of(const Metric& metric) {
  return {{"value", json::number_or_null(metric.value)},
          {"unit", metric.unit},
          {"n", metric.n},
          {"reason", json::text_or_null(metric.reason)},
          {"reasonText", json::text_or_null(reason_text(metric.reason))},
          {"warning", metric.rests_on_few() ? boost::json::value("too_few") : boost::json::value(nullptr)},
          {"p75", json::number_or_null(metric.p75)},
          {"p90", json::number_or_null(metric.p90)}};
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

boost::json::array values_of(const std::vector<DoraDay>& days) {
  boost::json::array out;
  for (const DoraDay& day : days)
    out.push_back(boost::json::object{{"date", day.date},
                                      {"deployments", day.deployments},
                                      {"attemptsFailed", day.attempts_failed},
                                      {"failures", day.failures},
                                      {"rework", day.rework},
                                      {"leadTimeHours", json::number_or_null(day.lead_time)},
                                      {"recoveryHours", json::number_or_null(day.recovery_time)}});
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
          {"failedAt", json::time_or_null(delivery.failed_at)},
          {"recoveredAt", json::time_or_null(delivery.recovered_at)},
          {"commits", delivery.lead_times.size()},
          {"leadTimeHours", json::number_or_null(quantile(delivery.lead_times, 0.5))}};
}

}  // namespace towpath::insights
