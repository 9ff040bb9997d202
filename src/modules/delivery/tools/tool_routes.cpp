#include "tool_routes.h"

#include <boost/json.hpp>

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::object to_json(const ToolReport& report) {
  return {{"name", report.name},
          {"purpose", report.purpose},
          {"drivers", json::value_from(report.drivers)},
          {"available", report.is_available},
          {"file", report.file},
          {"version", report.version},
          {"reason", report.reason},
          {"advice", report.advice}};
}

}  // namespace

void add_tool_routes(http::Router& router, Tools& tools) {
  router.add({.method = "GET",
              .pattern = "/api/v1/tools",
              .permission = "tool.read",
              .handler = [&tools](const http::Request& request) -> Result<http::Response> {
                TRY(const auto reports, tools.tools(request.principal));
                json::array items;
                for (const ToolReport& report : reports) items.push_back(to_json(report));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
}

}  // namespace towpath::delivery
