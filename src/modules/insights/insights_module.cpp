#include "insights/module.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>

#include "baseline_routes.h"
#include "delivery_projection.h"
#include "dora_json.h"
#include "http/query_reader.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

Result<int> days_asked_for(const std::optional<std::string>& text) {
  constexpr int longest_days = 3650;
  int days = 90;
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
    router.add({.method = "GET",
                .pattern = "/api/v1/dora/deliveries",
                .permission = "metric.read",
                .handler = [this](const http::Request& request) { return delivery_rows(request); }});
    add_baseline_routes(router, baselines_);
  }

 private:
  struct Window {
    std::string component, owner;
    int days = 90;
    UtcTime from, to;
  };
  Result<Window> window(http::QueryReader& query) const {
    Window out;
    out.component = query.text("component");
    out.owner = query.text("owner");
    TRY(out.days, days_asked_for(query.optional_text("days")));
    out.to = kernel_.clock.now();
    out.from = out.to - std::chrono::hours(24 * out.days);
    return out;
  }

  Result<Dora> computed(const auth::Principal& principal, const Window& window) {
    const auth::SqlCondition visible =
        auth::to_sql(kernel_.authorizer.decide(principal, "metric.read"), "owner_ref", "env_type");
    std::vector<Incident> incidents;
    TRY(auto deliveries, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Delivery>> {
      incidents = incidents_.list(tx, window.component, window.owner, window.to, visible);
      return deliveries_.list(tx, window.component, window.owner, window.to, visible);
    }));
    // Rollbacks and failing health checks are recorded here, so there always is a source of failures.
    return compute_dora(std::move(deliveries), incidents, window.from, window.to, true);
  }

  Result<http::Response> dora(const http::Request& request) {
    http::QueryReader query(request);
    TRY(const Window asked, window(query));
    CHECK_OK(query.finish());
    TRY(const Dora result, computed(request.principal, asked));
    return http::json_response(
        200, boost::json::serialize(boost::json::object{
                 {"definitionVersion", 2},
                 {"days", asked.days},
                 {"metrics", boost::json::object{{"deploymentFrequency", value_of(result.deployment_frequency)},
                                                 {"leadTime", value_of(result.lead_time)},
                                                 {"changeFailureRate", value_of(result.change_failure_rate)},
                                                 {"failedDeploymentRecoveryTime", value_of(result.recovery_time)},
                                                 {"reworkRate", value_of(result.rework_rate)},
                                                 {"attemptSuccessRate", value_of(result.attempt_success_rate)}}},
                 {"series", values_of(by_day(result.deliveries, asked.from, asked.to))},
                 {"openFailures", values_of(result.open_failures)}}));
  }

  /// Newest first; the cursor is the id of the last one of a page.
  Result<http::Response> delivery_rows(const http::Request& request) {
    http::QueryReader query(request);
    TRY(const Window asked, window(query));
    const std::string after = query.ulid("after");
    const std::size_t limit = query.limit();
    CHECK_OK(query.finish());
    TRY(const Dora result, computed(request.principal, asked));
    boost::json::array items;
    bool is_past = after.empty();
    std::string next;
    for (auto delivery = result.deliveries.rbegin(); delivery != result.deliveries.rend(); ++delivery) {
      if (is_past && items.size() == limit) {
        next = std::string(items.back().at("deployment").as_string());
        break;
      }
      if (is_past) items.push_back(value_of(*delivery));
      if (delivery->id == after) is_past = true;
    }
    return http::json_response(200, boost::json::serialize(boost::json::object{
                                        {"items", std::move(items)},
                                        {"next", next.empty() ? boost::json::value(nullptr) : boost::json::value(next)},
                                        {"total", result.deliveries.size()}}));
  }

  Kernel kernel_;
  BaselineService baselines_{kernel_};
  DeliveryStore deliveries_;
  IncidentStore incidents_;
  DeliveryProjection projection_{deliveries_, incidents_};
};

}  // namespace

std::unique_ptr<Module> make_module(Kernel kernel) { return std::make_unique<Impl>(std::move(kernel)); }

}  // namespace towpath::insights
