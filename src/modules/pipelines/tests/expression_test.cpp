#include "pipelines/expression.h"

#include <doctest/doctest.h>

#include "pipelines/expression_vectors.h"

#include "corpus.h"

using namespace towpath;
using namespace towpath::pipelines;

namespace {

void check_vectors(const std::filesystem::path& file) {
  CAPTURE(file.filename().string());
  const auto report = run_expression_vectors(tests::read_text(file));
  REQUIRE(report.has_value());
  for (const VectorDifference& difference : report.value().differences) {
    INFO("expression: " << difference.expression << "\nexpected: " << difference.expected
                        << "\nactual: " << difference.actual);
    CHECK(false);
  }
}

}  // namespace

TEST_CASE("every vector of the official expression test data holds") {
  const auto corpus = tests::corpus();
  if (!corpus) return;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*corpus / "official/expressions/testdata")) {
    check_vectors(entry.path());
    ++files;
  }
  CHECK(files == 28);
}

TEST_CASE("every vector recorded from the official library holds, the runner deciding where they differ") {
  const auto corpus = tests::corpus();
  if (!corpus) return;
  check_vectors(*corpus / "expression-vectors.json");
}

TEST_CASE("a vector that does not hold is reported with what was expected and what came") {
  const auto report = run_expression_vectors(
      R"({"contexts": {}, "vectors": [
           {"expr": "1 + 1", "kind": "Number", "value": 2, "string": "2", "truthy": true},
           {"expr": "1", "kind": "Number", "value": 1, "string": "1", "truthy": true}]})");

  REQUIRE(report.has_value());
  CHECK(report.value().passed == 1);
  REQUIRE(report.value().differences.size() == 1);
  CHECK(report.value().differences[0].expression == "1 + 1");
  CHECK(report.value().differences[0].expected == "Number 2 as text 2");
  CHECK(report.value().differences[0].actual.starts_with("lexing error: Unexpected symbol: '+'"));
}

TEST_CASE("a document that holds no vectors is refused") {
  const auto report = run_expression_vectors("[]");

  REQUIRE(!report.has_value());
  CHECK(report.error().code() == "pipelines.invalid_vectors");
}

TEST_CASE("the offset of a syntax error is that of the offending token") {
  std::size_t offset = 0;

  const auto expression = Expression::parse("1 == nothing", {}, &offset);

  REQUIRE(!expression.has_value());
  CHECK(offset == 5);
}

TEST_CASE("an expression tells which functions it calls and which contexts it reads") {
  const Vocabulary vocabulary{{"github", "needs"}, {{"always", 0, 0}}};

  const auto expression = Expression::parse("ALWAYS() && (github.ref == needs.a.b || github.sha)", vocabulary);

  REQUIRE(expression.has_value());
  CHECK(expression.value().calls("always"));
  CHECK_FALSE(expression.value().calls("success"));
  CHECK(expression.value().contexts() == std::vector<std::string>{"github", "needs"});
}

TEST_CASE("functions of the place are called with evaluated arguments, whatever their case") {
  const Vocabulary vocabulary{{}, {{"hashFiles", 1, 255}}};
  Scope scope;
  scope.functions["hashfiles"] = [](std::span<const Value> arguments) -> Result<Value> {
    return Value(arguments[0].to_text() + "+" + std::to_string(arguments.size()));
  };

  const auto expression = Expression::parse("HASHFILES(format('{0}.c', 1), 'x')", vocabulary);

  REQUIRE(expression.has_value());
  CHECK(expression.value().evaluate(scope).value().to_text() == "1.c+2");
}

TEST_CASE("an argument that is not used is not evaluated") {
  const auto expression = Expression::parse("case(true, 1, fromJSON(''))", {});

  REQUIRE(expression.has_value());
  CHECK(expression.value().evaluate({}).value().to_text() == "1");
}

TEST_CASE("thousands of nested parentheses and chained operators neither fail nor exhaust the stack") {
  std::string nested = std::string(10000, '(') + "1" + std::string(10000, ')');
  std::string chained = "1";
  for (int i = 0; i < 6000; ++i) chained += "<1";

  for (const std::string& text : {nested, chained}) {
    const auto expression = Expression::parse(text, {});
    REQUIRE(expression.has_value());
    CHECK(expression.value().evaluate({}).has_value());
  }
}
