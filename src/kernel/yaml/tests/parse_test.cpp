#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "json/json.h"
#include "yaml/yaml.h"

using namespace towpath;

namespace {

/// Every document as canonical JSON, separated by " | "; an error as its message.
std::string read(std::string_view text) {
  const auto documents = yaml::parse(text, "f.yaml");
  if (!documents) return documents.error().message();
  std::string out;
  for (const yaml::Document& document : documents.value()) {
    if (&document != documents.value().data()) out += " | ";
    out += document.is_empty ? "empty" : json::canonical(yaml::to_json(document.root));
  }
  return out;
}

yaml::Node one(std::string_view text) { return yaml::parse_one(text, "f.yaml").value(); }

/// `levels` lists inside each other.
std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

}  // namespace

TEST_CASE("plain scalars have the types of the YAML 1.2 core schema") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {{"~", "null"},
                      {"null", "null"},
                      {"Null", "null"},
                      {"NULL", "null"},
                      {"nULL", "\"nULL\""},
                      {"true", "true"},
                      {"True", "true"},
                      {"FALSE", "false"},
                      {"tRUE", "\"tRUE\""},
                      {"yes", "\"yes\""},
                      {"on", "\"on\""},
                      {"No", "\"No\""},
                      {"y", "\"y\""},
                      {"010", "10"},
                      {"0o10", "8"},
                      {"0x1F", "31"},
                      {"0X1F", "\"0X1F\""},
                      {"+1", "1"},
                      {"-0", "0"},
                      {"0b1", "\"0b1\""},
                      {"0o8", "\"0o8\""},
                      {"1_000", "\"1_000\""},
                      {"1e3", "1000"},
                      {".5", "0.5"},
                      {"1.", "1"},
                      {"-1.5e-3", "-0.0015"},
                      {"1.0", "1"},
                      {"1.10", "1.1"},
                      {".", "\".\""},
                      {"+", "\"+\""},
                      {"e3", "\"e3\""},
                      {"1e", "\"1e\""},
                      {"1:30", "\"1:30\""},
                      {"2024-01-01", "\"2024-01-01\""},
                      {"1.2.3", "\"1.2.3\""},
                      {"9223372036854775807", "9223372036854775807"},
                      {"9223372036854775808", "9223372036854776000"},
                      {"-9223372036854775808", "-9223372036854775808"},
                      {"0xFFFFFFFFFFFFFFFF", "18446744073709552000"},
                      {".inf", "null"},
                      {".NaN", "null"},
                      {"\"1\"", "\"1\""},
                      {"'true'", "\"true\""},
                      {"\"\"", "\"\""}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.json);
  }
}

TEST_CASE("infinities and NaN are numbers") {
  CHECK(one(".inf").kind() == yaml::Kind::number);
  CHECK(one("-.Inf").number().value() < 0);
  CHECK(one(".nan").text() == "NaN");
}

TEST_CASE("the core tags convert and every other tag makes a scalar a string") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {{"!!str 3", "\"3\""},
                      {"!!int \"3\"", "3"},
                      {"!!float 3", "3"},
                      {"!!bool 'true'", "true"},
                      {"!!null ''", "null"},
                      {"!!int x", "\"x\""},
                      {"!foo 3", "\"3\""},
                      {"! 3", "\"3\""},
                      {"!foo [1]", "[1]"},
                      {"!foo {b: 1}", "{\"b\":1}"},
                      {"!!timestamp 2001-12-14", "\"2001-12-14\""}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.json);
  }
}

TEST_CASE("several documents, empty ones and explicit nulls can be told apart") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {{"", ""},
                      {"# only a comment\n", ""},
                      {"---\n", "empty"},
                      {"null\n", "null"},
                      {"---\n---\n", "empty | empty"},
                      {"a: 1\n---\n---\nb: 2\n", "{\"a\":1} | empty | {\"b\":2}"},
                      {"--- a\n--- ~\n", "\"a\" | null"},
                      {"a: 1\n...\n---\nb: 2", "{\"a\":1} | {\"b\":2}"},
                      {"--- ''\n", "\"\""}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.json);
  }
}

TEST_CASE("byte order marks, CRLF, JSON, directives and block texts are read") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {{"\xEF\xBB\xBF"
                       "a: 1",
                       "{\"a\":1}"},
                      {"a: 1\r\nb: |\r\n  x\r\n  y\r\n", R"({"a":1,"b":"x\ny\n"})"},
                      {"{\n\t\"a\": [\n\t\t1,\n\t\ttrue\n\t]\n}", R"({"a":[1,true]})"},
                      {"%YAML 1.1\n---\na: yes", R"({"a":"yes"})"},
                      {"a: |+\n  x\n\n", R"({"a":"x\n\n"})"},
                      {"a: >\n  x\n  y\n\n  z\n", R"({"a":"x y\nz\n"})"},
                      {"a:\t1\n\t\nb: ${{ x }} y", R"({"a":1,"b":"${{ x }} y"})"},
                      {"a: \"\\ud83d\\ude00\\x41\"",
                       "{\"a\":\"\xF0\x9F\x98\x80"
                       "A\"}"}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.json);
  }
}

