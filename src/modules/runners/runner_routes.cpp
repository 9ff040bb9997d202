#include "runner_routes.h"

#include <boost/json.hpp>

#include "http/query_reader.h"
#include "json/object_reader.h"

namespace towpath::runners {
namespace {

boost::json::object body_of(const RunnerView& view) {
  const Runner& r = view.runner;
  return {{"id", r.id},
          {"name", r.name},
          {"labels", boost::json::array(r.labels.begin(), r.labels.end())},
          {"version", r.version},
          {"state", view.state},
          {"jobs", view.jobs},
          {"createdBy", r.created_by},
          {"createdAt", to_rfc3339(r.created_at)},
          {"seenAt", r.seen_at ? boost::json::value(to_rfc3339(*r.seen_at)) : boost::json::value(nullptr)}};
}

Result<http::Response> listed(RunnerService& service, const http::Request& request) {
  http::QueryReader query(request);
  CHECK_OK(query.finish());
  TRY(const auto runners, service.list(request.principal));
  boost::json::array items;
  for (const RunnerView& view : runners) items.push_back(body_of(view));
  return http::json_response(
      200, boost::json::serialize(boost::json::object{{"items", std::move(items)}, {"next", nullptr}}));
}

Result<http::Response> token_made(RunnerService& service, const http::Request& request) {
  TRY(auto body, json::ObjectReader::parse(request.body.empty() ? "{}" : request.body));
  const auto seconds = body.optional_integer("expiresInSeconds").value_or(3600);
  CHECK_OK(body.finish());
  TRY(const RegistrationToken token, service.make_token(request.principal, std::chrono::seconds(seconds)));
  auto response =
      http::json_response(201, boost::json::serialize(boost::json::object{
                                   {"token", token.secret.reveal()}, {"expiresAt", to_rfc3339(token.expires_at)}}));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Result<http::Response> drained(RunnerService& service, const http::Request& request) {
  TRY(const Runner runner, service.drain(request.principal, std::string(request.param("id"))));
  TRY(const auto all, service.list(request.principal));
  for (const RunnerView& view : all)
    if (view.runner.id == runner.id) return http::json_response(200, boost::json::serialize(body_of(view)));
  return not_found("runners.not_found", "The runner was removed meanwhile.");
}

}  // namespace

void add_runner_routes(http::Router& router, RunnerService& service) {
  router.add({.method = "GET",
              .pattern = "/api/v1/runners",
              .permission = "runner.read",
              .handler = [&service](const http::Request& request) { return listed(service, request); }});
  router.add({.method = "POST",
              .pattern = "/api/v1/runner-tokens",
              .permission = "runner.manage",
              .handler = [&service](const http::Request& request) { return token_made(service, request); }});
  router.add({.method = "POST",
              .pattern = "/api/v1/runners/{id}/drain",
              .permission = "runner.manage",
              .handler = [&service](const http::Request& request) { return drained(service, request); }});
  router.add({.method = "DELETE",
              .pattern = "/api/v1/runners/{id}",
              .permission = "runner.manage",
              .handler = [&service](const http::Request& request) -> Result<http::Response> {
                CHECK_OK(service.remove(request.principal, std::string(request.param("id"))));
                return http::no_content();
              }});
}

}  // namespace towpath::runners
