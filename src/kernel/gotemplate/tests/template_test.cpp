#include "gotemplate/template.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>

#include "gotemplate/json.h"

using namespace towpath;
using namespace towpath::gotemplate;

namespace {

std::string outcome(const std::string& source, const Environment& environment = {}, const std::string& data = "{}") {
  const auto parsed = Template::parse(source, "redis.outputs", environment);
  if (!parsed.has_value()) return parsed.error().code() + ": " + parsed.error().message();
  const auto out = parsed->render(from_json(boost::json::parse(data)), environment);
  return out.has_value() ? *out : out.error().code() + ": " + out.error().message();
}

Environment small() {
  Environment out;
  out.limits = {.source_bytes = 4'000, .output_bytes = 1'000, .work_bytes = 20'000, .steps = 2'000, .depth = 20};
  return out;
}

}  // namespace

TEST_CASE("an error names file, line, column and the action") {
  CHECK(outcome("a: 1\nb: é{{ .name.x }}", {}, R"({"name":"n"})") ==
        "gotemplate.render: redis.outputs:2:8: can't evaluate field x in type string, in {{ .name.x }}");
  CHECK(outcome("x\n\n  {{ randAlfa 6 }}") ==
        "gotemplate.syntax: redis.outputs:3:6: function \"randAlfa\" not defined, in {{ randAlfa 6 }}");
  CHECK(outcome("{{ fail \"no port\" }}") ==
        "gotemplate.render: redis.outputs:1:4: fail: no port, in {{ fail \"no port\" }}");
  CHECK(outcome("{{ if .a }}\n x") == "gotemplate.syntax: redis.outputs:1:1: {{if}} has no {{end}}, in {{ if .a }}");
  CHECK(outcome("{{ b64enc (index .l 4) }}", {}, R"({"l":[1]})") ==
        "gotemplate.render: redis.outputs:1:12: index: index out of range: 4, in {{ b64enc (index .l 4) }}");
}

TEST_CASE("a function that does not exist is told with the nearest that does") {
  const auto parsed = Template::parse("{{ randAlfa 6 }}", "t", {});
  REQUIRE(!parsed.has_value());
  CHECK(parsed.error().hint() == "did you mean 'randAlpha'?");
}

TEST_CASE("functions of the caller are called like built-in ones, and win over them") {
  Environment environment;
  environment.functions["encodeSecretRef"] = [](std::span<const Value> arguments) -> Result<Value> {
    if (arguments.size() != 2) return invalid_input("test.arguments", "it takes a name and a key");
    return Value("ref:" + *arguments[0].as_text() + "/" + *arguments[1].as_text());
  };
  environment.functions["upper"] = [](std::span<const Value>) -> Result<Value> { return Value("mine"); };

  CHECK(outcome("{{ encodeSecretRef \"a\" \"b\" | upper }}", environment) == "mine");
  CHECK(outcome("{{ encodeSecretRef \"a\" \"b\" }}", environment) == "ref:a/b");
  CHECK(outcome("{{ encodeSecretRef 1 }}", environment) ==
        "gotemplate.render: redis.outputs:1:4: encodeSecretRef: it takes a name and a key, in {{ encodeSecretRef 1 }}");
}

