#include "insights/module.h"

#include <fmt/core.h>

#include <boost/json.hpp>
#include <charconv>
#include <mutex>
#include <optional>

#include "baseline_routes.h"
#include "cost/cost_source.h"
#include "cost/metering.h"
#include "cost_routes.h"
#include "delivery_projection.h"
#include "dora_json.h"
#include "fact_projection.h"
#include "http/query_reader.h"
#include "load_source.h"
#include "metric_routes.h"
#include "posture_source.h"
#include "report/report_routes.h"
#include "survey_source.h"
#include "toil_source.h"

namespace towpath::insights {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::minutes metered_every{5}, outcomes_kept{1};

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

class Impl final : public InsightsModule {
 public:
  Impl(Kernel kernel, InsightPorts ports)
      : kernel_(std::move(kernel)), metrics_(kernel_, baselines_, sources_of(ports)) {
    if (ports.meter) metering_.emplace(kernel_, *ports.meter);
    kernel_.events.add_projection(projection_);
    kernel_.events.add_projection(fact_projection_);
  }
  std::string_view name() const override { return "insights"; }
  std::vector<db::Migration> migrations() const override { return insights::migrations(); }

  void start() override {
    if (metering_) kernel_.jobs.every(metered_every, "metering", [this](std::stop_token) { metering_->look(); });
    if (load_) load_->start();
  }
  void stop() override {
    if (load_) load_->stop();
  }

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
    add_metric_routes(router, metrics_);
    report::add_report_routes(router, reports_);
    add_cost_routes(router, kernel_, assumptions_, ratings_);
  }

  std::vector<OutcomeNumber> outcomes() override {
    const std::lock_guard lock(outcomes_mutex_);
    const UtcTime now = kernel_.clock.now();
    if (outcomes_at_ && now - *outcomes_at_ < outcomes_kept) return outcomes_;
    outcomes_.clear();
    for (const MetricAnswer& answer : metrics_.list(auth::system_principal(), {"", "", 30}))
      if (const auto& value = answer.now.metric.value)
        outcomes_.push_back(
            {std::string(answer.definition->key), std::string(answer.definition->unit), *value, answer.now.metric.n});
    outcomes_at_ = now;
    return outcomes_;
  }

 private:
  std::vector<MetricSource*> sources_of(const InsightPorts& ports) {
    if (ports.files) load_.emplace(kernel_, *ports.files);
    if (ports.posture) posture_.emplace(kernel_, *ports.posture);
    if (ports.surveys) surveys_.emplace(kernel_, *ports.surveys);
    std::vector<MetricSource*> out = ports.sources;
    out.insert(out.end(), {&toil_, &costs_, &ratings_});
    if (load_) out.push_back(&*load_);
    if (posture_) out.push_back(&*posture_);
    if (surveys_) out.push_back(&*surveys_);
    return out;
  }

  struct Window {
    std::string component, owner;
    int days = 90;
    UtcTime from, to;
  };
  Result<Window> window(http::QueryReader& query) const {
    Window out;
    out.component = query.text("component");
    out.owner = query.text("owner");
    if (!out.owner.empty() && !out.owner.starts_with("group:"))
      query.problem("owner", "must be a group: there are no metrics about a person");
    TRY(out.days, days_asked_for(query.optional_text("days")));
    out.to = kernel_.clock.now();
    out.from = out.to - std::chrono::hours(24 * out.days);
    return out;
  }

  Result<Dora> computed(const auth::Principal& principal, const Window& window) {
    const auth::SqlCondition visible =
        auth::to_sql(kernel_.authorizer.decide(principal, "metric.read"), "owner_ref", "env_type");
    const UtcTime since = window.from - lookback;
    std::vector<Incident> incidents;
    TRY(auto deliveries, kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Delivery>> {
      incidents = incidents_.list(tx, window.component, window.owner, since, window.to, visible);
      return deliveries_.list(tx, window.component, window.owner, since, window.to, visible);
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
  FactStore facts_;
  AdoptionStore adoption_;
  FactProjection fact_projection_{facts_, adoption_};
  Assumptions assumptions_{kernel_};
  CustomerRatings ratings_{kernel_};
  ToilSource toil_{kernel_, assumptions_};
  cost::CostSource costs_{kernel_, assumptions_};
  std::optional<cost::Metering> metering_;
  std::optional<LoadSource> load_;
  std::optional<PostureSource> posture_;
  std::optional<SurveySource> surveys_;
  MetricService metrics_;
  report::ReportService reports_{metrics_, baselines_};
  std::mutex outcomes_mutex_;  // guards outcomes_, outcomes_at_
  std::vector<OutcomeNumber> outcomes_;
  std::optional<UtcTime> outcomes_at_;
};

}  // namespace

std::unique_ptr<InsightsModule> make_module(Kernel kernel, InsightPorts ports) {
  return std::make_unique<Impl>(std::move(kernel), std::move(ports));
}

}  // namespace towpath::insights
