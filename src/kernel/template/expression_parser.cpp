#include "expression_parser.h"

#include <algorithm>

#include "coerce.h"

namespace towpath::tmpl {

using namespace ast;

namespace {

// A test's name as nunjucks reads what follows `is`: a name, `null` and the like, or the name of a call or filter;
// anything else is the test `undefined`.
struct TestName {
  std::string name = "undefined";
  Arguments arguments;
};
std::string plain_test_name(const Expr& written) {
  if (const auto* name = std::get_if<Name>(&written.as)) return name->name;
  const auto* literal = std::get_if<Literal>(&written.as);
  if (!literal) return "undefined";
  if (literal->value.is_text()) return *literal->value.as_text();
  if (const bool* flag = literal->value.as_bool()) return *flag ? "true" : "false";
  if (const double* number = literal->value.as_number()) return number_text(*number);
  return "null";
}

TestName test_name(Expr& written) {
  if (auto* call = std::get_if<Call>(&written.as)) return {plain_test_name(*call->callee), std::move(call->arguments)};
  if (auto* filter = std::get_if<FilterCall>(&written.as)) return {filter->name, std::move(filter->arguments)};
  return {plain_test_name(written), {}};
}

// A node just made by this parser may still be taken apart.
Expr& opened(const ExprPtr& expression) { return const_cast<Expr&>(*expression); }

}  // namespace

struct ExpressionParser::Product {
  ExprPtr first;
  std::vector<std::pair<BinaryOperator, ExprPtr>> rest;