TEST_CASE("chance comes from the caller's source alone") {
  Environment environment;
  CHECK(outcome("{{ randAlphaNum 4 }}", environment) ==
        "gotemplate.render: redis.outputs:1:4: randAlphaNum: there is no randomness here, in {{ randAlphaNum 4 }}");

  std::uint32_t next = 0;
  environment.random = [&](std::uint32_t bound) { return next++ % bound; };
  CHECK(outcome("{{ randAlpha 3 }}-{{ randNumeric 3 }}", environment) == "ABC-345");
  next = 0;
  CHECK(outcome("{{ randAlphaNum 63 }}|{{ randAscii 2 }}", environment) ==
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789A|_`");
  next = 0;
  CHECK(outcome("{{ uuidv4 }} {{ randInt 5 8 }}", environment) == "00010203-0405-4607-8809-0a0b0c0d0e0f 6");
}

TEST_CASE("what would cost too much ends with the limit it hit") {
  const Environment environment = small();
  for (const std::string source :
       {"{{ range until 900 }}{{ range until 900 }}x{{ end }}{{ end }}", "{{ repeat 5000 \"x\" }}",
        "{{ printf \"%5000d\" 1 }}", "{{ indent 5000 \"x\" }}", "{{ until 100000 }}",
        "{{ define \"r\" }}{{ template \"r\" . }}{{ end }}{{ template \"r\" . }}",
        "{{ $l := list 1 }}{{ range until 30 }}{{ $l = list $l $l }}{{ end }}{{ $l }}",
        "{{ $l := list 1 }}{{ range until 30 }}{{ $l = list $l $l }}{{ end }}{{ toJson $l }}",
        "{{ $x := \"ab\" }}{{ range until 30 }}{{ $x = print $x $x }}{{ end }}",
        "{{ $x := \"aaaaaaaaaa\" }}{{ range until 30 }}{{ $x = replace \"a\" \"aa\" $x }}{{ end }}",
        "{{ range until 900 }}xxxxxxxxxx{{ end }}", "{{ randAlphaNum 5000 }}"}) {
    CAPTURE(source);
    Environment limited = environment;
    limited.random = [](std::uint32_t) { return 0u; };
    const std::string got = outcome(source, limited);
    CHECK_MESSAGE(got.starts_with("gotemplate.limit: redis.outputs:1:"), got);
  }
  CHECK(outcome(std::string(5'000, 'x'), environment).starts_with("gotemplate.limit"));
  CHECK(outcome("{{ " + std::string(30, '(') + "1" + std::string(30, ')') + " }}", environment)
            .starts_with("gotemplate.limit"));
  std::string nested;
  for (int i = 0; i < 30; ++i) nested += "{{ if true }}";
  CHECK(outcome(nested, environment).starts_with("gotemplate.limit"));
}

TEST_CASE("a map cannot be made to contain itself") {
  CHECK(outcome("{{ $d := dict }}{{ set $d \"a\" (list $d) }}").find("a map would contain itself") !=
        std::string::npos);
  CHECK(outcome("{{ $d := dict \"x\" (dict) }}{{ merge $d.x (dict \"y\" $d) }}").find("a map would contain itself") !=
        std::string::npos);
}

TEST_CASE("a value nested very deep is taken apart without the stack, and printing it is refused") {
  const std::string deep =
      "{{ $root := dict }}{{ $at := $root }}{{ range until 9000 }}{{ $next := dict }}{{ $_ := set $at \"n\" $next }}"
      "{{ $at = $next }}{{ end }}";
  CHECK(outcome(deep + "made") == "made");
  CHECK(outcome(deep + "{{ $root }}").find("nested too deep") != std::string::npos);
}

TEST_CASE("one template can be rendered again with other data") {
  const Environment environment;
  const auto parsed = Template::parse("{{ .a }}", "t", environment);
  REQUIRE(parsed.has_value());
  CHECK(parsed->render(from_json(boost::json::parse(R"({"a":1})")), environment).value() == "1");
  CHECK(parsed->render(from_json(boost::json::parse(R"({"a":2})")), environment).value() == "2");
}

TEST_CASE("there is one function of each name") {
  const auto names = function_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  // What the public provisioners of Score use.
  for (const char* name :
       {"add",        "append",  "atoi",      "b64enc", "cat",    "default", "dict",      "dig",        "fail",
        "indent",     "last",    "list",      "lower",  "merge",  "min",     "quote",     "randAlpha",  "randAlphaNum",
        "regexMatch", "replace", "splitList", "squote", "substr", "toJson",  "toRawJson", "trimSuffix", "upper"}) {
    CAPTURE(name);
    CHECK(std::find(names.begin(), names.end(), name) != names.end());
  }
}
