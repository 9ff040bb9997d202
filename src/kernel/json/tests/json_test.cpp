#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "json/json.h"

using namespace towpath;

namespace {

std::string read(std::string_view text) {
  const auto value = json::parse(text);
  return value ? json::canonical(value.value()) : value.error().message();
}

}  // namespace

TEST_CASE("valid JSON is read") {
  struct Row {
    std::string_view text, canonical;
  };
  const Row rows[] = {{" null ", "null"},
                      {"[1, -2, 0, -0, 1.50, 1e2, 1E-2]", "[1,-2,0,0,1.5,100,0.01]"},
                      {"{\"b\": true, \"a\": [ ] }", R"({"a":[],"b":true})"},
                      {R"("\u0041\n\"\\\/\u00e9\ud83d\ude00")", "\"A\\n\\\"\\\\/\xC3\xA9\xF0\x9F\x98\x80\""},
                      {"18446744073709551615", "18446744073709551615"},
                      {"-9223372036854775808", "-9223372036854775808"},
                      {"18446744073709551616", "18446744073709552000"},
                      {"1e-400", "0"},
                      {"{}", "{}"},
                      {"\"\"", "\"\""}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.canonical);
  }
}

TEST_CASE("what is not JSON is refused with its place") {
  struct Row {
    std::string_view text, message;
  };
  const Row rows[] = {{"", "1:1: expected a value, the text ends"},
                      {"{\"a\": 1,}", "1:9: expected a key in double quotes, found '}'"},
                      {"{\n \"a\" 1}", "2:6: expected ':' after the key \"a\", found '1'"},
                      {"[1 2]", "1:4: expected ',' or ']' after an item of an array, found '2'"},
                      {"[1,]", "1:4: expected a value, found ']'"},
                      {"{\"a\":1 \"b\":2}", "1:8: expected ',' or '}' after a value of an object, found '\"'"},
                      {"{\n\"a\": 1,\n  \"a\": 2}", "3:3: the key \"a\" appears twice in one object"},
                      {"{\"a\":1,\"\\u0061\":2}", "1:8: the key \"a\" appears twice in one object"},
                      {"01", "1:1: a number must not start with 0"},
                      {"1.", "1:3: expected a digit after the decimal point, the text ends"},
                      {"1e", "1:3: expected a digit in the exponent, the text ends"},
                      {"-", "1:2: expected a digit, the text ends"},
                      {"1e999", "1:1: the number is too large"},
                      {"NaN", "1:1: expected a value, found 'N'"},
                      {"tru", "1:1: expected a value, found 't'"},
                      {"'a'", "1:1: expected a value, found '''"},
                      {"\"a", "1:1: the string has no closing quote"},
                      {"\"\xC3\xA9\n\"", "1:3: a control character in a string must be escaped, found byte 0x0a"},
                      {"\"\\x\"", "1:3: unknown escape in a string, found 'x'"},
                      {"\"\\u12g4\"", "1:4: expected four hexadecimal digits after \\u"},
                      {"\"\\u+123\"", "1:4: expected four hexadecimal digits after \\u"},
                      {"\"\\ud83d\"", "1:8: a high surrogate without a low one after it"},
                      {"\"\\ude00\"", "1:8: a low surrogate without a high one before it"},
                      {"1 2", "1:3: there is more text after the end of the value"},
                      {"// x\n1", "1:1: expected a value, found '/'"},
                      {"\"\xFF\"", "the JSON text is not UTF-8"}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.message);
    CHECK(json::parse(row.text).error().code() == "json.invalid");
  }
}

TEST_CASE("size and depth of a JSON text are limited") {
  CHECK(json::parse(std::string(64, '[') + std::string(64, ']')));
  CHECK(json::parse(std::string(65, '[') + std::string(65, ']')).error().message() ==
        "1:65: nested deeper than 64 levels");
  CHECK(json::parse(std::string(100'000, '[')).error().code() == "json.too_large");
  CHECK(json::parse("[[1]]", {.depth = 1}).error().code() == "json.too_large");
  CHECK(json::parse("[1]", {.bytes = 2}).error().code() == "json.too_large");
}

TEST_CASE("numbers are printed as ECMAScript prints them") {
  struct Row {
    double number;
    std::string_view text;
  };
  // The table of RFC 8785, appendix B, and neighbours of the exponent limits.
  const Row rows[] = {{0.0, "0"},
                      {-0.0, "0"},
                      {5e-324, "5e-324"},
                      {-5e-324, "-5e-324"},
                      {1.7976931348623157e308, "1.7976931348623157e+308"},
                      {9007199254740992.0, "9007199254740992"},
                      {-9007199254740992.0, "-9007199254740992"},
                      {295147905179352830000.0, "295147905179352830000"},
                      {9.999999999999997e22, "9.999999999999997e+22"},
                      {1e23, "1e+23"},
                      {1.0000000000000001e23, "1.0000000000000001e+23"},
                      {999999999999999700000.0, "999999999999999700000"},
                      {999999999999999900000.0, "999999999999999900000"},
                      {1e21, "1e+21"},
                      {9.999999999999997e-7, "9.999999999999997e-7"},
                      {0.000001, "0.000001"},
                      {333333333.3333332, "333333333.3333332"},
                      {333333333.33333325, "333333333.33333325"},
                      {-0.0000033333333333333333, "-0.0000033333333333333333"},
                      {1424953923781206.2, "1424953923781206.2"},
                      {0.1, "0.1"},
                      {0.5, "0.5"},
                      {1.5, "1.5"},
                      {100.0, "100"},
                      {-1e-7, "-1e-7"}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(json::number_text(row.number) == row.text);
  }
}

TEST_CASE("canonical text sorts keys by UTF-16 code units and escapes only what it must") {
  // RFC 8785, section 3.2.3: the emoji (a surrogate pair in UTF-16) sorts before U+FB33.
  CHECK(
      read("{\"\xEF\xAC\xB3\":7,\"\xF0\x9F\x98\x80\":6,\"\xE2\x82\xAC\":5,\"\xC3\xB6\":4,\"\xC2\x80\":3,\"1\":2,"
           "\"\\r\":1}") ==
      "{\"\\r\":1,\"1\":2,\"\xC2\x80\":3,\"\xC3\xB6\":4,\"\xE2\x82\xAC\":5,\"\xF0\x9F\x98\x80\":6,\"\xEF\xAC\xB3\":7}");
  CHECK(read("{\"aa\":1,\"a\":2,\"\":3}") == R"({"":3,"a":2,"aa":1})");
  CHECK(read(R"("\u0000\u001f\b\f\t/\u007f")") == "\"\\u0000\\u001f\\b\\f\\t/\x7F\"");
  CHECK(json::canonical(std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("a JSON Pointer finds its value") {
  const boost::json::value value = json::parse(R"({"a/b":{"m~n":[10,{"x":1}]},"":2})").value();

  CHECK(json::at_pointer(value, "") == &value);
  CHECK(*json::at_pointer(value, "/a~1b/m~0n/0") == 10);
  CHECK(*json::at_pointer(value, "/a~1b/m~0n/1/x") == 1);
  CHECK(*json::at_pointer(value, "/") == 2);
  for (const std::string_view absent : {"a", "/x", "/a~1b/m~0n/2", "/a~1b/m~0n/-", "/a~1b/m~0n/00", "/a~1b/m~0n/0/x"}) {
    CAPTURE(absent);
    CHECK(json::at_pointer(value, absent) == nullptr);
  }
  CHECK(json::escape_pointer("a/b~c") == "a~1b~0c");
  CHECK(json::unescape_pointer("a~1b~0c~01") == "a/b~c~1");
}
