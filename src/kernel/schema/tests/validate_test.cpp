#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "json/json.h"
#include "schema/schema.h"
#include "support/test_paths.h"

using namespace towpath;

namespace {

/// "pointer message" of every problem, separated by " | "; what is wrong with the schema when it does not compile.
std::string check(std::string_view schema_text, std::string_view value_text) {
  const auto schema = schema::Schema::compile(schema_text);
  if (!schema) return schema.error().message();
  std::string out;
  for (const FieldError& error : schema.value().validate(json::parse(value_text).value())) {
    if (!out.empty()) out += " | ";
    out += error.path + " " + error.message;
  }
  return out;
}

}  // namespace

TEST_CASE("every problem is told in words at its pointer") {
  struct Row {
    std::string_view schema, value, problems;
  };
  const Row rows[] = {
      {R"({"type":"string"})", "1", " must be a string, not a number"},
      {R"({"type":["string","null"]})", "[]", " must be a string or null, not a list"},
      {R"({"type":["integer","boolean","object"]})", "\"x\"",
       " must be an integer, true or false or an object, not a string"},
      {R"({"type":"integer"})", "1.5", " must be an integer, not 1.5"},
      {R"({"type":"integer"})", "1.0", ""},
      {R"({"type":"number"})", "false", " must be a number, not false"},
      {R"({"type":"array"})", "null", " must be a list, not null"},
      {R"({"enum":["dev","staging","prod"]})", "\"stagin\"",
       " is not one of: dev, staging, prod; did you mean staging?"},
      {R"({"enum":["dev",1,null]})", "2", " is not one of: dev, 1, null"},
      {R"({"enum":[1]})", "1.0", ""},
      {R"({"const":{"a":[1]}})", "{}", R"( must be {"a":[1]})"},
      {R"({"minimum":1,"exclusiveMaximum":3,"multipleOf":0.5})", "0.3",
       " must be at least 1 |  must be a multiple of 0.5"},
      {R"({"minimum":1,"exclusiveMaximum":3})", "3", " must be less than 3"},
      {R"({"exclusiveMinimum":1,"maximum":3})", "1", " must be greater than 1"},
      {R"({"maximum":3})", "4", " must be at most 3"},
      {R"({"minLength":1})", "\"\"", " must not be empty"},
      {R"({"minLength":3})", "\"ab\"", " must have at least 3 characters"},
      {R"({"maxLength":1})", "\"\u00e9\u00e9\"", " must have at most 1 character, has 2"},
      {R"({"maxLength":1})", "\"\\ud83d\\ude00\"", ""},
      {R"({"pattern":"^[a-z]+$"})", "\"A\"", " must match ^[a-z]+$"},
      {R"({"format":"email"})", "\"x\"", " must be an e-mail address"},
      {R"({"format":"ui-colour"})", "\"x\"", ""},
      {R"({"minItems":1})", "[]", " must not be empty"},
      {R"({"maxItems":1})", "[1,2]", " must have at most 1 item"},
      {R"({"uniqueItems":true})", "[{\"a\":1,\"b\":2},2,{\"b\":2,\"a\":1.0}]",
       " must not repeat items; items 0 and 2 are equal"},
      {R"({"contains":{"const":1}})", "[2]", " must hold at least one item of the form the schema asks for"},
      {R"({"items":[{"type":"string"}],"additionalItems":false})", "[1,2]",
       "/0 must be a string, not a number | /1 is not allowed"},
      {R"({"required":["a/b"]})", "{}", "/a~1b is required"},
      {R"({"minProperties":1})", "{}", " must not be empty"},
      {R"({"maxProperties":1})", R"({"a":1,"b":2})", " must have at most 1 key"},
      {R"({"properties":{"food":{},"name":{}},"additionalProperties":false})", R"({"foood":1,"zzzzzz":2})",
       "/foood unknown key 'foood'; did you mean 'food'? | /zzzzzz unknown key 'zzzzzz'"},
      {R"({"properties":{"food":{}},"additionalProperties":false})", R"({"food":1,"foood":1})",
       "/foood unknown key 'foood'"},
      {R"({"additionalProperties":{"type":"string"}})", R"({"a":1})", "/a must be a string, not a number"},
      {R"({"patternProperties":{"^x-":{"type":"string"}},"additionalProperties":false})", R"({"x-a":1,"y":1})",
       "/x-a must be a string, not a number | /y unknown key 'y'"},
      {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"A":1})", "/A the key 'A' must match ^[a-z]+$"},
      {R"({"dependencies":{"a":["b"],"c":{"required":["d"]}}})", R"({"a":1,"c":1})",
       "/b is required when 'a' is given | /d is required"},
      {R"({"dependentRequired":{"a":["b"]},"dependentSchemas":{"a":{"maxProperties":0}}})", R"({"a":1})",
       "/b is required when 'a' is given |  must have at most 0 keys"},
      {R"({"not":{"required":["a","b"]}})", R"({"a":1,"b":2})", " must not have a and b together"},
      {R"({"not":{"required":["a"]}})", R"({"a":1})", " must not have the key 'a'"},
      {R"({"not":{"type":"string"}})", "\"x\"", " has a form that is not allowed"},
      {R"({"if":{"properties":{"k":{"const":1}}},"then":{"required":["a"]},"else":{"required":["b"]}})", R"({"k":1})",
       "/a is required"},
      {R"({"if":{"properties":{"k":{"const":1}}},"then":{"required":["a"]},"else":{"required":["b"]}})", R"({"k":2})",
       "/b is required"},
      {R"({"properties":{"a":false}})", R"({"a":1})", "/a is not allowed"},
      {R"({"allOf":[{"required":["a"]},{"required":["a"]}]})", "{}", "/a is required"},
      {"false", "1", " is not allowed"},
      {"true", "1", ""}};

  for (const Row& row : rows) {
    CAPTURE(row.schema);
    CAPTURE(row.value);
    CHECK(check(row.schema, row.value) == row.problems);
  }
}

