#include "question_routes.h"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "delivery_json.h"
#include "json/object_reader.h"

namespace towpath::delivery {
namespace {

namespace json = boost::json;

json::object to_json(const OpenResourceQuestion& open) {
  json::array outputs;
  for (const DriverOutput& output : open.outputs)
    outputs.push_back(json::object{{"name", output.name}, {"secret", output.is_secret}});
  json::array parts;
  for (const DriverPart& part : open.parts)
    parts.push_back(json::object{{"address", part.subject}, {"about", part.about}, {"id", part.id}});
  return {{"uid", open.resource.gu_id},
          {"id", open.resource.id},
          {"name", open.resource.id.substr(open.resource.id.rfind('.') + 1)},
          {"type", open.resource.type},
          {"component", open.resource.component},
          {"environment", open.resource.environment},
          {"about", open.question.about},
          {"reason", open.question.reason},
          {"askedAt", to_rfc3339(open.question.asked_at)},
          {"outputs", std::move(outputs)},
          {"parts", open.has_parts ? json::value(std::move(parts)) : json::value()},
          {"runs", json::array(open.runs.begin(), open.runs.end())}};
}

std::optional<json::object> object_at(towpath::json::ObjectReader& body, std::string_view key) {
  const json::value* value = body.optional_value(key);
  if (!value) return std::nullopt;
  if (!value->is_object()) body.problem(key, "must be an object");
  return value->is_object() ? std::optional(value->get_object()) : std::nullopt;
}

std::map<std::string, std::string> texts_at(towpath::json::ObjectReader& body, std::string_view key) {
  constexpr std::size_t most = 1000;
  std::map<std::string, std::string> out;
  auto object = body.optional_object(key);
  if (!object) return out;
  for (const std::string& name : object->keys()) out[name] = object->required_string(name);
  if (out.size() > most) body.problem(key, fmt::format("may have {} at most", most));
  return out;
}

}  // namespace

void add_question_routes(http::Router& router, QuestionService& questions) {
  router.add(
      {.method = "GET",
       .pattern = "/api/v1/resources/questions",
       .permission = "resource.read",
       .handler = [&questions](const http::Request& request) -> Result<http::Response> {
         TRY(const auto open, questions.open(request.principal));
         json::array items;
         for (const OpenResourceQuestion& each : open) items.push_back(to_json(each));
         return http::json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}}));
       }});
  router.add({.method = "POST",
              .pattern = "/api/v1/resource-resolutions",
              .permission = "deployment.deploy",
              .handler = [&questions](const http::Request& request) -> Result<http::Response> {
                TRY(auto body, towpath::json::ObjectReader::parse(request.body));
                ResourceAnswer answer{.component = body.required_string("component"),
                                      .environment = body.required_string("environment"),
                                      .resource = body.required_string("resource"),
                                      .exists = false,
                                      .outputs = object_at(body, "outputs"),
                                      .state = object_at(body, "state"),
                                      .imports = texts_at(body, "imports")};
                const std::string said = body.required_string("answer");
                if (!said.empty() && said != "exists" && said != "absent")
                  body.problem("answer", "must be 'exists' or 'absent'");
                answer.exists = said == "exists";
                if (said == "absent" && (answer.outputs || answer.state || !answer.imports.empty()))
                  body.problem(answer.outputs ? "outputs"
                               : answer.state ? "state"
                                              : "imports",
                               "goes with the answer 'exists' only");
                CHECK_OK(body.finish());
                TRY(const Resource resource, questions.resolve(request.principal, answer));
                return http::json_response(200, json::serialize(delivery::to_json(resource)));
              }});
}

}  // namespace towpath::delivery
