#include "script/cel.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <map>

using namespace towpath;
using namespace towpath::script;

namespace {

const boost::json::value input = boost::json::parse(R"({
  "entity": {"kind": "Component", "metadata": {"name": "shop", "labels": {"tier": "1"}, "tags": ["java", "web"]},
             "spec": {"owner": "group:payments", "lifecycle": "production", "replicas": 3, "note": null}},
  "facts": {"coverage": {"value": 81.5, "at": "2026-01-02T03:04:05Z"}, "checks": [{"name": "build", "ok": true},
            {"name": "scan", "ok": false}]},
  "now": "2026-01-03T03:04:05Z", "text": "Grüße 😀"})");

Result<boost::json::value> one(const Cel& cel, const std::string& source, const boost::json::value& over = input) {
  auto results = cel.evaluate(std::span(&source, 1), over);
  REQUIRE(results.size() == 1);
  return std::move(results[0]);
}

}  // namespace

TEST_CASE("expressions have the values CEL gives them") {
  const Cel cel;
  const std::pair<const char*, const char*> rows[] = {
      {"1 + 2 * 3", "7"},
      {"7 / 2", "3"},
      {"7.0 / 2.0", "3.5E0"},
      {"-7 % 3", "-1"},
      {"'a' + 'b'", "\"ab\""},
      {"[1] + [2]", "[1,2]"},
      {"[1, 'a', null]", "[1,\"a\",null]"},
      {"{'a': 1, 'b': [true]}", "{\"a\":1,\"b\":[true]}"},
      {"entity.spec.owner", "\"group:payments\""},
      {"entity.spec['owner'].startsWith('group:')", "true"},
      {"entity.spec.note == null", "true"},
      {"entity.spec.replicas == 3", "true"},
      {"entity.spec.replicas >= 2 && entity.spec.replicas < 4.5", "true"},
      {"entity.spec.replicas * 2.0", "6E0"},
      {"int(entity.spec.replicas) + 1", "4"},
      {"has(entity.spec.owner) && !has(entity.spec.system)", "true"},
      {"has(entity.constructor) || has(entity.spec.toString)", "false"},
      {"'java' in entity.metadata.tags", "true"},
      {"'tier' in entity.metadata.labels", "true"},
      {"size(entity.metadata.tags) == 2", "true"},
      {"size(text)", "7"},
      {"facts.checks.all(c, c.ok)", "false"},
      {"facts.checks.exists(c, c.ok)", "true"},
      {"facts.checks.exists_one(c, c.ok)", "true"},
      {"facts.checks.filter(c, !c.ok).map(c, c.name)", "[\"scan\"]"},
      {"entity.spec.missing.deep == 1 || true", "true"},
      {"false && entity.spec.missing == 1", "false"},
      {"entity.spec.lifecycle == 'production' ? 'yes' : 'no'", "\"yes\""},
      {"timestamp(now) - timestamp(facts.coverage.at) == duration('24h')", "true"},
      {"timestamp(now) - duration('36h') < timestamp(facts.coverage.at)", "true"},
      {"timestamp(now).getDayOfWeek()", "6"},
      {"timestamp(now).getHours('+02:00')", "5"},
      {"timestamp(now)", "\"2026-01-03T03:04:05.000Z\""},
      {"duration('90m')", "\"5400s\""},
      {"'v1.2.3'.matches('^v[0-9]+')", "true"},
      {"'ABC'.matches('(?i)^abc$')", "true"},
      {"'a,b'.split(',')", "[\"a\",\"b\"]"},
      {"['a', 'b'].join('-')", "\"a-b\""},
      {"' Ab '.trim().lowerAscii()", "\"ab\""},
      {"'abc'.substring(1, 2) + string('abc'.indexOf('c'))", "\"b2\""},
      {"string(b'abc') == 'abc'", "true"},
      {"dyn(1) == 1.0 && dyn(1u) == 1", "true"},
      {"9223372036854775807", "9223372036854775807"},
      {"cel.bind(r, entity.spec.replicas, r > 1.0 && r < 9.0)", "true"},
      {"// a comment\n  true", "true"},
  };
  std::vector<std::string> sources;
  for (const auto& row : rows) sources.emplace_back(row.first);

  const auto results = cel.evaluate(sources, input);

  REQUIRE(results.size() == std::size(rows));
  for (std::size_t i = 0; i < results.size(); ++i) {
    CAPTURE(sources[i]);
    REQUIRE_MESSAGE(results[i].has_value(), results[i].error().message());
    CHECK(boost::json::serialize(results[i].value()) == rows[i].second);
  }
}