TEST_CASE("of several allowed forms the nearest one is explained") {
  struct Row {
    std::string_view schema, value, problems;
  };
  const Row rows[] = {
      {R"({"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})", "1",
       " must be a string or a list, not a number"},
      {R"({"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"}}]})", "[1]",
       "/0 must be a string, not a number"},
      {R"({"anyOf":[{"const":"a"},{"enum":["b","c"]}]})", "\"d\"", " is not one of: a, b, c"},
      {R"({"anyOf":[{"required":["httpGet"]},{"required":["exec"]}]})", "{}",
       " must have at least one of: httpGet, exec"},
      {R"({"oneOf":[{"required":["source"]},{"required":["content"]}]})", "{}",
       " must have exactly one of: source, content"},
      {R"({"oneOf":[{"required":["source"]},{"required":["content"]}]})", R"({"source":1,"content":1})",
       " must have only one of: source, content"},
      {R"({"oneOf":[{"title":"Short","maxLength":3},{"minLength":2}]})", "\"ab\"",
       " must have only one of the allowed forms, but has Short and 2"},
      {R"({"oneOf":[{"properties":{"kind":{"const":"a"},"x":{"type":"string"}},"required":["x","y"]},{"properties":{"kind":{"const":"b"},"z":{"type":"string"}}}]})",
       R"({"kind":"a","x":1})", "/y is required | /x must be a string, not a number"},
      {R"({"definitions":{"s":{"type":"string"}},"anyOf":[{"$ref":"#/definitions/s"},{"type":"null"}]})", "1",
       " must be a string or null, not a number"}};

  for (const Row& row : rows) {
    CAPTURE(row.schema);
    CAPTURE(row.value);
    CHECK(check(row.schema, row.value) == row.problems);
  }
}