  void append(BinaryOperator op, Product right) {
    rest.emplace_back(op, std::move(right.first));
    for (auto& factor : right.rest) rest.push_back(std::move(factor));
  }
};

bool is_literal_name(std::string_view name) {
  return name == "true" || name == "false" || name == "null" || name == "none";
}

ExpressionParser::ExpressionParser(std::vector<Token> tokens, ParseState& state)
    : tokens_(std::move(tokens)), state_(&state) {}

Result<ExpressionParser> ExpressionParser::open(std::string_view source, std::size_t begin, std::size_t end,
                                                ParseState& state) {
  TRY(std::vector<Token> tokens, tokenize(source, begin, end, state.failed_at));
  return ExpressionParser(std::move(tokens), state);
}

const Token& ExpressionParser::peek(std::size_t ahead) const {
  return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
}

bool ExpressionParser::take(std::string_view symbol) {
  if (!peek().is(symbol)) return false;
  ++next_;
  return true;
}

bool ExpressionParser::take_name(std::string_view name) {
  if (!peek().is_name(name)) return false;
  ++next_;
  return true;
}

Error ExpressionParser::fail(Offset at, std::string message) {
  state_->failed_at = at;
  return invalid_input("template.syntax", std::move(message));
}

Status ExpressionParser::expect(std::string_view symbol) {
  if (take(symbol)) return ok();
  const Token& token = peek();
  const std::string found = token.kind == Token::Kind::end ? "the end" : "'" + std::string(token.spelling) + "'";
  return fail(token.at, "expected '" + std::string(symbol) + "', found " + found);
}

Status ExpressionParser::end() {
  const Token& token = peek();
  if (token.kind == Token::Kind::end) return ok();
  return fail(token.at, "unexpected '" + std::string(token.spelling) + "' after the expression");
}

Status ExpressionParser::check_name(std::string_view name, Offset at) {
  if (is_reserved(name)) return fail(at, "the name '" + std::string(name) + "' is reserved");
  return ok();
}

Result<std::string> ExpressionParser::name() {
  const Token token = peek();
  if (token.kind != Token::Kind::name || is_literal_name(token.spelling))
    return fail(token.at, token.kind == Token::Kind::end
                              ? "expected a name"
                              : "expected a name, found '" + std::string(token.spelling) + "'");
  CHECK_OK(check_name(token.spelling, token.at));
  ++next_;
  return std::string(token.spelling);
}

Error ExpressionParser::too_deep(Offset at) {
  state_->failed_at = at;
  return limit_error("nests expressions too deep", state_->limits.depth);
}

Result<ExprPtr> ExpressionParser::binary(BinaryOperator op, ExprPtr left, ExprPtr right) {
  const Offset at = left->at;
  return make(at, Binary{op, std::move(left), std::move(right)});
}

Result<ExprPtr> ExpressionParser::nested(Parse parse) {
  if (++depth_ > state_->limits.depth) return too_deep(peek().at);
  Result<ExprPtr> result = (this->*parse)();
  --depth_;
  return result;
}

Result<ExprPtr> ExpressionParser::expression() {
  TRY(ExprPtr result, inline_if());
  CHECK_OK(end());
  return result;
}

Result<ExprPtr> ExpressionParser::inline_if() {
  TRY(ExprPtr then, logical_or());
  if (!take_name("if")) return then;
  TRY(ExprPtr condition, logical_or());
  ExprPtr otherwise;
  if (take_name("else")) {
    TRY(otherwise, nested(&ExpressionParser::logical_or));
  }
  const Offset at = then->at;
  return make(at, InlineIf{std::move(condition), std::move(then), std::move(otherwise)});
}

Result<ExprPtr> ExpressionParser::logical_or() {
  TRY(ExprPtr left, logical_and());
  while (take_name("or")) {
    TRY(ExprPtr right, logical_and());
    TRY(left, binary(BinaryOperator::logical_or, std::move(left), std::move(right)));
  }
  return left;
}

Result<ExprPtr> ExpressionParser::logical_and() {
  TRY(ExprPtr left, logical_not());
  while (take_name("and")) {
    TRY(ExprPtr right, logical_not());
    TRY(left, binary(BinaryOperator::logical_and, std::move(left), std::move(right)));
  }
  return left;
}

Result<ExprPtr> ExpressionParser::logical_not() {
  const Offset at = peek().at;
  if (!take_name("not")) return membership();
  TRY(ExprPtr target, nested(&ExpressionParser::logical_not));
  return negated(std::move(target), at);
}

// nunjucks writes `not` as JavaScript's `!`, which binds to the leftmost operand of arithmetic and comparisons.
Result<ExprPtr> ExpressionParser::negated(ExprPtr target, Offset at) {
  Expr& expr = opened(target);
  if (auto* operation = std::get_if<Binary>(&expr.as);
      operation && operation->op >= BinaryOperator::add && operation->op <= BinaryOperator::modulo) {
    TRY(operation->left, negated(std::move(operation->left), at));
    return make(at, std::move(*operation));
  }
  if (auto* comparison = std::get_if<Comparison>(&expr.as)) {
    TRY(comparison->first, negated(std::move(comparison->first), at));
    return make(at, std::move(*comparison));
  }
  return make(at, Unary{UnaryOperator::logical_not, std::move(target)});
}

Result<ExprPtr> ExpressionParser::membership() {
  TRY(ExprPtr left, test());
  for (;;) {
    const bool negate = peek().is_name("not") && peek(1).is_name("in");
    if (negate) {
      next_ += 2;
    } else if (!take_name("in")) {
      return left;
    }
    TRY(ExprPtr right, test());
    TRY(left, binary(BinaryOperator::in, std::move(left), std::move(right)));
    if (negate) {
      const Offset at = left->at;
      TRY(left, make(at, Unary{UnaryOperator::logical_not, std::move(left)}));
    }
  }
}

Result<ExprPtr> ExpressionParser::test() {
  TRY(ExprPtr target, equality());
  if (!take_name("is")) return target;
  const bool negate = take_name("not");
  TRY(const ExprPtr written, equality());
  TestName test = test_name(opened(written));
  TRY(ExprPtr result, make(written->at, Test{std::move(target), std::move(test.name), std::move(test.arguments)}));
  if (!negate) return result;
  return make(written->at, Unary{UnaryOperator::logical_not, std::move(result)});
}

Result<ExprPtr> ExpressionParser::comparison(ExprPtr first, std::vector<std::pair<ComparisonOperator, ExprPtr>> rest) {
  if (rest.empty()) return first;
  const Offset at = first->at;
  return make(at, Comparison{std::move(first), std::move(rest)});
}

Result<ExprPtr> ExpressionParser::equality() {
  TRY(ExprPtr first, relation());
  std::vector<std::pair<ComparisonOperator, ExprPtr>> rest;
  for (;;) {
    ComparisonOperator op;
    if (take("==")) {
      op = ComparisonOperator::equal;
    } else if (take("===")) {
      op = ComparisonOperator::same;
    } else if (take("!=")) {
      op = ComparisonOperator::not_equal;
    } else if (take("!==")) {
      op = ComparisonOperator::not_same;
    } else {
      return comparison(std::move(first), std::move(rest));
    }
    TRY(ExprPtr right, relation());
    rest.emplace_back(op, std::move(right));
  }
}

Result<ExprPtr> ExpressionParser::relation() {
  TRY(ExprPtr first, additive());
  std::vector<std::pair<ComparisonOperator, ExprPtr>> rest;
  for (;;) {
    ComparisonOperator op;
    if (take("<")) {
      op = ComparisonOperator::less;
    } else if (take("<=")) {
      op = ComparisonOperator::less_equal;
    } else if (take(">")) {
      op = ComparisonOperator::greater;
    } else if (take(">=")) {
      op = ComparisonOperator::greater_equal;
    } else {
      return comparison(std::move(first), std::move(rest));
    }
    TRY(ExprPtr right, additive());
    rest.emplace_back(op, std::move(right));
  }
}

Result<ExprPtr> ExpressionParser::additive() {
  TRY(ExprPtr left, multiplicative());
  for (;;) {
    BinaryOperator op;
    if (take("+")) {
      op = BinaryOperator::add;
    } else if (take("-")) {
      op = BinaryOperator::subtract;
    } else if (take("~")) {
      op = BinaryOperator::concat;
    } else {
      return left;
    }
    TRY(ExprPtr right, multiplicative());
    TRY(left, binary(op, std::move(left), std::move(right)));
  }
}

// nunjucks parses *, /, // and % on four levels but prints * / % without parentheses into JavaScript, where they bind
// alike from left to right. Hence: read by level, evaluate from left to right; only // closes over what it divides.
Result<ExprPtr> ExpressionParser::multiplicative() {
  TRY(Product whole, product());
  return fold(std::move(whole));
}

Result<ExpressionParser::Product> ExpressionParser::product() {
  TRY(Product left, quotient());
  while (take("*")) {
    TRY(Product right, quotient());
    left.append(BinaryOperator::multiply, std::move(right));
  }
  return left;
}

Result<ExpressionParser::Product> ExpressionParser::quotient() {
  TRY(Product left, floor_quotient());
  while (take("/")) {
    TRY(Product right, floor_quotient());
    left.append(BinaryOperator::divide, std::move(right));
  }
  return left;
}

Result<ExpressionParser::Product> ExpressionParser::floor_quotient() {
  TRY(Product left, remainder());
  while (take("//")) {
    TRY(Product right, remainder());
    left.append(BinaryOperator::divide, std::move(right));
    TRY(ExprPtr division, fold(std::move(left)));
    const Offset at = division->at;
    left = {};
    TRY(left.first, make(at, Unary{UnaryOperator::floor, std::move(division)}));
  }
  return left;
}

Result<ExpressionParser::Product> ExpressionParser::remainder() {
  Product left;
  TRY(left.first, power());
  while (take("%")) {
    TRY(ExprPtr right, power());
    left.rest.emplace_back(BinaryOperator::modulo, std::move(right));
  }
  return left;
}

Result<ExprPtr> ExpressionParser::fold(Product product) {
  ExprPtr left = std::move(product.first);
  for (auto& [op, right] : product.rest) {
    TRY(left, binary(op, std::move(left), std::move(right)));
  }
  return left;
}

Result<ExprPtr> ExpressionParser::power() {
  TRY(ExprPtr left, filtered());
  while (take("**")) {
    TRY(ExprPtr right, filtered());
    TRY(left, binary(BinaryOperator::power, std::move(left), std::move(right)));
  }
  return left;
}

Result<ExprPtr> ExpressionParser::filtered() {
  TRY(ExprPtr input, unary());
  while (take("|")) {
    TRY(input, filter(std::move(input)));
  }
  return input;
}

}  // namespace towpath::tmpl
