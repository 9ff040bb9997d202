#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "openapi_document.h"
#include "schema/schema.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// "get /api/v1/me signed_in"
std::set<std::string> lines_of(const std::vector<http::OpenapiOperation>& operations) {
  std::set<std::string> out;
  for (const auto& each : operations) out.insert(each.method + " " + each.path + " " + each.permission);
  return out;
}

std::string joined_difference(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::string out;
  for (const std::string& line : a)
    if (!b.contains(line)) out += "\n  " + line;
  return out;
}

/// Calls `visit` with every object of a JSON tree.
template <class Visit>
void for_each_object(const bj::value& value, const Visit& visit) {
  if (value.is_array())
    for (const bj::value& item : value.as_array()) for_each_object(item, visit);
  if (!value.is_object()) return;
  visit(value.as_object());
  for (const auto& [key, each] : value.as_object()) for_each_object(each, visit);
}

bool has_text(const bj::object& object, std::string_view key) {
  const bj::value* value = object.if_contains(key);
  return value && value->is_string() && !value->as_string().empty();
}

std::set<std::string> names_in(const std::string& path) {
  std::set<std::string> out;
  for (const std::string& segment : split(path, '/'))
    if (segment.starts_with('{')) out.insert(segment.substr(1, segment.size() - 2));
  return out;
}

}  // namespace

TEST_SUITE("the API document") {
  TEST_CASE("lists exactly the routes the server has, each with its permission") {
    const std::set<std::string> served = lines_of(http::openapi_operations(TestServer::shared().routes()));
    std::set<std::string> documented;
    for (const Operation& each : OpenapiDocument::shared().operations())
      documented.insert(to_lower(each.method) + " " + each.path + " " + each.permission);

    const std::string missing = joined_difference(served, documented), invented = joined_difference(documented, served);

    CHECK_MESSAGE(missing.empty(), "add to api/openapi.yaml:", missing);
    CHECK_MESSAGE(invented.empty(), "no such route:", invented);
  }

  TEST_CASE("has no reference that leads nowhere") {
    const OpenapiDocument& document = OpenapiDocument::shared();
    int references = 0;

    for_each_object(document.root(), [&](const bj::object& object) {
      if (!object.contains("$ref")) return;
      ++references;
      CHECK_NOTHROW(document.resolved(object));
    });

    CHECK(references > 100);
  }

  TEST_CASE("has only schemas that our validator reads, and examples that fit them") {
    const OpenapiDocument& document = OpenapiDocument::shared();

    for (const auto& [name, schema] : document.root().at("components").at("schemas").as_object()) {
      CAPTURE(std::string(name));
      const auto compiled = schema::Schema::compile_value(document.closed(schema));
      REQUIRE_MESSAGE(compiled.has_value(), compiled.error().message());
    }
    for (const Operation& operation : document.operations()) {
      CAPTURE(operation.name());
      const bj::value example = document.body_example(operation);
      CHECK_MESSAGE(example.is_null() != operation.definition->contains("requestBody"), "its body needs an example");
      if (example.is_null()) continue;
      const bj::value& schema =
          operation.definition->at("requestBody").at("content").at("application/json").at("schema");
      for (const FieldError& problem : schema::Schema::compile_value(document.closed(schema)).value().validate(example))
        FAIL_CHECK("the example at ", problem.path, ": ", problem.message);
    }
  }

  TEST_CASE("describes every operation fully") {
    const OpenapiDocument& document = OpenapiDocument::shared();
    std::set<std::string> ids, tags;
    for (const bj::value& tag : document.root().at("tags").as_array()) tags.emplace(tag.at("name").as_string());

    for (const Operation& operation : document.operations()) {
      CAPTURE(operation.name());
      const bj::object& definition = *operation.definition;
      CHECK(has_text(definition, "summary"));
      REQUIRE(has_text(definition, "operationId"));
      CHECK_MESSAGE(ids.emplace(definition.at("operationId").as_string()).second, "the operationId is used twice");
      CHECK(tags.contains(std::string(definition.at("tags").at(0).as_string())));
      CHECK(has_text(definition, "x-permission"));
      CHECK(definition.contains("security") == (operation.permission == "public"));

      std::set<std::string> declared;
      for (const bj::object* parameter : document.parameters(operation)) {
        REQUIRE(parameter->contains("schema"));
        if (parameter->at("in") == "path") declared.emplace(parameter->at("name").as_string());
      }
      CHECK(declared == names_in(operation.path));

      int successes = 0;
      for (const auto& [status, response] : definition.at("responses").as_object()) {
        const bj::object& answer = document.resolved(response).as_object();
        CAPTURE(std::string(status));
        CHECK(has_text(answer, "description"));
        if (status.starts_with("2") || status == "101") ++successes;
        if (status == "204" || status == "304" || status == "101") continue;
        REQUIRE(answer.contains("content"));
        for (const auto& [type, media] : answer.at("content").as_object()) CHECK(media.as_object().contains("schema"));
      }
      CHECK(successes >= 1);
      CHECK(definition.at("responses").as_object().contains("default"));
    }
  }
}
