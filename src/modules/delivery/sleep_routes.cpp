#include "sleep_routes.h"

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
constexpr std::size_t longest_reason = 500;

json::object to_json(const Sleeper& s) {
  return {{"component", s.component},
          {"project", s.project_id},
          {"environment", s.environment},
          {"state", s.state},
          {"since", to_rfc3339(s.since)},
          {"reason", s.reason},
          {"deployment", s.deployment_id.empty() ? json::value(nullptr) : json::value(s.deployment_id)},
          {"retryAt", towpath::json::time_or_null(s.retry_at)}};
}

using Deed = Result<std::vector<SleepRun>> (Delivery::*)(const auth::Principal&, const std::string&, const std::string&,
                                                         const std::string&);

Result<http::Response> begin(Delivery& delivery, Deed deed, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
  const std::string reason = body.optional_string("reason").value_or("");
  if (reason.size() > longest_reason) body.problem("reason", "must be at most 500 bytes");
  CHECK_OK(body.finish());
  TRY(const auto runs, (delivery.*deed)(request.principal, std::string(request.param("project")),
                                        std::string(request.param("name")), reason));
  json::array items;
  for (const SleepRun& each : runs) items.push_back(json::object{{"component", each.component}, {"run", each.run_id}});
  return http::json_response(202, json::serialize(json::object{{"items", std::move(items)}}));
}

}  // namespace

void add_sleep_routes(http::Router& router, Delivery& delivery) {
  router.add({.method = "GET",
              .pattern = "/api/v1/sleepers",
              .permission = "environment.read",
              .handler = [&delivery](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const std::string project = query.text("project");
                CHECK_OK(query.finish());
                TRY(const auto all, delivery.sleepers(request.principal, project));
                json::array items;
                for (const Sleeper& each : all) items.push_back(to_json(each));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/environments/{project}/{name}/sleeps",
              .permission = "environment.sleep",
              .handler = [&delivery](const http::Request& request) {
                return begin(delivery, &Delivery::put_to_sleep, request);
              }});
  router.add(
      {.method = "POST",
       .pattern = "/api/v1/environments/{project}/{name}/wakings",
       .permission = "environment.wake",
       .handler = [&delivery](const http::Request& request) { return begin(delivery, &Delivery::wake, request); }});
}

}  // namespace towpath::delivery
