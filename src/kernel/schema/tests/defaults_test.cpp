#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>

#include "json/json.h"
#include "schema/schema.h"

using namespace towpath;

namespace {

std::string fill(std::string_view schema, std::string_view value) {
  return json::canonical(schema::Schema::compile(schema).value().with_defaults(json::parse(value).value()));
}

}  // namespace

TEST_CASE("absent properties get their defaults, present ones stay") {
  const std::string_view schema =
      R"({"properties":{"a":{"default":"x"},"b":{"default":[1]},"n":{"default":null},"k":{"const":"c"},
    "o":{"type":"object","properties":{"p":{"default":1},"q":{}}},"empty":{"type":"object","properties":{"r":{}}}}})";

  CHECK(fill(schema, "{}") == R"({"a":"x","b":[1],"k":"c","o":{"p":1}})");
  CHECK(fill(schema, R"({"a":5,"b":null,"k":"d","o":{"q":2}})") == R"({"a":5,"b":null,"k":"d","o":{"p":1,"q":2}})");
  CHECK(fill(schema, "[1]") == "[1]");
}

TEST_CASE("defaults reach into lists, references and allOf") {
  const std::string_view schema = R"({"definitions":{"d":{"type":"object","properties":{"n":{"default":3}}}},
    "allOf":[{"properties":{"all":{"default":true}}}],"properties":{"r":{"$ref":"#/definitions/d"},"l":{"items":{"$ref":"#/definitions/d"}}}})";

  CHECK(fill(schema, R"({"l":[{},{"n":1}]})") == R"({"all":true,"l":[{"n":3},{"n":1}],"r":{"n":3}})");
}

TEST_CASE("the branch of a condition is chosen after the defaults it depends on") {
  const std::string_view schema = R"({"properties":{"kind":{"enum":["a","b"],"default":"b"}},"allOf":[
    {"if":{"properties":{"kind":{"const":"a"}}},"then":{"properties":{"x":{"default":"ax"}}},"else":{"properties":{"y":{"default":"not a"}}}}]})";

  CHECK(fill(schema, "{}") == R"({"kind":"b","y":"not a"})");
  CHECK(fill(schema, R"({"kind":"a"})") == R"({"kind":"a","x":"ax"})");
}

TEST_CASE("dependencies with oneOf add the defaults of the matching branch") {
  const std::string_view schema =
      R"({"properties":{"database":{"type":"boolean","default":true}},"dependencies":{"database":{"oneOf":[
    {"properties":{"database":{"const":true},"engine":{"default":"postgres"}}},{"properties":{"database":{"const":false}}}]}}})";

  CHECK(fill(schema, "{}") == R"({"database":true,"engine":"postgres"})");
  CHECK(fill(schema, R"({"database":false})") == R"({"database":false})");
}

TEST_CASE("oneOf without a sign of the branch takes the first, otherwise the one that is not contradicted") {
  const std::string_view schema =
      R"({"oneOf":[{"properties":{"t":{"const":"x"},"p":{"default":1}},"required":["t","must"]},
    {"properties":{"t":{"const":"y"},"q":{"default":2}},"required":["t","must"]}]})";

  CHECK(fill(schema, "{}") == R"({"p":1,"t":"x"})");
  CHECK(fill(schema, R"({"t":"y"})") == R"({"q":2,"t":"y"})");
  CHECK(fill(schema, R"({"t":"z"})") == R"({"t":"z"})");
}

TEST_CASE("a schema that contains itself is filled only as deep as the value goes") {
  CHECK(fill(R"({"type":"object","properties":{"n":{"default":1},"child":{"$ref":"#"}}})", R"({"child":{}})") ==
        R"({"child":{"n":1},"n":1})");
}
