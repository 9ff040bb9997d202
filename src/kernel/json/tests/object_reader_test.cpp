#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>

#include "json/json.h"
#include "json/object_reader.h"

using namespace towpath;

namespace {

/// "pointer message" lines, in the order of the error.
std::string problems(const Status& status) {
  std::string out;
  if (!status)
    for (const FieldError& field : status.error().fields()) out += field.path + " " + field.message + "\n";
  return out;
}

}  // namespace

TEST_CASE("the fields of a body are read by type") {
  auto body =
      json::ObjectReader::parse(
          R"({"name":"a","days":3,"ttl":2.0,"force":true,"tags":["x","y"],"owner":{"ref":"team"},"steps":[{"id":"1"},{"id":"2"}],
    "labels":{"b":"2","a":"1"},"note":null,"any":[1]})")
          .value();

  CHECK(body.required_string("name") == "a");
  CHECK(body.required_integer("days") == 3);
  CHECK(body.optional_integer("ttl") == 2);
  CHECK(body.required_boolean("force"));
  CHECK(body.required_strings("tags") == std::vector<std::string>{"x", "y"});
  CHECK(body.required_object("owner").required_string("ref") == "team");
  auto steps = body.optional_objects("steps");
  REQUIRE(steps.size() == 2);
  CHECK(steps[1].required_string("id") == "2");
  CHECK(steps[0].required_string("id") == "1");
  CHECK(body.required_object("labels").keys() == std::vector<std::string>{"b", "a"});
  CHECK(!body.optional_string("note"));
  CHECK(body.optional_value("any")->is_array());
  CHECK(!body.optional_object("absent"));
  CHECK(body.optional_strings("absent too").empty());
  CHECK(body.finish());
}

TEST_CASE("all problems of a body come in one error with pointers") {
  auto body =
      json::ObjectReader::parse(
          R"({"nmae":"a","days":"3","ratio":1.5,"force":1,"tags":["x",2],"owner":{"reff":"team"},"steps":[{},7],"size":9223372036854775808,"zebra":1})")
          .value();

  CHECK(body.required_string("name") == "");
  CHECK(body.required_integer("days") == 0);
  CHECK(!body.optional_integer("ratio"));
  CHECK(!body.optional_integer("size"));
  CHECK(!body.required_boolean("force"));
  body.required_strings("tags");
  body.required_object("owner").required_string("ref");
  for (auto& step : body.optional_objects("steps")) step.required_string("id");
  CHECK(body.required_object("spec").required_string("type") == "");
  body.problem("days", "must be at most 90");
  const Status status = body.finish();

  CHECK(problems(status) ==
        "/name is required\n"
        "/days must be an integer, not a string\n"
        "/ratio must be an integer\n"
        "/size must be an integer\n"
        "/force must be true or false, not a number\n"
        "/tags/1 must be a string, not a number\n"
        "/owner/ref is required\n"
        "/steps/1 must be an object, not a number\n"
        "/steps/0/id is required\n"
        "/spec is required\n"
        "/days must be at most 90\n"
        "/nmae is unknown; did you mean 'name'?\n"
        "/zebra is unknown\n"
        "/owner/reff is unknown; did you mean 'ref'?\n");
  CHECK(status.error().kind() == ErrorKind::invalid_input);
  CHECK(status.error().code() == "json.invalid_body");
  CHECK(status.error().message() == "the field /name is required, and 13 more");
}

TEST_CASE("a required list may be empty, but not absent") {
  auto body = json::ObjectReader::parse(R"({"tags":[]})").value();

  CHECK(body.required_strings("tags").empty());
  CHECK(body.required_strings("names").empty());
  CHECK(problems(body.finish()) == "/names is required\n");
}

TEST_CASE("a body that is not an object, or not JSON, is refused") {
  CHECK(json::ObjectReader::parse("[1]").error().message() == "the request body must be an object, not a list");
  CHECK(json::ObjectReader::parse("[1]").error().code() == "json.invalid_body");
  CHECK(json::ObjectReader::parse("{").error().code() == "json.invalid");
  const boost::json::value text = "x";
  json::ObjectReader reader(text);
  reader.required_string("name");
  CHECK(problems(reader.finish("identity.invalid_user")) == " must be an object, not a string\n");
}

TEST_CASE("the caller chooses the error code and keys are escaped in pointers") {
  auto body = json::ObjectReader::parse(R"({"a/b":1})").value();
  const Status status = body.finish("catalog.invalid_query");

  CHECK(status.error().code() == "catalog.invalid_query");
  CHECK(problems(status) == "/a~1b is unknown\n");
}

TEST_CASE("an inner reader keeps the text alive") {
  auto inner = [] {
    return json::ObjectReader::parse(R"({"a":{"b":"a text too long for the small string buffer"}})")
        .value()
        .required_object("a");
  }();

  CHECK(inner.required_string("b") == "a text too long for the small string buffer");
}
