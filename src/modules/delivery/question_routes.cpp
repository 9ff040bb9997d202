#include "question_routes.h"

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
          {"runs", json::array(open.runs.begin(), open.runs.end())}};
}

std::optional<json::object> object_at(towpath::json::ObjectReader& body, std::string_view key) {
  const json::value* value = body.optional_value(key);
  if (!value) return std::nullopt;
  if (!value->is_object()) body.problem(key, "must be an object");
  return value->is_object() ? std::optional(value->get_object()) : std::nullopt;
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
                                      .state = object_at(body, "state")};
                const std::string said = body.required_string("answer");
                if (!said.empty() && said != "exists" && said != "absent")
                  body.problem("answer", "must be 'exists' or 'absent'");
                answer.exists = said == "exists";
                if (said == "absent" && (answer.outputs || answer.state))
                  body.problem(answer.outputs ? "outputs" : "state", "goes with the answer 'exists' only");
                CHECK_OK(body.finish());
                TRY(const Resource resource, questions.resolve(request.principal, answer));
                return http::json_response(200, json::serialize(delivery::to_json(resource)));
              }});
}

}  // namespace towpath::delivery
