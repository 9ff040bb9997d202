#include "runtime_routes.h"

#include <boost/json.hpp>

#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::object to_json(const RuntimeRule& rule) {
  return {{"environmentType", rule.env_type},
          {"runtime", rule.runtime},
          {"changedBy", rule.changed_by},
          {"changedAt", towpath::json::time_or_null(rule.changed_at)}};
}

json::object to_json(const RuntimeReport& report) {
  json::array findings;
  for (const auto& [name, value] : report.findings) findings.push_back(json::object{{"name", name}, {"value", value}});
  return {{"name", report.name},
          {"available", report.is_available},
          {"reason", report.reason},
          {"advice", report.hint},
          {"findings", std::move(findings)}};
}

}  // namespace

void add_runtime_routes(http::Router& router, RuntimeRules& rules) {
  router.add({.method = "GET",
              .pattern = "/api/v1/runtimes",
              .permission = "runtime_rule.read",
              .handler = [&rules](const http::Request& request) -> Result<http::Response> {
                TRY(const auto reports, rules.runtimes(request.principal));
                json::array items;
                for (const RuntimeReport& report : reports) items.push_back(to_json(report));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/runtime-rules",
              .permission = "runtime_rule.read",
              .handler = [&rules](const http::Request& request) -> Result<http::Response> {
                TRY(const auto all, rules.rules(request.principal));
                json::array items;
                for (const RuntimeRule& rule : all) items.push_back(to_json(rule));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
  router.add({.method = "PUT",
              .pattern = "/api/v1/runtime-rules/{type}",
              .permission = "runtime_rule.update",
              .handler = [&rules](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                RuntimeRule rule;
                rule.env_type = request.param("type");
                rule.runtime = body.required_string("runtime");
                CHECK_OK(body.finish());
                TRY(const RuntimeRule stored, rules.set_rule(request.principal, std::move(rule)));
                return http::json_response(200, json::serialize(to_json(stored)));
              }});
}

}  // namespace towpath::delivery
