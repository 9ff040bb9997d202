#include <doctest/doctest.h>

#include "template/template.h"

using namespace towpath;
using namespace towpath::tmpl;

namespace {

const Object& context() {
  static const Object object{{"name", Value("shop")},
                             {"list", Value(Array{Value(3), Value(1), Value(2)})},
                             {"values", Value(Object{{"owner", Value("team-a")}, {"nothing", Value(nullptr)}})}};
  return object;
}

Result<std::string> render(const std::string& text, const Environment& environment = {}, const Options& options = {}) {
  TRY(const Template parsed, Template::parse(text, "README.md", options));
  return parsed.render(context(), environment);
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_SUITE("template") {
  TEST_CASE("a syntax error names file, line and column and quotes the line") {
    const auto out = render("# Title\n\nOwner: ${{ values.owner | }} ok\n");

    REQUIRE(!out);
    CHECK(out.error().code() == "template.syntax");
    CHECK(out.error().message() == "README.md:3:26: expected the name of a filter: Owner: ${{ values.owner | }} ok");
  }

  TEST_CASE("columns count characters, not bytes") {
    const auto out = render("Grüße ☃ ${{ ? }}");

    REQUIRE(!out);
    CHECK(out.error().message().starts_with("README.md:1:13: "));
  }

  TEST_CASE("a render error names the innermost expression that failed") {
    const auto out = render("a\n  ${{ name ~ nosuch(1) }}");

    REQUIRE(!out);
    CHECK(out.error().code() == "template.render");
    CHECK(out.error().message() ==
          "README.md:2:14: 'nosuch' is undefined and cannot be called: ${{ name ~ nosuch(1) }}");
  }

  TEST_CASE("a message quotes only the surroundings of its place in a long line") {
    const auto out = render(std::string(5000, 'x') + "${{ | }}" + std::string(5000, 'y'));

    REQUIRE(!out);
    CHECK(out.error().message().size() < 250);
    CHECK(out.error().message().find("${{ | }}") != std::string::npos);
  }

  TEST_CASE("a misspelt name gets the nearest known one as a hint") {
    struct Row {
      const char* text;
      const char* hint;
    };
    const Row rows[] = {{"${{ name | lowr }}", "Did you mean 'lower'?"},
                        {"${{ name | split(',') }}", "There is a method of that name: write `value.split(...)`."},
                        {"${{ name.upper() }}", "There is a filter of that name: write `value | upper`."},
                        {"${{ name is strin }}", "Did you mean 'string'?"},
                        {"{% fro x in list %}{% endfor %}", "Did you mean 'for'?"},
                        {"{% include 'x' %}", "Put the text into this file, or use a macro."}};
    for (const Row& row : rows) {
      CAPTURE(std::string(row.text));
      const auto out = render(row.text);
      REQUIRE(!out);
      CHECK(out.error().hint() == row.hint);
    }
  }

  TEST_CASE("filters and functions of the caller win over built-in ones") {
    Environment environment;
    environment.filters["upper"] = [](const Value& input, std::span<const Value> arguments) -> Result<Value> {
      return Value("<" + *input.as_text() + std::to_string(arguments.size()) + ">");
    };
    environment.globals["twice"] = [](std::span<const Value> arguments) -> Result<Value> {
      return Value(*arguments[0].as_number() * 2);
    };
    environment.globals["version"] = Value("1.2");

    CHECK(render("${{ name | upper('x') }} ${{ twice(21) }} ${{ version }}", environment).value() == "<shop1> 42 1.2");
    CHECK(!render("${{ twice(n=1) }}", environment));
  }

  TEST_CASE("an error of the caller's filter is completed with name and place and keeps its hint") {
    Environment environment;
    environment.filters["check"] = [](const Value&, std::span<const Value>) -> Result<Value> {
      return invalid_input("x.y", "does not like this").with_hint("Try another.");
    };

    const auto out = render("${{ name | check }}", environment);

    REQUIRE(!out);
    CHECK(out.error().message().starts_with("README.md:1:12: the filter 'check' does not like this"));
    CHECK(out.error().hint() == "Try another.");
  }

  TEST_CASE("changing an array in a template does not change the caller's value") {
    CHECK(render("{% set x = list.push(9) %}${{ list }}").value() == "3,1,2,9");
    CHECK(render("${{ list }}").value() == "3,1,2");
    CHECK(render("${{ list['pu' ~ 'sh'] }}").value() == "");
  }

  TEST_CASE("one expression evaluates to its value, anything around it makes text") {
    const auto kind = [](const char* text) { return evaluate(text, "input", context()).value().kind(); };

    CHECK(kind("${{ list }}") == Kind::array);
    CHECK(kind("${{ values.nothing }}") == Kind::null);
    CHECK(kind("${{ values.absent }}") == Kind::undefined);
    CHECK(kind("{# note #}${{ list | length }}") == Kind::number);
    CHECK(kind(" ${{ list }}") == Kind::string);
    CHECK(kind("") == Kind::string);
  }

  TEST_CASE("functions never leave a template") {
    for (const char* text :
         {"${{ range }}", "${{ [range] }}", "${{ {a: {b: name.trim} } }}", "{% macro m() %}{% endmacro %}${{ m }}"}) {
      CAPTURE(std::string(text));
      const auto value = evaluate(text, "input", context());
      REQUIRE(!value);
      CHECK(value.error().code() == "template.render");
    }
  }

  TEST_CASE("the body of a call block cannot be kept for later") {
    const auto out = render(
        "{% macro keep(box) %}{% set kept = caller %}${{ caller() }}{% endmacro %}"
        "{% call keep() %}x{% endcall %}${{ kept }}");

    CHECK(out.value() == "x");
  }

  TEST_CASE("each limit ends the render with template.limit") {
    struct Row {
      const char* what;
      std::string text;
    };
    const std::string long_text = "{% set a %}" + std::string(6000, 'x') + "\u00e9{% endset %}";
    const Row rows[] = {
        {"steps", "{% for i in range(100000) %}x{% endfor %}"},
        {"steps in nested loops", "{% for a in range(200) %}{% for b in range(200) %}{% endfor %}{% endfor %}"},
        {"a step that never arrives", "${{ range(0, 1, 0.0000001) | length }}"},
        {"output", "{% for i in range(1000) %}" + std::string(200, 'x') + "{% endfor %}"},
        {"one text", "{% set a = 'xxxxxxxxxxxxxxxx' %}{% for i in range(40) %}{% set a = a ~ a %}{% endfor %}"},
        {"text by a filter", "${{ 'x' | center(1000000000000) }}"},
        {"text by replacing",
         "{% set a %}" + std::string(1000, 'x') + "{% endset %}${{ a | replace('', a) | length }}"},
        {"text read by filters", long_text + "{% for i in range(900) %}{% set b = a | upper %}{% endfor %}"},
        {"text read by index", long_text + "{% for i in range(900) %}{% set b = a[i] %}{% endfor %}"},
        {"text compared", long_text + "{% set b = a ~ '' %}{% for i in range(900) %}{% set c = a < b %}{% endfor %}"},
        {"values that share parts",
         "{% set a = 1 %}{% for i in range(60) %}{% set a = [a, a] %}{% endfor %}${{ a | dump }}"},
        {"deep values", "{% set a = [] %}{% for i in range(300) %}{% set a = [a] %}{% endfor %}${{ a }}"},
        {"calls of itself", "{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}"},
        {"nested syntax", "${{ " + std::string(5000, '(') + "1" + std::string(5000, ')') + " }}"},
        {"a long chain", "${{ 1" + repeated(" + 1", 300) + " }}"},
        {"nested blocks", repeated("{% if name %}", 400)}};
    Options options;
    options.limits.output_bytes = 100'000;
    options.limits.work_bytes = 200'000;
    options.limits.steps = 5'000;
    for (const Row& row : rows) {
      CAPTURE(std::string(row.what));
      const auto out = render(row.text, {}, options);
      REQUIRE(!out);
      CHECK_MESSAGE(out.error().code() == "template.limit", out.error().message());
    }
  }

  TEST_CASE("a value nested a hundred thousand deep is released without recursion") {
    Value value;
    for (int i = 0; i < 100'001; ++i) value = i % 2 ? Value(Object{{"x", value}}) : Value(Array{value});
    CHECK(value.as_array()->size() == 1);
  }

  TEST_CASE("a source beyond the limit is refused") {
    Options options;
    options.limits.source_bytes = 10;
    const auto parsed = Template::parse("01234567890", "x", options);
    REQUIRE(!parsed);
    CHECK(parsed.error().code() == "template.limit");
  }

  TEST_CASE("look-around and back-references are refused with a hint") {
    for (const char* text : {"${{ name | replace(r/(?=s)/, '') }}", "${{ name | replace(r/(s)\\1/, '') }}",
                             "${{ name | replace(r/(?<!s)h/, '') }}"}) {
      CAPTURE(std::string(text));
      const auto out = render(text);
      REQUIRE(!out);
      CHECK(out.error().code() == "template.syntax");
      CHECK(!out.error().hint().empty());
    }
  }

  TEST_CASE("replaceAll, which nunjucks has, works with text and expressions") {
    CHECK(render("${{ 'a-b-c'.replaceAll('-', '.') }} ${{ 'a1b2'.replaceAll(r/\\d/g, '') }}").value() == "a.b.c ab");
    CHECK(!render("${{ 'a1b2'.replaceAll(r/\\d/, '') }}"));
  }

  TEST_CASE("random is refused: the same input renders the same output") { CHECK(!render("${{ list | random }}")); }

  TEST_CASE("objects order keys that are array indices first") {
    Object object;
    for (const char* key : {"b", "10", "a", "2", "01"}) object.set(key, Value(key));
    object.set("a", Value("changed"));

    std::string order;
    for (const auto& [key, value] : object) order += key + ' ';
    CHECK(order == "2 10 b a 01 ");
    CHECK(*object.find("a")->as_text() == "changed");
    CHECK(object.find("3") == nullptr);
  }

  TEST_CASE("large objects find their entries") {
    Object object;
    for (int i = 0; i < 500; ++i) object.set("key" + std::to_string(i), Value(i));
    for (int i = 0; i < 500; ++i) REQUIRE(*object.find("key" + std::to_string(i))->as_number() == i);
    CHECK(!object.contains("key500"));
  }
}