TEST_CASE("references find definitions, anchors, ids and the schema itself") {
  struct Row {
    std::string_view schema, value, problems;
  };
  const Row rows[] = {
      {R"({"$defs":{"n":{"type":"integer"}},"properties":{"a":{"$ref":"#/$defs/n"}}})", R"({"a":"x"})",
       "/a must be an integer, not a string"},
      {R"({"properties":{"child":{"$ref":"#"},"n":{"type":"integer"}}})", R"({"child":{"child":{"n":"x"}}})",
       "/child/child/n must be an integer, not a string"},
      {R"({"definitions":{"a b":{"$id":"#here","type":"null"}},"items":{"$ref":"#here"}})", "[1]",
       "/0 must be null, not a number"},
      {R"({"definitions":{"a b":{"$anchor":"here","type":"null"}},"items":{"$ref":"#/definitions/a%20b"}})", "[1]",
       "/0 must be null, not a number"},
      {R"({"$id":"http://x/root.json","definitions":{"a":{"$id":"a.json","type":"null"}},"items":{"$ref":"http://x/a.json"}})",
       "[1]", "/0 must be null, not a number"},
      {R"({"$defs":{"s":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/s","minLength":2}}})", R"({"a":"x"})",
       "/a must have at least 2 characters"}};

  for (const Row& row : rows) {
    CAPTURE(row.schema);
    CHECK(check(row.schema, row.value) == row.problems);
  }
}

