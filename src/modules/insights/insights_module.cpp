#include "insights/module.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "delivery_projection.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

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

Result<int> days_asked_for(const http::Request& request) {
  constexpr int longest_days = 3650;
  int days = 90;
  const auto text = request.query_value("days");
  if (!text) return days;
  const auto read = std::from_chars(text->data(), text->data() + text->size(), days);
  if (read.ec != std::errc() || read.ptr != text->data() + text->size() || days < 1 || days > longest_days)
    return invalid_input("insights.invalid_window", fmt::format("'{}' is not a number of days.", *text))
        .with_field("/days", fmt::format("must be 1 to {}", longest_days));
  return days;
}

class Impl final : public Module {
 public:
  explicit Impl(Kernel kernel) : kernel_(std::move(kernel)) { kernel_.events.add_projection(projection_); }
  std::string_view name() const override { return "insights"; }
  std::vector<db::Migration> migrations() const override { return insights::migrations(); }

  void routes(http::Router& router) override {
    router.add({.method = "GET",
                .pattern = "/api/v1/dora",
                .permission = "metric.read",
                .handler = [this](const http::Request& request) { return dora(request); }});
  }

 private:
  Result<http::Response> dora(const http::Request& request) {
    TRY(const int days, days_asked_for(request));
    const auth::SqlCondition visible =
        auth::to_sql(kernel_.authorizer.decide(request.principal, "metric.read"), "owner_ref", "env_type");
    const std::string component = request.query_value("component").value_or("");
    const UtcTime to = kernel_.clock.now();
    std::vector<Incident> incidents;
    TRY(auto deliveries, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Delivery>> {
      incidents = incidents_.list(tx, component, to, visible);
      return deliveries_.list(tx, component, to, visible);
    }));
    // Rollbacks and failing health checks are recorded here, so there always is a source of failures.
    const Dora result = compute_dora(std::move(deliveries), incidents, to - std::chrono::hours(24 * days), to, true);
    return http::json_response(
        200, boost::json::serialize(boost::json::object{
                 {"definitionVersion", 2},
                 {"days", days},
                 {"metrics", boost::json::object{{"deploymentFrequency", value_of(result.deployment_frequency)},
                                                 {"leadTime", value_of(result.lead_time)},
                                                 {"changeFailureRate", value_of(result.change_failure_rate)},
                                                 {"failedDeploymentRecoveryTime", value_of(result.recovery_time)},
                                                 {"reworkRate", value_of(result.rework_rate)},
                                                 {"attemptSuccessRate", value_of(result.attempt_success_rate)}}},
                 {"openFailures", values_of(result.open_failures)}}));
  }

  Kernel kernel_;
  DeliveryStore deliveries_;
  IncidentStore incidents_;
  DeliveryProjection projection_{deliveries_, incidents_};
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::insights