TEST_CASE("what this input does not allow is an error that says where and what") {
  const Cel cel;
  const struct {
    const char* source;
    const char* message;
    const char* missing;
  } rows[] = {
      {"entity.spec.system == 'x'", "1:13: The input has no 'entity.spec.system'.", "/entity/spec/system"},
      {"true &&\n  cost.total < 5", "2:3: The input has no 'cost'.", "/cost"},
      {"entity.spec.replicas + 1", "1:1: no such overload: dyn<double> + int", ""},
      {"1 / 0", "1:1: division by zero", ""},
      {"9223372036854775807 + 1", "1:1: integer overflow: 9223372036854775808", ""},
      {"entity.metadata.tags[5]", "1:1: No such key: index out of bounds, index 5 >= size 2", ""},
      {"'a'.matches('(')", "1:1: Invalid regular expression: (", ""},
      {"'a'.matches('(?=a)')", "1:1: Invalid regular expression: (?=a)", ""},
      {"timestamp(now).getHours('Europe/Berlin')",
       "the time zone 'Europe/Berlin' is not known here; use UTC or an offset such as +02:00", ""},
      {"timestamp('yesterday')", "1:1: timestamp() requires a string in ISO 8601 format", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.source);
    const auto result = one(cel, row.source);
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().code() == "script.expression_failed");
    CHECK(result.error().message() == row.message);
    CHECK_FALSE(result.error().hint().empty());
    CHECK((result.error().fields().empty() ? "" : result.error().fields()[0].path) == row.missing);
  }
}

TEST_CASE("what does not parse is refused with line and column, by check and by evaluate") {
  const Cel cel;
  const std::vector<std::string> variables{"entity", "facts", "now"};
  const std::pair<const char*, const char*> rows[] = {
      {"entity.spec.owner ==", "1:21: "},
      {"entity.spec.\n owner = 'x'", "2:8: "},
      {"", "1:1: "},
      {"'open", "1:1: "},
      {"((true)", "1:8: "},
      {"for == 1", "1:1: "},
  };
  for (const auto& [source, place] : rows) {
    CAPTURE(std::string(source));
    const auto checked = cel.check(source, variables);
    REQUIRE_FALSE(checked.has_value());
    CHECK(checked.error().code() == "script.invalid_expression");
    CHECK(checked.error().message().substr(0, std::string(place).size()) == place);
    CHECK(one(cel, source).error().code() == "script.invalid_expression");
  }
}

TEST_CASE("check knows the variables and the types of what needs no input") {
  const Cel cel;
  const std::vector<std::string> variables{"entity", "now"};

  CHECK(cel.check("entity.spec.owner != '' && timestamp(now) > timestamp('2026-01-01T00:00:00Z')", variables));
  const auto unknown = cel.check("entity.spec.owner == '' ||\n entityy.x", variables);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().message() == "2:2: There is no variable 'entityy'.");
  const auto types = cel.check("1 + 'a' == entity.x", variables);
  REQUIRE_FALSE(types.has_value());
  CHECK(types.error().message() == "1:1: no such overload: int + string Near '1 + 'a''.");
  CHECK_FALSE(cel.check("frobnicate(entity)", variables).has_value());
}

TEST_CASE("columns are characters, not bytes") {
  const Cel cel;
  const auto result = one(cel, "'Grüße 😀' == nothing");
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message() == "1:14: The input has no 'nothing'.");
}

TEST_CASE("the members an expression reads are known without evaluating it") {
  const Cel cel;
  const std::pair<const char*, std::vector<std::string>> rows[] = {
      {"entity.spec.owner != '' && has(facts.coverage.value)", {"/entity/spec/owner", "/facts/coverage/value"}},
      {"facts.checks.all(c, c.ok == entity.metadata.annotations['a.b/c'])",
       {"/entity/metadata/annotations/a.b~1c", "/facts/checks"}},
      {"entity.metadata.tags[0] + entity.metadata.tags[size(now)]",
       {"/entity/metadata/tags", "/entity/metadata/tags/0", "/now"}},
      {"cel.bind(x, entity.a, x.y + facts.z)", {"/entity/a", "/facts/z"}},
      {"[1, 2].map(i, i * 2) == {'a': now}.a", {"/now"}},
      {"true", {}},
  };
  for (const auto& [source, expected] : rows) {
    CAPTURE(source);
    const auto found = cel.references(source);
    REQUIRE(found.has_value());
    CHECK(found.value() == expected);
  }
  CHECK(cel.references("1 +").error().code() == "script.invalid_expression");
}

TEST_CASE("a failing expression does not disturb the others") {
  const Cel cel;
  const std::vector<std::string> sources{"entity.kind", "1 +", "entity.nope", "entity.metadata.name"};

  const auto results = cel.evaluate(sources, input);

  REQUIRE(results.size() == 4);
  CHECK(results[0].value().as_string() == "Component");
  CHECK_FALSE(results[1].has_value());
  CHECK_FALSE(results[2].has_value());
  CHECK(results[3].value().as_string() == "shop");
}

