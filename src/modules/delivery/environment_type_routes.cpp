#include "environment_type_routes.h"

#include <boost/json.hpp>

#include "environment_type_json.h"
#include "json/nullable.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::object to_json(const EnvironmentTypeView& view) {
  json::object out = content_json(view.type);
  out["name"] = view.type.name;
  out["runtime"] = view.runtime;
  out["approvals"] = view.approvals;
  out["environments"] = view.environments;
  out["changedBy"] = view.type.changed_by;
  out["changedAt"] = towpath::json::time_or_null(view.type.changed_at);
  return out;
}

json::object to_json(const TypePreview& preview) {
  json::array affected;
  for (const AffectedEnvironment& each : preview.affected)
    affected.push_back(json::object{{"project", each.project},
                                    {"environment", each.environment},
                                    {"changes", json::array(each.changes.begin(), each.changes.end())},
                                    {"needsRedeploy", each.needs_redeploy}});
  return {{"affected", std::move(affected)}, {"digest", preview.digest}};
}

Quota quota_of(towpath::json::ObjectReader& quotas, std::string_view scope) {
  Quota quota;
  auto reader = quotas.optional_object(scope);
  if (!reader) return quota;
  quota.environments = reader->optional_integer("environments");
  quota.instances = reader->optional_integer("instances");
  quota.memory_mib = reader->optional_integer("memoryMiB");
  quota.cpu_millis = reader->optional_integer("cpuMillis");
  if (auto resources = reader->optional_object("resources"))
    for (const std::string& type : resources->keys()) quota.resources[type] = resources->required_integer(type);
  return quota;
}

/// What a body says; absent means what an installation starts with.
EnvironmentType content_of(towpath::json::ObjectReader& body, const http::Request& request) {
  EnvironmentType type;
  type.name = std::string(request.param("name"));
  type.default_ttl = std::chrono::seconds(body.optional_integer("defaultTtlSeconds").value_or(0));
  type.sleep_after = std::chrono::seconds(body.optional_integer("sleepAfterSeconds").value_or(0));
  type.contact = body.optional_string("contact").value_or("");
  if (auto values = body.optional_object("configuration"))
    for (const std::string& key : values->keys()) type.configuration[key] = values->required_string(key);
  if (auto quotas = body.optional_object("quotas")) {
    type.of_type = quota_of(*quotas, "type");
    type.of_project = quota_of(*quotas, "project");
    type.of_environment = quota_of(*quotas, "environment");
  }
  return type;
}

}  // namespace

void add_environment_type_routes(http::Router& router, EnvironmentTypes& types) {
  router.add({.method = "GET",
              .pattern = "/api/v1/environment-types",
              .permission = "environment_type.read",
              .handler = [&types](const http::Request& request) -> Result<http::Response> {
                TRY(const auto all, types.types(request.principal));
                json::array items;
                for (const EnvironmentTypeView& each : all) items.push_back(to_json(each));
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/environment-types/{name}",
              .permission = "environment_type.read",
              .handler = [&types](const http::Request& request) -> Result<http::Response> {
                TRY(const auto view, types.type(request.principal, std::string(request.param("name"))));
                return http::json_response(200, json::serialize(to_json(view)));
              }});
  router.add({.method = "POST",
              .pattern = "/api/v1/environment-types/{name}/previews",
              .permission = "environment_type.update",
              .handler = [&types](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                const EnvironmentType type = content_of(body, request);
                CHECK_OK(body.finish());
                TRY(const TypePreview preview, types.preview(request.principal, type));
                return http::json_response(200, json::serialize(to_json(preview)));
              }});
  router.add({.method = "PUT",
              .pattern = "/api/v1/environment-types/{name}",
              .permission = "environment_type.update",
              .handler = [&types](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                const EnvironmentType type = content_of(body, request);
                const std::string digest = body.required_string("preview");
                CHECK_OK(body.finish());
                TRY(const auto view, types.set_type(request.principal, type, digest));
                return http::json_response(200, json::serialize(to_json(view)));
              }});
  router.add({.method = "GET",
              .pattern = "/api/v1/environments/{project}/{name}/quotas",
              .permission = "environment.read",
              .handler = [&types](const http::Request& request) -> Result<http::Response> {
                TRY(const auto uses, types.quotas(request.principal, std::string(request.param("project")),
                                                  std::string(request.param("name"))));
                json::array items;
                for (const QuotaUse& use : uses)
                  items.push_back(json::object{{"scope", use.scope},
                                               {"what", use.what},
                                               {"used", use.used},
                                               {"most", use.most},
                                               {"by", json::array(use.by.begin(), use.by.end())}});
                return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}}));
              }});
}

}  // namespace towpath::delivery
