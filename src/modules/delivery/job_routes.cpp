#include "job_routes.h"

#include <boost/json.hpp>

#include "delivery_json.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

Result<http::Response> run_job(JobService& jobs, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  JobService::Request wanted;
  wanted.order.component = body.required_string("component");
  wanted.order.environment = body.required_string("environment");
  wanted.order.command = body.required_strings("command");
  if (const auto limit = body.optional_integer("timeLimitSeconds"))
    wanted.order.time_limit = std::chrono::seconds(*limit);
  wanted.order.reason = body.optional_string("reason").value_or("");
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  wanted.override_freeze = body.optional_string("overrideFreeze").value_or("");
  wanted.override_reason = body.optional_string("override").value_or("");
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (plan) {
    TRY(const auto actions, jobs.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, jobs.start(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

}  // namespace

void add_job_routes(http::Router& router, JobService& jobs) {
  router.add({.method = "POST",
              .pattern = "/api/v1/jobs",
              .permission = "job.run",
              .handler = [&jobs](const http::Request& request) { return run_job(jobs, request); }});
}

}  // namespace towpath::delivery
