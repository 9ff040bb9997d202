#include "definition_routes.h"

#include "definition_json.h"
#include "delivery_json.h"
#include "http/list_answer.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

template <class T>
http::Response one(const T& value) {
  return http::json_response(200, json::serialize(to_json(value)));
}

Result<http::Response> affected(DefinitionService& definitions, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const auto text = body.optional_string("document"), name = body.optional_string("name");
  const std::string file = body.optional_string("fileName").value_or("definition");
  const bool is_removed = body.optional_boolean("removed").value_or(false);
  if (text.has_value() == name.has_value()) body.problem("document", "either it or name has to be there, and not both");
  CHECK_OK(body.finish());
  if (text) {
    TRY(const Affected found, definitions.affected_by(request.principal, *text, file));
    return one(found);
  }
  TRY(const Affected found, definitions.affected_by_name(request.principal, *name, is_removed));
  return one(found);
}

Result<http::Response> check(DefinitionService& definitions, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const std::string text = body.required_string("document");
  const std::string file = body.optional_string("fileName").value_or("definition");
  CHECK_OK(body.finish());
  TRY(const DefinitionCheck found, definitions.check(request.principal, text, file));
  return one(found);
}

Result<http::Response> save(DefinitionService& definitions, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const std::string text = body.required_string("document"), preview = body.required_string("preview");
  const std::string file = body.optional_string("fileName").value_or("definition");
  CHECK_OK(body.finish());
  TRY(const auto refs, definitions.save(request.principal, text, file, preview));
  return http::json_response(201, json::serialize(json::object{{"refs", json::array(refs.begin(), refs.end())}}));
}

ThoughtOfPlace place_of(towpath::json::ObjectReader& reader) {
  ThoughtOfPlace out;
  out.type = reader.required_string("type");
  out.resource_class = reader.optional_string("class").value_or(out.resource_class);
  out.id = reader.optional_string("id").value_or("");
  out.project = reader.optional_string("project").value_or("");
  out.environment = reader.optional_string("environment").value_or("");
  out.env_type = reader.optional_string("environmentType").value_or("");
  if (const auto* params = reader.optional_value("params")) {
    if (params->is_object())
      out.params = json::serialize(*params);
    else
      reader.problem("params", "must be an object");
  }
  return out;
}

Result<http::Response> try_out(DefinitionTrial& trial, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const std::string text = body.required_string("document");
  const std::string file = body.optional_string("fileName").value_or("definition");
  TrialPlace place;
  place.component = body.optional_string("component").value_or("");
  place.environment = body.optional_string("environment").value_or("");
  place.resource = body.optional_string("resource").value_or("");
  place.asks_driver = body.optional_boolean("askDriver").value_or(false);
  if (auto thought_of = body.optional_object("place")) place.thought_of = place_of(*thought_of);
  const bool is_component = !place.component.empty() && !place.environment.empty();
  if (is_component == place.thought_of.has_value())
    body.problem("component", "either it and environment, or place has to be there, and not both");
  CHECK_OK(body.finish());
  TRY(const Trial tried, trial.run(request.principal, text, file, place));
  return one(tried);
}

Result<http::Response> import_file(DefinitionService& definitions, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  const std::string text = body.required_string("document");
  const std::string file = body.optional_string("fileName").value_or("provisioners.yaml");
  const std::string owner = body.required_string("owner");
  CHECK_OK(body.finish());
  TRY(const ImportedDefinitions imported, definitions.import_file(request.principal, text, file, owner));
  return one(imported);
}

Result<http::Response> upgrade(Delivery& delivery, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  Delivery::Request wanted;
  wanted.component = body.required_string("component");
  wanted.environment = body.required_string("environment");
  wanted.upgrade = body.required_string("resource");
  if (wanted.upgrade.empty()) body.problem("resource", "must not be empty");
  wanted.reason = body.optional_string("reason").value_or("upgrade of " + wanted.upgrade);
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  wanted.override_freeze = body.optional_string("overrideFreeze").value_or("");
  wanted.override_reason = body.optional_string("override").value_or("");
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (plan) {
    TRY(const auto actions, delivery.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, delivery.start(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

Result<http::Response> rotate(Delivery& delivery, const http::Request& request) {
  TRY(auto body, towpath::json::ObjectReader::parse(request.body));
  Delivery::Request wanted;
  wanted.mode = Mode::restart;
  wanted.component = body.required_string("component");
  wanted.environment = body.required_string("environment");
  wanted.rotate = body.required_string("resource");
  wanted.reason = body.optional_string("reason").value_or("");
  wanted.expected_plan = body.optional_string("expectedPlan").value_or("");
  const bool plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (wanted.rotate.empty())
    return invalid_input("delivery.invalid_rotation", "The rotation was not accepted.")
        .with_field("/resource", "must name a resource");
  if (plan) {
    TRY(const auto actions, delivery.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(plan_to_json(actions)));
  }
  TRY(const Started started, delivery.start(request.principal, wanted));
  return http::json_response(202, json::serialize(to_json(started)));
}

}  // namespace

void add_definition_routes(http::Router& router, DefinitionService& definitions, DefinitionTrial& trial,
                           Delivery& delivery) {
  const auto add = [&](const char* method, const char* pattern, const char* permission, http::Handler handler) {
    router.add({.method = method, .pattern = pattern, .permission = permission, .handler = std::move(handler)});
  };
  add("GET", "/api/v1/resource-definitions", "definition.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const auto all, definitions.list(request.principal));
        return http::list_answer(all);
      });
  add("GET", "/api/v1/resource-definitions/{name}", "definition.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const DefinitionDetail found, definitions.get(request.principal, std::string(request.param("name"))));
        return one(found);
      });
  add("GET", "/api/v1/resource-definitions/{name}/versions", "definition.read",
      [&](const http::Request& request) -> Result<http::Response> {
        TRY(const auto all, definitions.versions(request.principal, std::string(request.param("name"))));
        return http::list_answer(all);
      });
  add("POST", "/api/v1/resource-definitions", "definition.write",
      [&](const http::Request& request) { return save(definitions, request); });
  add("POST", "/api/v1/resource-definition-checks", "definition.write",
      [&](const http::Request& request) { return check(definitions, request); });
  add("POST", "/api/v1/resource-definition-trials", "definition.write",
      [&](const http::Request& request) { return try_out(trial, request); });
  add("POST", "/api/v1/resource-definitions/affected", "definition.write",
      [&](const http::Request& request) { return affected(definitions, request); });
  add("POST", "/api/v1/resource-definitions/import", "definition.write",
      [&](const http::Request& request) { return import_file(definitions, request); });
  add("GET", "/api/v1/resource-types", "definition.read", [&](const http::Request& request) -> Result<http::Response> {
    TRY(const auto all, definitions.types(request.principal));
    return http::list_answer(all);
  });
  add("POST", "/api/v1/resource-upgrades", "deployment.deploy",
      [&](const http::Request& request) { return upgrade(delivery, request); });
  add("POST", "/api/v1/resource-rotations", "resource.rotate",
      [&](const http::Request& request) { return rotate(delivery, request); });
}

}  // namespace towpath::delivery
