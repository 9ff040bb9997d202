#include <doctest/doctest.h>

#include <string>

#include "yaml/yaml.h"

using namespace towpath;

namespace {

struct Row {
  std::string_view source, value;
};

/// The text of the key "k", or the error.
std::string read(std::string_view source) {
  const auto node = yaml::parse_one(source, "f.yaml");
  if (!node) return node.error().message();
  const yaml::Node* value = node.value().find("k");
  return value && value->string() ? *value->string() : "not a string";
}

}  // namespace

TEST_CASE("quoted scalars are decoded exactly") {
  const Row rows[] = {{"k: ''''", "'"},
                      {"k: 'x''''''''y'", "x''''y"},
                      {"k: '#''''\\'", "#''\\"},
                      {"k: ''':'''':\\:  #  '", "':'':\\:  #  "},
                      {"k: ' a \n\n  b\n  c '", " a\nb c "},
                      {"k: 'a\r\n  b'", "a b"},
                      {"{k: 'a', z: 'b'}", "a"},
                      {"k: \"\\\\\\\n   x\\ny\"", "\\x\ny"},
                      {"k: \"a\\t \n  b\"", "a\t b"},
                      {"k: \"a \\\n\n  \\  b\"", "a \n  b"},
                      {"k: \"\\x41\\u00e9\\U0001F600\\ud83d\\ude00\\/\\_\\e\"",
                       "A\xC3\xA9\xF0\x9F\x98\x80\xF0\x9F\x98\x80/\xC2\xA0\x1B"},
                      {"k: \"\\0\"", std::string_view("\0", 1)}};

  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(read(row.source) == row.value);
  }
}

TEST_CASE("an escape that names no character is an error") {
  for (const std::string_view text : {"k: \"\\ud83d\"", "k: \"\\ud83dx\"", "k: \"\\ude00\"", "k: \"\\ud83d\\u0041\"",
                                      "k: \"\\U00110000\"", "k: \"\\x4\""}) {
    CAPTURE(text);
    CHECK(!yaml::parse(text, "f.yaml"));
  }
}

TEST_CASE("literal blocks keep their lines") {
  const Row rows[] = {{"k: |\n  a\n   b\n\n  c\n\nz: 1", "a\n b\n\nc\n"},
                      {"k: |-\n  a\n\nz: 1", "a"},
                      {"k: |+\n  a\n\nz: 1", "a\n\n"},
                      {"k: |\n\n\n  a\n", "\n\na\n"},
                      {"k: |+\n\n\nz: 1", "\n\n"},
                      {"k: |\nz: 1", ""},
                      {"k: |2\n   a\n  b", " a\nb\n"},
                      {"k: |1-\n  a", " a"},
                      {"k: |-1\n  a", " a"},
                      {"k: | # comment | >\n  a", "a\n"},
                      {"k: &a|b |\n  a", "a\n"},
                      {"k:\n  # x |\n  |\n  a", "a\n"},
                      {"\"a | # \": 1\nk: |\n  a", "a\n"},
                      {"k: |\r\n  a\r\n  b\r\n", "a\nb\n"},
                      {"k: |\n  # text\n # comment\nz: 1", "# text\n"},
                      {"k: |\n  a\n  \n   \nz: 1", "a\n\n \n"},
                      {"k: |\n  a: b\n  - c\n---\n", "f.yaml:4:1: only one document is expected here"}};

  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(read(row.source) == row.value);
  }
}

TEST_CASE("folded blocks join lines, except around indented ones") {
  const Row rows[] = {{"k: >\n  a\n  b\n\n  c\n", "a b\nc\n"},
                      {"k: >-\n  a\n\n\n  b\n", "a\n\nb"},
                      {"k: >+\n  a\n\n\n", "a\n\n\n"},
                      {"k: >\n  a\n   x\n\n    y\n\n  b\n", "a\n x\n\n  y\n\nb\n"},
                      {"k: >\n  a'x\\\n\n   \"\n   y\n\n  :z\n\n\n", "a'x\\\n\n \"\n y\n\n:z\n"},
                      {"k: >\n\n   a\n   b", "\na b\n"},
                      {"k: >\n  a\n  \tb\n  c", "a\n\tb\nc\n"}};

  for (const Row& row : rows) {
    CAPTURE(row.source);
    CHECK(read(row.source) == row.value);
  }
}

TEST_CASE("blocks end where their collection goes on") {
  const auto list =
      yaml::parse_one("- - |\n   a\n- !!str &x >1-\n  b\n   c\n- k: |\n    d\n  e: f\n-\n  |\n  g\n", "f.yaml").value();

  CHECK(*list.items()[0].items()[0].string() == "a\n");
  CHECK(*list.items()[1].string() == " b\n  c");
  CHECK(*list.items()[2].find("k")->string() == "d\n");
  CHECK(*list.items()[2].find("e")->string() == "f");
  CHECK(*list.items()[3].string() == "g\n");
  const auto documents = yaml::parse("--- |\nabc\n  d\n--- >2-\n   e\n...\n", "f.yaml").value();
  CHECK(*documents[0].root.string() == "abc\n  d\n");
  CHECK(*documents[1].root.string() == " e");
}
