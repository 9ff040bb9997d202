#include "openapi_document.h"

#include <algorithm>
#include <stdexcept>

#include "base/strings.h"
#include "json/json.h"
#include "schema/schema.h"
#include "yaml/yaml.h"

namespace towpath::testing {
namespace {

namespace bj = boost::json;

const bj::value* find(const bj::value& value, std::string_view key) {
  return value.is_object() ? value.as_object().if_contains(key) : nullptr;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

std::string media_type_of(const Answer& answer) {
  const std::string type(answer.headers.get("Content-Type"));
  return type.substr(0, type.find(';'));
}

}  // namespace

OpenapiDocument::OpenapiDocument(std::string_view yaml) {
  const auto parsed = yaml::parse_one(yaml, "openapi.yaml");
  if (!parsed.has_value()) throw std::runtime_error(parsed.error().message());
  root_ = yaml::to_json(*parsed);
  for (const auto& [path, item] : root_.at("paths").as_object())
    for (const auto& [method, definition] : item.as_object()) {
      if (method == "parameters") continue;
      const auto* permission = definition.as_object().if_contains("x-permission");
      operations_.push_back({upper(method), path, permission ? std::string(permission->as_string()) : "",
                             &definition.as_object(), &item.as_object()});
    }
  for (const auto& [name, schema] : root_.at("components").at("schemas").as_object())
    closed_components_[name] = close(schema);
}

const OpenapiDocument& OpenapiDocument::shared() {
  static const OpenapiDocument document(TestServer::shared().nobody().get("/api/v1/openapi.yaml").text);
  return document;
}

const bj::value& OpenapiDocument::resolved(const bj::value& value) const {
  const bj::value* reference = find(value, "$ref");
  if (!reference) return value;
  const std::string text(reference->as_string());
  const bj::value* target = text.starts_with("#/") ? json::at_pointer(root_, text.substr(1)) : nullptr;
  if (!target) throw std::runtime_error("the document has nothing at " + text);
  return resolved(*target);
}

std::vector<const bj::object*> OpenapiDocument::parameters(const Operation& operation) const {
  std::vector<const bj::object*> out;
  for (const bj::object* place : {operation.path_item, operation.definition})
    if (const bj::value* list = place->if_contains("parameters"))
      for (const bj::value& each : list->as_array()) out.push_back(&resolved(each).as_object());
  return out;
}

bj::object OpenapiDocument::merged(const bj::object& schema) const {
  bj::object out;
  bj::object properties;
  bj::array required;
  const auto take = [&](const bj::object& part) {
    for (const auto& [key, value] : part) {
      if (key == "properties")
        for (const auto& [name, each] : value.as_object()) properties[name] = each;
      else if (key == "required")
        required.insert(required.end(), value.as_array().begin(), value.as_array().end());
      else if (key != "allOf")
        out[key] = value;
    }
  };
  if (const bj::value* parts = schema.if_contains("allOf"))
    for (const bj::value& part : parts->as_array()) take(merged(resolved(part).as_object()));
  take(schema);
  if (!properties.empty()) out["properties"] = std::move(properties);
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

bj::value OpenapiDocument::close(const bj::value& schema) const {
  if (!schema.is_object() || schema.as_object().contains("$ref")) return schema;
  bj::object out = merged(schema.as_object());
  if (bj::value* properties = out.if_contains("properties")) {
    for (auto& [name, each] : properties->as_object()) each = close(each);
    if (!out.contains("additionalProperties")) out["additionalProperties"] = false;
  }
  for (const char* key : {"items", "additionalProperties"})
    if (bj::value* inner = out.if_contains(key)) *inner = close(*inner);
  for (const char* key : {"oneOf", "anyOf"})
    if (bj::value* list = out.if_contains(key))
      for (bj::value& each : list->as_array()) each = close(each);
  return out;
}

bj::value OpenapiDocument::closed(const bj::value& schema) const {
  // The references inside are "#/components/schemas/...", so that is where their targets have to be.
  return bj::object{{"allOf", bj::array{close(schema)}}, {"components", bj::object{{"schemas", closed_components_}}}};
}

bj::value OpenapiDocument::body_example(const Operation& operation) const {
  const bj::value* body = operation.definition->if_contains("requestBody");
  if (!body) return nullptr;
  const bj::value* example = json::at_pointer(*body, "/content/application~1json/example");
  return example ? *example : bj::value(nullptr);
}

std::vector<FieldError> OpenapiDocument::problems(const Operation& operation, const Answer& answer) const {
  const bj::object& responses = operation.definition->at("responses").as_object();
  const bj::value* response = responses.if_contains(std::to_string(answer.status));
  if (!response && answer.status >= 400) response = responses.if_contains("default");
  if (!response) return {{"", "the document has no answer with status " + std::to_string(answer.status)}};
  const bj::value* content = find(resolved(*response), "content");
  if (!content) {
    if (answer.text.empty()) return {};
    return {{"", "the document has no body for this status, but there is one"}};
  }
  const bj::value* media = content->as_object().if_contains(media_type_of(answer));
  if (!media) return {{"", "the document does not have the media type '" + media_type_of(answer) + "'"}};
  if (media_type_of(answer) != "application/json" && media_type_of(answer) != "application/problem+json") return {};
  const auto compiled = schema::Schema::compile_value(closed(media->at("schema")));
  if (!compiled.has_value()) return {{"", "its schema cannot be compiled: " + compiled.error().message()}};
  return compiled->validate(answer.body);
}

}  // namespace towpath::testing