TEST_CASE("a program that has run before answers as one that runs for the first time") {
  const Cel cel;
  const char* expressions[] = {
      "a == 'x'",
      "a != 'x'",
      "'x' == a",
      "a == b",
      "a != b",
      "a < 2.0",
      "a <= b",
      "a > b || b >= a",
      "a.b == 'x'",
      "a.b.c > 1.0",
      "a.b && b",
      "a.b || b",
      "!(a.b && b) || a.b",
      "a.b ? 'yes' : 'no'",
      "b.all(e, e == 'x')",
      "b.all(e, e)",
      "b.all(e, e.ok)",
      "b.exists(e, e.ok == true)",
      "b.exists(e, e.n > 1.0)",
      "b.exists_one(e, e.ok)",
      "b.filter(e, e.ok)",
      "b.filter(e, e.n != 2.0).all(e, e.ok)",
      "b.filter(e, e == a)",
      "b.map(e, e.n)",
      "b.map(e, e.ok, e.n)",
      "b.all(e, b.exists(f, e == f && f != a))",
      "b.all(e, e.list.all(f, f == e.n || e.ok))",
      "cel.bind(e, a.b, e == 'x' || b == e)",
      "(a.b == 'x' && b) || (b && a == 'x')",
      "b.all(a, a == 'x') && a == 'x'",
      "a.constructor == b",
      "'x' in b && b[0] == 'x'",
  };
  const char* inputs[] = {
      R"({"a": "x", "b": "x"})",
      R"({"a": 1, "b": 2.5})",
      R"({"a": true, "b": false})",
      R"({"a": null, "b": null})",
      R"({"a": {"b": "x"}, "b": ["x", "x"]})",
      R"({"a": {"b": {"c": 2}}, "b": ["x", 1, null]})",
      R"({"a": {"b": true}, "b": true})",
      R"({"a": {"b": false}, "b": [{"ok": true, "n": 1}, {"ok": false, "n": 2}]})",
      R"({"a": {}, "b": [{"ok": "?", "n": 2}, {"ok": true}]})",
      R"({"a": {"b": 1}, "b": [{"ok": false, "n": 1, "list": [1, 1]}, {"ok": true, "n": 3, "list": [2]}]})",
      R"({"a": {"constructor": "x", "b": {"constructor": 1}}, "b": {"x": 1}})",
      R"({"a": "x", "b": []})",
      R"({"b": [true, false]})",
      R"({"a": [1], "b": [[1], [2]]})",
      R"({})",
  };
  const auto said = [](const Result<boost::json::value>& result) {
    if (result.has_value()) return boost::json::serialize(*result);
    const auto& fields = result.error().fields();
    return result.error().code() + ": " + result.error().message() + (fields.empty() ? "" : fields[0].path);
  };
  // Blanks make another program of the same expression, which has not run yet.
  for (const std::string expression : expressions) {
    CAPTURE(expression);
    std::vector<std::string> fresh;
    for (const char* text : inputs)
      fresh.push_back(said(one(cel, expression + std::string(fresh.size() + 1, ' '), boost::json::parse(text))));
    std::string used = expression;
    for (const char* first : inputs) {
      CAPTURE(std::string(first));
      used += '\n';
      static_cast<void>(one(cel, used, boost::json::parse(first)));
      for (std::size_t i = 0; i < std::size(inputs); ++i) {
        CAPTURE(std::string(inputs[i]));
        CHECK(said(one(cel, used, boost::json::parse(inputs[i]))) == fresh[i]);
      }
    }
  }
}

TEST_CASE("a program means the same whatever types it has met before") {
  const Cel cel;
  const std::string source = "a + b";
  const std::pair<const char*, const char*> rows[] = {
      {R"({"a": "x", "b": "y"})", "\"xy\""},
      {R"({"a": 1, "b": 2})", "3E0"},
      {R"({"a": [1], "b": ["z"]})", "[1E0,\"z\"]"},
      {R"({"a": "x", "b": "y"})", "\"xy\""},
  };
  for (const auto& [over, expected] : rows) {
    CAPTURE(over);
    const auto result = one(cel, source, boost::json::parse(over));
    REQUIRE(result.has_value());
    CHECK(boost::json::serialize(result.value()) == expected);
  }
  CHECK_FALSE(one(cel, source, boost::json::parse(R"({"a": 1, "b": "y"})")).has_value());
}

TEST_CASE("nothing of one evaluation is seen by the next") {
  const Cel cel;
  REQUIRE(one(cel, "secret == 'x'", boost::json::parse(R"({"secret": "x"})")).has_value());

  CHECK_FALSE(one(cel, "secret == 'x'", boost::json::parse("{}")).has_value());
  const auto prototype = boost::json::parse(R"({"__proto__": {"admin": true}, "constructor": 1, "a": {}})");
  CHECK_FALSE(one(cel, "a.admin", prototype).has_value());
  CHECK(one(cel, "has(a.admin)", prototype).value().as_bool() == false);
  CHECK_FALSE(one(cel, "a.admin", boost::json::parse(R"({"a": {}})")).has_value());
}

TEST_CASE("an input that is no object is refused") {
  const Cel cel;
  CHECK(one(cel, "true", boost::json::parse("[1]")).error().code() == "script.expression_failed");
}
