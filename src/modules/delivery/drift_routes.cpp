#include "drift_routes.h"

#include <boost/json.hpp>

#include "driver_changes_json.h"
#include "http/query_reader.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::object to_json(const AcceptedDrift& accepted) {
  return {{"drift", accepted.drift}, {"reason", accepted.reason}, {"by", accepted.by}, {"at", to_rfc3339(accepted.at)}};
}

json::object to_json(const ResourceDrift& drift) {
  const Resource& r = drift.resource;
  json::object out{{"id", r.id},
                   {"uid", r.gu_id},
                   {"type", r.type},
                   {"name", r.id.substr(r.id.rfind('.') + 1)},
                   {"driver", r.driver},
                   {"drift", to_string(drift.verdict)},
                   {"reason", drift.reason},
                   {"summary", drift.verdict == ResourceDrift::Verdict::none ? "nothing" : drift.words},
                   {"changes", json::array()}};
  if (drift.accepted) out["accepted"] = to_json(*drift.accepted);
  if (drift.changes) out["changes"] = delivery::to_json(*drift.changes)["changes"];
  return out;
}

http::Response answer(const std::vector<ResourceDrift>& found) {
  json::array items;
  for (const ResourceDrift& each : found) items.push_back(to_json(each));
  return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
}

}  // namespace

void add_drift_routes(http::Router& router, DriftService& drift) {
  router.add({.method = "GET",
              .pattern = "/api/v1/resources/drift",
              .permission = "resource.read",
              .handler = [&drift](const http::Request& request) -> Result<http::Response> {
                http::QueryReader query(request);
                const std::string component = query.text("component"), environment = query.text("environment");
                if (component.empty()) query.problem("component", "is required");
                if (environment.empty()) query.problem("environment", "is required");
                CHECK_OK(query.finish());
                TRY(const auto found, drift.look(request.principal, component, environment));
                return answer(found);
              }});
  router.add(
      {.method = "GET",
       .pattern = "/api/v1/resources/drifted",
       .permission = "resource.read",
       .handler = [&drift](const http::Request& request) -> Result<http::Response> {
         TRY(const auto known, drift.known(request.principal));
         json::array items;
         for (const KnownDrift& each : known)
           items.push_back(json::object{{"uid", each.resource.gu_id},
                                        {"component", each.resource.component},
                                        {"environment", each.resource.environment},
                                        {"drift", each.resource.drift},
                                        {"since", towpath::json::time_or_null(each.since)}});
         return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
       }});
  router.add(
      {.method = "GET",
       .pattern = "/api/v1/resources/accepted-drift",
       .permission = "resource.read",
       .handler = [&drift](const http::Request& request) -> Result<http::Response> {
         TRY(const auto all, drift.accepted(request.principal));
         json::array items;
         for (const KnownAcceptance& each : all) {
           json::object item = to_json(each.accepted);
           item["uid"] = each.resource.gu_id;
           item["component"] = each.resource.component;
           item["environment"] = each.resource.environment;
           items.push_back(std::move(item));
         }
         return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
       }});
  router.add({.method = "POST",
              .pattern = "/api/v1/resources/accepted-drift",
              .permission = "resource.accept",
              .handler = [&drift](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                const DriftAcceptance wanted{.component = body.required_string("component"),
                                             .environment = body.required_string("environment"),
                                             .resource = body.required_string("resource"),
                                             .seen = body.optional_string("seen").value_or(""),
                                             .reason = body.required_string("reason")};
                CHECK_OK(body.finish());
                TRY(const ResourceDrift accepted, drift.accept(request.principal, wanted));
                return http::json_response(200, json::serialize(to_json(accepted)));
              }});
  router.add({.method = "DELETE",
              .pattern = "/api/v1/resources/accepted-drift/{uid}",
              .permission = "resource.accept",
              .handler = [&drift](const http::Request& request) -> Result<http::Response> {
                CHECK_OK(drift.take_back(request.principal, std::string(request.param("uid"))));
                return http::no_content();
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/resources/drift",
              .permission = "resource.read",
              .handler = [&drift](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                const std::string component = body.required_string("component"),
                                  environment = body.required_string("environment");
                CHECK_OK(body.finish());
                TRY(const auto found, drift.check(request.principal, component, environment));
                return answer(found);
              }});
}

}  // namespace towpath::delivery
