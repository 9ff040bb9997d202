#include "addition_routes.h"

#include <boost/json.hpp>

#include "json/nullable.h"
#include "json/object_reader.h"
#include "plan_costs.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;
using towpath::json::ObjectReader;
using towpath::json::text_or_null;

json::object to_json(const ResourceOffer& offer) {
  json::array parameters, outputs, places;
  for (const DriverParameter& each : offer.driver.parameters)
    parameters.push_back(json::object{{"name", each.name},
                                      {"description", each.description},
                                      {"required", each.is_required},
                                      {"default", text_or_null(each.usual)}});
  for (const DriverOutput& each : offer.driver.outputs)
    outputs.push_back(json::object{{"name", each.name}, {"secret", each.is_secret}});
  for (const ResourceOffer::Place& each : offer.places)
    places.push_back(json::object{{"environment", each.environment},
                                  {"type", each.env_type},
                                  {"definition", text_or_null(each.definition)},
                                  {"driver", text_or_null(each.driver)}});
  return {{"type", offer.type},
          {"class", offer.resource_class},
          {"description", offer.description},
          {"mounted", offer.driver.is_mounted},
          {"parameters", std::move(parameters)},
          {"outputs", std::move(outputs)},
          {"environments", std::move(places)}};
}

json::object to_json(const PlannedAddition& planned) {
  json::array containers, variables, places;
  for (const std::string& each : planned.containers) containers.emplace_back(each);
  for (const auto& [name, value] : planned.variables)
    variables.push_back(json::object{{"name", name}, {"value", value}});
  for (const ForeseenResource& each : planned.places)
    places.push_back(json::object{{"environment", each.environment},
                                  {"type", each.env_type},
                                  {"definition", text_or_null(each.definition)},
                                  {"driver", text_or_null(each.driver)},
                                  {"description", each.description},
                                  {"exists", each.exists},
                                  {"cost", each.definition.empty() ? json::value(nullptr) : to_json(each.cost)}});
  return {{"repository", planned.repository},  {"branch", planned.branch},
          {"commit", planned.commit},          {"path", planned.path},
          {"before", planned.before},          {"after", planned.after},
          {"container", planned.container},    {"containers", std::move(containers)},
          {"variables", std::move(variables)}, {"environments", std::move(places)}};
}

std::map<std::string, std::string> words_of(ObjectReader reader) {
  std::map<std::string, std::string> out;
  for (const std::string& key : reader.keys()) out[key] = reader.required_string(key);
  return out;
}

Result<http::Response> list(Additions& additions, const http::Request& request) {
  TRY(const auto offers, additions.offers(request.principal, std::string(request.param("name"))));
  json::array items;
  for (const ResourceOffer& offer : offers) items.push_back(to_json(offer));
  return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
}

Result<http::Response> add(Additions& additions, const http::Request& request) {
  TRY(auto body, ObjectReader::parse(request.body));
  WantedResource wanted;
  wanted.component = std::string(request.param("name"));
  wanted.name = body.required_string("name");
  wanted.type = body.required_string("type");
  wanted.resource_class = body.optional_string("class").value_or("default");
  if (auto params = body.optional_object("params")) wanted.params = words_of(std::move(*params));
  wanted.container = body.optional_string("container").value_or("");
  if (auto variables = body.optional_object("variables")) wanted.variables = words_of(std::move(*variables));
  wanted.mount = body.optional_string("mount").value_or("");
  const bool is_plan = body.optional_boolean("plan").value_or(false);
  CHECK_OK(body.finish());
  if (is_plan) {
    TRY(const PlannedAddition planned, additions.plan(request.principal, wanted));
    return http::json_response(200, json::serialize(to_json(planned)));
  }
  TRY(const forge::Change change, additions.open(request.principal, wanted));
  return http::json_response(201, json::serialize(json::object{{"repository", change.repository},
                                                               {"number", change.number},
                                                               {"title", change.title},
                                                               {"source", change.source_branch},
                                                               {"target", change.target_branch}}));
}

}  // namespace

void add_addition_routes(http::Router& router, Additions& additions) {
  router.add({.method = "GET",
              .pattern = "/api/v1/components/{name}/resource-offers",
              .permission = "resource.read",
              .handler = [&additions](const http::Request& request) { return list(additions, request); }});
  router.add({.method = "POST",
              .pattern = "/api/v1/components/{name}/resource-additions",
              .permission = "change.create",
              .handler = [&additions](const http::Request& request) { return add(additions, request); }});
}

}  // namespace towpath::delivery
