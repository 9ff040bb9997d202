#include "metric_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "day.h"
#include "http/query_reader.h"
#include "json/object_reader.h"
#include "metric_json.h"

namespace towpath::insights {
namespace {

constexpr std::size_t longest_decision = 2000;
constexpr std::int64_t longest_days = 3650;

http::Response answer(boost::json::object value) { return http::json_response(200, boost::json::serialize(value)); }

/// A number that may be written with or without a fraction.
double number_of(json::ObjectReader& body, std::string_view key) {
  const boost::json::value* value = body.optional_value(key);
  if (value && value->is_number()) return value->to_number<double>();
  body.problem(key, value ? "must be a number" : "is required");
  return 0;
}

Result<MetricTarget> target_from(const http::Request& request, const MetricRequest& scope) {
  TRY(auto body, json::ObjectReader::parse(request.body));
  MetricTarget out;
  out.metric = std::string(request.param("key"));
  out.component = scope.component;
  out.owner_ref = scope.owner;
  out.value = number_of(body, "value");
  out.due_on = body.optional_string("due").value_or("");
  if (!out.due_on.empty() && !midnight_of(out.due_on)) body.problem("due", "must be a day, for example 2027-03-31");
  out.responsible = body.required_string("responsible");
  if (!out.responsible.empty() && !out.responsible.starts_with("group:"))
    body.problem("responsible", "must be a group, for example group:default/platform");
  out.decision = body.optional_string("decision").value_or("");
  if (out.decision.size() > longest_decision)
    body.problem("decision", fmt::format("must have at most {} bytes", longest_decision));
  CHECK_OK(body.finish("insights.invalid_target"));
  return out;
}

}  // namespace

MetricRequest metric_request(http::QueryReader& query) {
  MetricRequest out;
  out.component = query.text("component");
  out.owner = query.text("owner");
  if (!out.component.empty() && !out.owner.empty())
    query.problem("owner", "cannot be asked together with component: a metric is of one or the other");
  if (!out.owner.empty() && !out.owner.starts_with("group:"))
    query.problem("owner", "must be a group: there are no metrics about a person");
  out.days = static_cast<int>(query.integer("days", 1, longest_days).value_or(out.days));
  return out;
}

void add_metric_routes(http::Router& router, MetricService& metrics) {
  router.add({.method = "GET",
              .pattern = "/api/v1/metrics",
              .permission = "metric.read",
              .handler = [&metrics](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest asked = metric_request(query);
                CHECK_OK(query.finish());
                boost::json::array items;
                for (const MetricAnswer& each : metrics.list(request.principal, asked)) items.push_back(value_of(each));
                const std::size_t total = items.size();
                return answer({{"items", std::move(items)}, {"next", nullptr}, {"total", total}, {"days", asked.days}});
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/metrics/{key:slug}",
              .permission = "metric.read",
              .handler = [&metrics](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest asked = metric_request(query);
                const std::string edition = query.text("edition");
                const BenchmarkEdition* against = find_edition(edition.empty() ? default_edition : edition);
                if (!against) query.problem("edition", "is none of GET /api/v1/benchmarks");
                CHECK_OK(query.finish());
                TRY(const MetricDetail detail,
                    metrics.get(request.principal, std::string(request.param("key")), asked));
                boost::json::object out = value_of(detail, *against);
                out["days"] = asked.days;
                return answer(std::move(out));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/metrics/{key:slug}/rows",
              .permission = "metric.read",
              .handler = [&metrics](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest asked = metric_request(query);
                const std::string after = query.text("after");
                const std::size_t limit = query.limit();
                CHECK_OK(query.finish());
                TRY(const MetricRows page,
                    metrics.rows(request.principal, std::string(request.param("key")), asked, after, limit));
                boost::json::array items;
                for (const MetricRow& row : page.items) items.push_back(value_of(row));
                return answer(
                    {{"items", std::move(items)},
                     {"next", page.next.empty() ? boost::json::value(nullptr) : boost::json::value(page.next)}});
              }});
  router.add({.method = "PUT",
              .pattern = "/api/v1/metrics/{key:slug}/target",
              .permission = "target.update",
              .handler = [&metrics](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest scope = metric_request(query);
                CHECK_OK(query.finish());
                TRY(MetricTarget target, target_from(request, scope));
                TRY(const MetricTarget stored, metrics.set_target(request.principal, std::move(target)));
                return answer(value_of(stored));
              }});
  router.add({.method = "DELETE",
              .pattern = "/api/v1/metrics/{key:slug}/target",
              .permission = "target.delete",
              .handler = [&metrics](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const MetricRequest scope = metric_request(query);
                CHECK_OK(query.finish());
                CHECK_OK(metrics.remove_target(request.principal, std::string(request.param("key")), scope));
                return http::no_content();
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/benchmarks",
              .permission = "metric.read",
              .handler = [](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                CHECK_OK(query.finish());
                boost::json::array items;
                for (const BenchmarkEdition& edition : benchmark_editions()) items.push_back(value_of(edition));
                const std::size_t total = items.size();
                return answer({{"items", std::move(items)}, {"next", nullptr}, {"total", total}});
              }});
}

}  // namespace towpath::insights