TEST_CASE("merge keys stay ordinary keys") {
  CHECK(read("a: &x {k: v}\nb: {<<: *x, c: 1}") == R"({"a":{"k":"v"},"b":{"<<":{"k":"v"},"c":1}})");
}

TEST_CASE("keys that are not strings become text, collections in their flow form") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {{"80: x", R"({"80":"x"})"},
                      {"true: x", R"({"true":"x"})"},
                      {"~: x", R"({"":"x"})"},
                      {"1.0: x", R"({"1":"x"})"},
                      {"x: {{ y.z }}", R"({"x":{"{ y.z }":null}})"},
                      {"? [x, y]\n: 1", R"({"[ x, y ]":1})"},
                      {"? {a: 1, b}\n: 1", R"({"{ a: 1, b }":1})"},
                      {"? []\n: 1", R"({"[]":1})"},
                      {"&k a: 1\nb: *k\n*k : 2", "f.yaml:3:1: the key \"a\" appears twice in one mapping in: *k : 2"}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(read(row.text) == row.json);
  }
}

TEST_CASE("errors name file, line, column and the offending text") {
  struct Row {
    std::string_view text, message, hint;
  };
  const Row rows[] = {
      {"a: 1\n\"a\": 2", "f.yaml:2:1: the key \"a\" appears twice in one mapping in: \"a\": 2", ""},
      {"{b: 1, 'b': 2}", "f.yaml:1:8: the key \"b\" appears twice in one mapping in: {b: 1, 'b': 2}", ""},
      {"a:\n\tb: 1", "f.yaml:2:1: tab character may not be used as indentation in: b: 1",
       "Indent with blanks, not with tabs."},
      {"x: 1\na: *nope", "f.yaml:2:4: the alias *nope has no anchor &nope before it in: a: *nope",
       "If it is meant as text, put it in quotes."},
      {"a: &x [1, *x]", "f.yaml:1:11: the alias *x has no anchor &x before it in: a: &x [1, *x]",
       "If it is meant as text, put it in quotes."},
      {"a: b: c", "f.yaml:1:5: invalid nested block mapping on the same line in: a: b: c",
       "Put a value that holds ': ' or starts with a special character in quotes."},
      {"a: @x", "f.yaml:1:4: plain scalar cannot start with '@' in: a: @x",
       "Put a value that holds ': ' or starts with a special character in quotes."},
      {"a: {{ x }}-y", "f.yaml:1:11: invalid value after mapping in: a: {{ x }}-y",
       "Put a value that holds {{ }} in quotes: key: \"{{ value }}\"."},
      {"{% raw %}\n", "f.yaml:1:2: plain scalar cannot start with '%' in: {% raw %}",
       "Put a value that holds {% %} in quotes."},
      {"<<<<<<< HEAD\na: 1\n", "f.yaml:1:1: invalid multiline plain key in: <<<<<<< HEAD",
       "Resolve the merge conflict and remove its markers."},
      {"a: 'x", "f.yaml:1:5: single-quoted scalar without closing quote in: a: 'x", ""},
      {"\xC3\xA9: \xC3\xA9: x", "f.yaml:1:5: invalid nested block mapping on the same line in: \xC3\xA9: \xC3\xA9: x",
       "Put a value that holds ': ' or starts with a special character in quotes."},
      {"a: \"\xFF\"", "f.yaml: the text is not UTF-8", ""},
      {std::string_view("a:\n \0", 5), "f.yaml:2:2: a NUL character is not allowed in: ?", ""}};

  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto result = yaml::parse(row.text, "f.yaml");
    REQUIRE(!result);
    CHECK(result.error().code() == "yaml.invalid");
    CHECK(result.error().message() == row.message);
    CHECK(result.error().hint() == row.hint);
  }
}

TEST_CASE("duplicate keys are found in large mappings too") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "key" + std::to_string(i) + ": 1\n";

  CHECK(yaml::parse(text, "f.yaml"));
  CHECK(read(text + "key57: 2\n") == "f.yaml:101:1: the key \"key57\" appears twice in one mapping in: key57: 2");
}

TEST_CASE("a second document is refused where one is expected") {
  const auto result = yaml::parse_one("a: 1\n---\nb: 2", "f.yaml");

  REQUIRE(!result);
  CHECK(result.error().message() == "f.yaml:3:1: only one document is expected here");
  CHECK(one("").is_null());
}

TEST_CASE("aliases are copies with the place of the alias") {
  const yaml::Node node = one("a: &x {k: v}\nb: *x");

  CHECK(*node.find("b")->find("k")->string() == "v");
  CHECK(node.find("b")->at() == yaml::Position{2, 4});
}

