#include "scale_routes.h"

#include <boost/json.hpp>

#include "delivery_json.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

Result<http::Response> scale(ScaleService& scales, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  ScaleService::Request wanted;
  wanted.order.component = body.required_string("component");
  wanted.order.environment = body.required_string("environment");
  wanted.order.instances = body.required_integer("instances");
  wanted.order.reason = body.optional_string("reason").value_or("");
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  wanted.override_freeze = body.optional_string("overrideFreeze").value_or("");
  wanted.override_reason = body.optional_string("override").value_or("");
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (plan) {
    TRY(const auto actions, scales.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, scales.start(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

}  // namespace

void add_scale_routes(http::Router& router, ScaleService& scales) {
  router.add({.method = "POST",
              .pattern = "/api/v1/scales",
              .permission = "deployment.scale",
              .handler = [&scales](const http::Request& request) { return scale(scales, request); }});
}

}  // namespace towpath::delivery