TEST_CASE("a broken schema is refused with the pointer of the keyword") {
  struct Row {
    std::string_view schema, pointer, message;
  };
  const Row rows[] = {
      {R"({"properties":{"a":{"type":"strng"}}})", "/properties/a/type",
       "\"strng\" is not a type; types are null, boolean, integer, number, string, array and object"},
      {R"({"required":true})", "/required", "must be a list of strings"},
      {R"({"required":[1]})", "/required", "must be a list of strings"},
      {R"({"enum":"a"})", "/enum", "must be a list"},
      {R"({"minLength":-1})", "/minLength", "must be a whole number, at least 0"},
      {R"({"minimum":"1"})", "/minimum", "must be a number"},
      {R"({"multipleOf":0})", "/multipleOf", "must be greater than 0"},
      {R"({"uniqueItems":1})", "/uniqueItems", "must be true or false"},
      {R"({"items":1})", "/items", "must be a schema: an object, true or false"},
      {R"({"allOf":{}})", "/allOf", "must be a list of schemas"},
      {R"({"properties":[]})", "/properties", "must be an object"},
      {R"({"pattern":1})", "/pattern", "must be a string"},
      {R"s({"pattern":"("})s", "/pattern", "the pattern ( is not supported: missing ): ("},
      {R"s({"pattern":"(a)\\1"})s", "/pattern", "the pattern (a)\\1 is not supported: invalid escape sequence: \\1"},
      {R"s({"patternProperties":{"a(?!b)":{}}})s", "/patternProperties/a(?!b)",
       "the pattern a(?!b) is not supported: lookarounds are allowed only right at the start, as lookaheads"},
      {R"({"$ref":"#/definitions/none"})", "/$ref", "\"#/definitions/none\" names nothing in this document"},
      {R"({"$ref":"other.json"})", "/$ref", "\"other.json\" names nothing in this document"},
      {R"({"allOf":[{"unevaluatedProperties":false}]})", "/allOf/0/unevaluatedProperties",
       "this keyword is not supported"},
      {"1", "", "must be a schema: an object, true or false"}};

  for (const Row& row : rows) {
    CAPTURE(row.schema);
    const auto schema = schema::Schema::compile(row.schema);
    REQUIRE(!schema);
    CHECK(schema.error().code() == "schema.invalid");
    REQUIRE(schema.error().fields().size() == 1);
    CHECK(schema.error().fields()[0].path == row.pointer);
    CHECK(schema.error().fields()[0].message == row.message);
  }
  CHECK(schema::Schema::compile("{").error().code() == "json.invalid");
}

TEST_CASE("patterns mean what they mean in ECMAScript") {
  struct Row {
    std::string_view pattern, yes, no;
  };
  const Row rows[] = {{"b", "abc", "ac"},
                      {"^(?!-)(?!.*--)[a-z-]+$", "a-b", "a--b"},
                      {"^(?=.*[0-9])(?=.*[a-z]).{4,}$", "abc1", "abcd"},
                      {"^(?!foo$|bar$)", "food", "bar"},
                      {"^\\S+$", "a", "a\xC2\xA0"},
                      {"^[\\s\\d]+$", "1\xE2\x80\xA8 2", "1a"},
                      {"^\\u0041\\u{1F600}$", "A\xF0\x9F\x98\x80", "A"},
                      {"^(?<year>\\d{4})$", "2024", "24"},
                      {"^[^]$", "\n", ""},
                      {"^[[:]+$", "[:", "a"},
                      {"^\\/a\\-b$", "/a-b", "a-b"},
                      {"a$", "ba", "a\n"}};

  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    boost::json::value document = {{"pattern", row.pattern}};
    const auto schema = schema::Schema::compile_value(document);
    REQUIRE(schema);
    CHECK(schema.value().validate(boost::json::value(row.yes)).empty());
    CHECK(!schema.value().validate(boost::json::value(row.no)).empty());
  }
}

TEST_CASE("formats are checked") {
  struct Row {
    std::string_view format, yes, no;
  };
  const Row rows[] = {{"date", "2024-02-29", "2023-02-29"},
                      {"time", "23:59:60Z", "12:00:60Z"},
                      {"date-time", "2024-05-31T08:00:00.5+02:00", "2024-05-31 08:00"},
                      {"email", "a.b+c@example.org", "a..b@example.org"},
                      {"hostname", "a-b.example", "-a"},
                      {"ipv4", "10.0.0.1", "10.0.0.256"},
                      {"ipv6", "::1", "1::2::3"},
                      {"uri", "https://x/%41?a=b#c", "/relative"},
                      {"uri-reference", "../a", "a b"},
                      {"uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400g"}};

  for (const Row& row : rows) {
    CAPTURE(row.format);
    boost::json::value document = {{"format", row.format}};
    const auto schema = schema::Schema::compile_value(document).value();
    CHECK(schema.validate(boost::json::value(row.yes)).empty());
    CHECK(!schema.validate(boost::json::value(row.no)).empty());
    CHECK(schema.validate(boost::json::value(1)).empty());
  }
}

TEST_CASE("a schema that multiplies or never ends is stopped") {
  std::string bomb = R"({"allOf":[{"$ref":"#/definitions/d0"}],"definitions":{)";
  for (int i = 0; i < 40; ++i) {
    const std::string next = "{\"$ref\":\"#/definitions/d" + std::to_string(i + 1) + "\"}";
    bomb += "\"d" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  bomb += "\"d40\":{}}}";

  CHECK(check(bomb, "1") == " could not be checked: the schema needs too many steps for this value");
  CHECK(check(R"({"$ref":"#"})", "1") == " could not be checked: the schema needs too many steps for this value");
  CHECK(schema::Schema::compile(bomb).value().with_defaults(1) == 1);
}

TEST_CASE("at most 100 problems are reported") {
  std::string many = "[0";
  for (int i = 0; i < 500; ++i) many += ",0";
  many += "]";

  const auto schema = schema::Schema::compile(R"({"items":{"type":"string"}})").value();

  CHECK(schema.validate(json::parse(many).value()).size() == 100);
}

TEST_CASE("verdicts and pointers are those of ajv") {
  std::ifstream in(towpath::testing::source_folder() / "src/kernel/schema/tests/ajv_vectors.jsonl");
  REQUIRE(in);
  int cases = 0;

  for (std::string line; std::getline(in, line);) {
    const boost::json::value vector = json::parse(line).value();
    CAPTURE(json::canonical(vector.at("schema")));
    const auto schema = schema::Schema::compile_value(vector.at("schema"));
    REQUIRE(schema);
    for (const boost::json::value& expected : vector.at("cases").as_array()) {
      ++cases;
      CAPTURE(json::canonical(expected));
      std::set<std::string> pointers, ajv_pointers;
      for (const FieldError& error : schema.value().validate(expected.at("value"))) pointers.insert(error.path);
      for (const boost::json::value& pointer : expected.at("pointers").as_array())
        ajv_pointers.emplace(pointer.as_string());
      CHECK(pointers.empty() == expected.at("valid").as_bool());
      // ajv reports every branch of anyOf, oneOf and contains; we report the nearest one.
      if (expected.at("exact").as_bool())
        CHECK(pointers == ajv_pointers);
      else
        CHECK(std::includes(ajv_pointers.begin(), ajv_pointers.end(), pointers.begin(), pointers.end()));
    }
  }

  CHECK(cases > 500);
}
