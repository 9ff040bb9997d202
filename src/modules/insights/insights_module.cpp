#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "delivery_store.h"
#include "insights/module.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

/// Keeps a row for each finished production deployment.
class DeliveryProjection final : public events::Projection {
 public:
  explicit DeliveryProjection(const DeliveryStore& store) : store_(store) {}
  std::string name() const override { return "insights.deliveries"; }
  int version() const override { return 1; }
  std::vector<std::string> types() const override {
    return {"delivery.deployment.succeeded", "delivery.deployment.failed"};
  }
  void clear(db::Tx& tx) override { store_.clear(tx); }

  void apply(db::Tx& tx, const events::SealedEvent& event) override {
    if (event.env_type != "production") return;
    const boost::json::value payload = boost::json::parse(event.payload);
    const auto text = [&](std::string_view key) {
      const auto* value = payload.as_object().if_contains(key);
      return value && value->is_string() ? std::string(value->as_string()) : std::string();
    };
    const std::string mode = text("mode");
    if (mode == "stop" || mode == "restart") return;  // no change was delivered
    DeliveryRow row;
    row.delivery.id = text("deployment");
    row.delivery.component = text("component");
    row.delivery.environment = text("environment");
    row.delivery.release = text("release");
    row.delivery.commit = text("commit");
    row.delivery.succeeded = event.type == "delivery.deployment.succeeded";
    row.delivery.is_hotfix = text("branch").starts_with("hotfix/");
    row.delivery.has_base = !text("base").empty();
    row.delivery.finished_at = event.at;
    if (const auto* commits = payload.as_object().if_contains("commits"))
      for (const auto& commit : commits->as_array())
        if (const auto time = parse_rfc3339(std::string_view(commit.at("authoredAt").as_string())); time.has_value())
          row.delivery.authored_at.push_back(*time);
    row.owner_ref = event.owner_ref;
    row.project_id = event.project_id;
    row.env_type = event.env_type;
    row.mode = mode;
    store_.insert(tx, row);
  }

 private:
  const DeliveryStore& store_;
};

boost::json::object value_of(const Metric& metric) {
  const auto optional = [](const std::optional<double>& number) {
    return number ? boost::json::value(*number) : boost::json::value(nullptr);
  };
  return {{"value", optional(metric.value)},
          {"unit", metric.unit},
          {"n", metric.n},
          {"reason", metric.reason.empty() ? boost::json::value(nullptr) : boost::json::value(metric.reason)},
          {"p75", optional(metric.p75)},
          {"p90", optional(metric.p90)}};
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
    constexpr int longest_days = 3650;
    int days = 90;
    if (const auto text = request.query_value("days")) {
      const auto read = std::from_chars(text->data(), text->data() + text->size(), days);
      if (read.ec != std::errc() || days < 1 || days > longest_days)
        return invalid_input("insights.invalid_window", fmt::format("'{}' is not a number of days.", *text))
            .with_field("/days", fmt::format("must be 1 to {}", longest_days));
    }
    const auth::SqlCondition visible =
        auth::to_sql(kernel_.authorizer.decide(request.principal, "metric.read"), "owner_ref", "env_type");
    const UtcTime to = kernel_.clock.now();
    TRY(auto deliveries, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Delivery>> {
      return store_.list(tx, request.query_value("component").value_or(""), to, visible);
    }));
    // Rollbacks are recorded here, so there always is one source of failures.
    const Dora result = compute_dora(std::move(deliveries), {}, to - std::chrono::hours(24 * days), to, true);
    return http::json_response(
        200, boost::json::serialize(boost::json::object{
                 {"definitionVersion", 1},
                 {"days", days},
                 {"metrics", boost::json::object{{"deploymentFrequency", value_of(result.deployment_frequency)},
                                                 {"leadTime", value_of(result.lead_time)},
                                                 {"changeFailureRate", value_of(result.change_failure_rate)},
                                                 {"failedDeploymentRecoveryTime", value_of(result.recovery_time)},
                                                 {"reworkRate", value_of(result.rework_rate)},
                                                 {"attemptSuccessRate", value_of(result.attempt_success_rate)}}}}));
  }

  Kernel kernel_;
  DeliveryStore store_;
  DeliveryProjection projection_{store_};
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::insights
