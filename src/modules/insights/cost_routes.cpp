#include "cost_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "cost/focus.h"
#include "cost/usage_store.h"
#include "http/query_reader.h"
#include "metric_routes.h"
#include "scope_of.h"

namespace towpath::insights {
namespace {

http::Response answer(int status, const boost::json::object& value) {
  return http::json_response(status, boost::json::serialize(value));
}

Result<http::Response> focus(const Kernel& kernel, const Assumptions& assumptions, const http::Request& request) {
  http::QueryReader query(request);
  const MetricRequest asked = metric_request(query);
  CHECK_OK(query.finish());
  const UtcTime to = std::chrono::floor<std::chrono::days>(kernel.clock.now()) + std::chrono::days(1);
  const MetricQuestion question{request.principal, asked.component, asked.owner, to - std::chrono::days(asked.days),
                                to};
  const auto days = kernel.db.read([&](db::Tx& tx) {
    return cost::UsageStore().by_day(tx, scope_of(kernel, question), question.from, question.to);
  });
  http::Response out;
  out.status = 200;
  out.body = cost::focus_csv(days, assumptions.prices());
  out.headers.set("Content-Type", "text/csv; charset=utf-8");
  out.headers.set("Content-Disposition",
                  fmt::format("attachment; filename=\"focus-{}.csv\"", to_rfc3339(to).substr(0, 10)));
  return out;
}

}  // namespace

void add_cost_routes(http::Router& router, const Kernel& kernel, Assumptions& assumptions, CustomerRatings& ratings) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, auto handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/prices", "metric.read", [&](const http::Request& request) -> Result<http::Response> {
    CHECK_OK(http::QueryReader(request).finish());
    return answer(200, value_of(assumptions.prices()));
  });
  add("PUT", "/api/v1/prices", "assumption.update", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const PriceBook asked, prices_from(request.body));
    TRY(const PriceBook set, assumptions.set_prices(request.principal, asked));
    return answer(200, value_of(set));
  });
  add("GET", "/api/v1/manual-work", "metric.read", [&](const http::Request& request) -> Result<http::Response> {
    CHECK_OK(http::QueryReader(request).finish());
    return answer(200, value_of(assumptions.manual_work()));
  });
  add("PUT", "/api/v1/manual-work", "assumption.update", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const std::vector<ManualWork> asked, manual_work_from(request.body));
    TRY(const std::vector<ManualWork> set, assumptions.set_manual_work(request.principal, asked));
    return answer(200, value_of(set));
  });
  add("GET", "/api/v1/costs/focus", "metric.read",
      [&](const http::Request& request) { return focus(kernel, assumptions, request); });
  add("POST", "/api/v1/customer-ratings", "rating.create", [&](const http::Request& request) -> Result<http::Response> {
    TRY(CustomerRating asked, rating_from(request.body));
    TRY(const CustomerRating stored, ratings.import(request.principal, std::move(asked)));
    return answer(201, {{"id", stored.id},
                        {"product", stored.product},
                        {"day", stored.day},
                        {"score", stored.score},
                        {"answers", stored.answers},
                        {"source", stored.source}});
  });
}

}  // namespace towpath::insights
