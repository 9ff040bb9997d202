#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>

#include "json/json.h"
#include "yaml/yaml.h"

using namespace towpath;

namespace {

std::string write(std::string_view text) { return yaml::write(json::parse(text).value()); }

}  // namespace

TEST_CASE("JSON is written as clean block-style YAML") {
  const std::string text = write(
      R"({"apiVersion":"v1","metadata":{"name":"a","tags":["x","y"],"links":[{"url":"http://x:80/","title":"T"},[1,[2,3]]]},
    "empty":{},"none":[],"null":null,"text":"one\n  two\n\nthree\n","end":"x\ny","n":1.5})");

  CHECK(text == R"(apiVersion: v1
metadata:
  name: a
  tags:
    - x
    - "y"
  links:
    - url: http://x:80/
      title: T
    - - 1
      - - 2
        - 3
empty: {}
none: []
"null": null
text: |
  one
    two

  three
end: |-
  x
  y
"n": 1.5
)");
}

TEST_CASE("a string that another reader could take for something else is quoted") {
  const std::string_view quoted[] = {"",
                                     "yes",
                                     "Off",
                                     "y",
                                     "null",
                                     "~",
                                     "true",
                                     "12",
                                     "0x1f",
                                     "1e3",
                                     "2024-01-01",
                                     "12:30",
                                     "1_000",
                                     "-",
                                     "- x",
                                     "a: b",
                                     "a:",
                                     "a #b",
                                     " a",
                                     "a ",
                                     "@x",
                                     "`x",
                                     "*x",
                                     "&x",
                                     "!x",
                                     "%x",
                                     "{a",
                                     "[a",
                                     "'a",
                                     "|",
                                     ">",
                                     "#a",
                                     "---",
                                     "...",
                                     "<<",
                                     "tab\there",
                                     "\xEF\xBB\xBFx",
                                     "\xC2\x85",
                                     "? a"};
  for (const std::string_view text : quoted) {
    CAPTURE(text);
    CHECK(yaml::write(boost::json::value(text)).front() == '"');
  }
  const std::string_view plain[] = {"a",   "a b",      "a:b",  "http://x", "-x",   ":x",
                                    "a#b", "${{ x }}", "it's", "v1.2.3",   "a, b", "Deadbeef"};
  for (const std::string_view text : plain) {
    CAPTURE(text);
    CHECK(yaml::write(boost::json::value(text)) == std::string(text) + "\n");
  }
}

TEST_CASE("what is written reads back as the same value") {
  const std::string_view values[] = {"null",
                                     "[]",
                                     "{}",
                                     "\"x\"",
                                     "\"a\\nb\"",
                                     R"({"a":"\n"})",
                                     R"({"a":"\n\n"})",
                                     R"({"a":"x\n\n\n"})",
                                     R"({"a":" x\ny"})",
                                     R"({"a":"x\n \ny"})",
                                     R"({"a":"\tx\ny"})",
                                     R"({"a":"x\n\ty\r\n"})",
                                     R"({"a":["x\ny\n",["z\n"],{"b":"c\n"}]})",
                                     R"({"":{"":""}})",
                                     R"({"a\nb":1,"? x":[[],{}]})",
                                     R"([[[1],[]],[{"a":[{"b":null}]}]])",
                                     R"({"a":"\u0000\u001f\u007f\u0085\ufeff\u2028\uffff"})",
                                     R"({"a":-0.5,"b":1e21,"c":1e-7,"d":9223372036854775807})",
                                     R"({"a":"x\n# y\n--- z\n"})"};

  for (const std::string_view text : values) {
    CAPTURE(text);
    const boost::json::value value = json::parse(text).value();
    const std::string written = yaml::write(value);
    CAPTURE(written);
    const auto back = yaml::parse_one(written, "written");
    REQUIRE(back);
    CHECK(json::canonical(yaml::to_json(back.value())) == json::canonical(value));
  }
}