TEST_CASE("aliases that multiply are refused") {
  std::string laughs = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string previous = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + previous;
    for (int k = 1; k < 9; ++k) laughs += ", " + previous;
    laughs += "]\n";
  }
  std::string long_text = "a: &a " + std::string(100'000, 'x') + "\nb:\n";
  for (int i = 0; i < 100; ++i) long_text += "- *a\n";
  std::string deep = "a0: &a0 " + nested(40) + "\na1: " + std::string(30, '[') + "*a0" + std::string(30, ']');

  for (const std::string& text : {laughs, long_text, deep}) {
    const auto result = yaml::parse(text, "f.yaml");
    REQUIRE(!result);
    CHECK(result.error().code() == "yaml.too_large");
  }
}

TEST_CASE("size, number of values and depth are limited") {
  CHECK(yaml::parse(nested(64), "f.yaml"));
  CHECK(read(nested(65)) == "f.yaml:1:65: nested deeper than 64 levels");
  CHECK(yaml::parse(std::string(20'000, '['), "f.yaml").error().code() == "yaml.too_large");
  CHECK(yaml::parse("[1, 2, 3]", "f.yaml", {.nodes = 3}).error().message() == "f.yaml:1:9: more than 3 values");
  CHECK(yaml::parse("a: 1", "f.yaml", {.bytes = 3}).error().message() ==
        "f.yaml: the text has 4 bytes, the limit is 3");
}

TEST_CASE("every node and every key knows its place") {
  const yaml::Node node = one("a: b\nc:\n  - \"x\"\n  - {y: 1}\n  -\nd:\n\xC3\xA9: z\n");

  CHECK(node.at() == yaml::Position{1, 1});
  CHECK(node.find("a")->at() == yaml::Position{1, 4});
  CHECK(node.find_entry("c")->key_at == yaml::Position{2, 1});
  CHECK(node.find("c")->at() == yaml::Position{3, 3});
  CHECK(node.find("c")->items()[0].at() == yaml::Position{3, 5});
  CHECK(node.find("c")->items()[1].find_entry("y")->key_at == yaml::Position{4, 6});
  CHECK(node.find("d")->at() == yaml::Position{6, 1});
  CHECK(node.find("\xC3\xA9")->at() == yaml::Position{7, 4});
}

TEST_CASE("a JSON Pointer finds its node and the place to show") {
  const yaml::Node node = one("spec:\n  a/b: [1, {x: y}]\n");

  CHECK(yaml::at_pointer(node, "")->is_mapping());
  CHECK(*yaml::at_pointer(node, "/spec/a~1b/1/x")->string() == "y");
  CHECK(yaml::at_pointer(node, "/spec/a~1b/2") == nullptr);
  CHECK(yaml::at_pointer(node, "/spec/a~1b/01") == nullptr);
  CHECK(yaml::position_of(node, "/spec/a~1b") == yaml::Position{2, 3});
  CHECK(yaml::position_of(node, "/spec/a~1b/1") == yaml::Position{2, 12});
  CHECK(yaml::position_of(node, "/spec/owner") == yaml::Position{1, 1});
  CHECK(yaml::position_of(node, "/nothing") == yaml::Position{1, 1});
}

TEST_CASE("a place inside a text is found in the file, however the text is written") {
  const std::string source =
      "spec:\n  plain: a && b\n  quoted: \"c && d\"\n  block: |\n    one &&\n\n    two\n  folded: >\n    x\n    y\n";
  const yaml::Node node = yaml::parse_one(source, "t").value();

  CHECK(yaml::position_within(source, node, "/spec/plain", {1, 3}) == yaml::Position{2, 12});
  CHECK(yaml::position_within(source, node, "/spec/quoted", {1, 3}) == yaml::Position{3, 14});
  CHECK(yaml::position_within(source, node, "/spec/block", {1, 5}) == yaml::Position{5, 9});
  CHECK(yaml::position_within(source, node, "/spec/block", {3, 2}) == yaml::Position{7, 6});
  CHECK(yaml::position_within(source, node, "/spec/folded", {1, 3}).line == 8);
  CHECK(yaml::position_within(source, node, "/spec/none", {1, 3}) == yaml::Position{1, 1});
  CHECK(yaml::position_within(source, node, "/spec/plain", {4, 1}) == yaml::Position{2, 3});
}

TEST_CASE("accessors answer only for their kind") {
  const yaml::Node node = one("{i: 3, n: 1.5, b: true, s: x, l: [1], z: }");

  CHECK(node.find("i")->integer() == 3);
  CHECK(node.find("i")->number() == 3.0);
  CHECK(!node.find("n")->integer());
  CHECK(node.find("n")->text() == "1.5");
  CHECK(node.find("b")->boolean() == true);
  CHECK(node.find("s")->string() != nullptr);
  CHECK(!node.find("s")->boolean());
  CHECK(node.find("l")->items().size() == 1);
  CHECK(node.find("s")->items().empty());
  CHECK(node.find("z")->is_null());
  CHECK(node.find("absent") == nullptr);
  CHECK(yaml::to_string(node.find("l")->kind()) == "list");
}
