// The operands of ExpressionParser: literals, names, calls, members, filters, signatures.
#include "expression_parser.h"

#include "coerce.h"
#include "methods.h"

namespace towpath::tmpl {

using namespace ast;

Status ExpressionParser::check_key(std::string_view key, Offset at) {
  CHECK_OK(check_name(key, at));
  state_->may_mutate = state_->may_mutate || is_mutating_method(key);
  return ok();
}

Result<ExprPtr> ExpressionParser::filter(ExprPtr input) {
  const Offset at = peek().at;
  TRY(std::string name, dotted_name());
  FilterCall call{std::move(name), {}};
  if (take("(")) {
    TRY(call.arguments, arguments());
  }
  call.arguments.positional.insert(call.arguments.positional.begin(), std::move(input));
  return make(at, std::move(call));
}

Result<std::string> ExpressionParser::dotted_name() {
  std::string name;
  do {
    const Token token = peek();
    if (token.kind != Token::Kind::name) return fail(token.at, "expected the name of a filter");
    CHECK_OK(check_name(token.spelling, token.at));
    ++next_;
    if (!name.empty()) name += '.';
    name += token.spelling;
  } while (take("."));
  return name;
}

Result<ExprPtr> ExpressionParser::unary() {
  const Offset at = peek().at;
  const bool minus = peek().is("-");
  if (!minus && !peek().is("+")) return postfix();
  ++next_;
  TRY(ExprPtr target, nested(&ExpressionParser::unary));
  const auto op = minus ? UnaryOperator::negate : UnaryOperator::plus;
  if (const auto* inner = std::get_if<Unary>(&target->as); inner && inner->op == op)
    return fail(target->at, std::string("a repeated ") + (minus ? "-" : "+") + " needs parentheses");
  return make(at, Unary{op, std::move(target)});
}

Result<ExprPtr> ExpressionParser::postfix() {
  TRY(ExprPtr target, primary());
  for (;;) {
    const Token token = peek();
    if (take(".")) {
      const Token key = peek();
      if (key.kind != Token::Kind::name) return fail(key.at, "expected a name after the dot");
      CHECK_OK(check_key(key.spelling, key.at));
      ++next_;
      TRY(ExprPtr name, make(key.at, Literal{Value(key.spelling)}));
      TRY(target, make(key.at, Member{std::move(target), std::move(name)}));
    } else if (take("[")) {
      TRY(target, subscript(std::move(target)));
    } else if (take("(")) {
      const Offset at = target->at;
      TRY(Arguments given, arguments());
      TRY(target, make(at, Call{std::move(target), std::move(given)}));
    } else {
      return target;
    }
  }
}

Result<ExprPtr> ExpressionParser::subscript(ExprPtr target) {
  const Offset at = peek().at;
  const auto part = [this](ExprPtr& out) -> Status {
    if (peek().is(":") || peek().is("]")) return ok();
    TRY(out, nested(&ExpressionParser::inline_if));
    return ok();
  };
  Slice slice;
  CHECK_OK(part(slice.start));
  if (!take(":")) {
    if (!slice.start) return fail(at, "expected a key between [ and ]");
    CHECK_OK(expect("]"));
    if (const auto* literal = std::get_if<Literal>(&slice.start->as); literal && literal->value.is_text())
      CHECK_OK(check_key(*literal->value.as_text(), at));
    const Offset key_at = slice.start->at;
    return make(key_at, Member{std::move(target), std::move(slice.start)});
  }
  CHECK_OK(part(slice.stop));
  if (take(":")) CHECK_OK(part(slice.step));
  CHECK_OK(expect("]"));
  slice.target = std::move(target);
  return make(at, std::move(slice));
}

Result<ExprPtr> ExpressionParser::primary() {
  const Token token = peek();
  switch (token.kind) {
    case Token::Kind::number:
      ++next_;
      return make(token.at, Literal{Value(parse_number(token.spelling))});
    case Token::Kind::string:
      ++next_;
      return make(token.at, Literal{Value(token.text)});
    case Token::Kind::regex:
      ++next_;
      return make(token.at, RegexLiteral{token.regex});
    case Token::Kind::name: {
      ++next_;
      if (token.spelling == "true") return make(token.at, Literal{Value(true)});
      if (token.spelling == "false") return make(token.at, Literal{Value(false)});
      if (is_literal_name(token.spelling)) return make(token.at, Literal{Value(nullptr)});
      CHECK_OK(check_name(token.spelling, token.at));
      return make(token.at, Name{std::string(token.spelling)});
    }
    case Token::Kind::end:
      return fail(token.at, "expected an expression");
    case Token::Kind::symbol:
      break;
  }
  if (take("(")) {
    TRY(std::vector<ExprPtr> items, list(")"));
    if (items.empty()) return fail(token.at, "the parentheses are empty");
    return make(token.at, Group{std::move(items)});
  }
  if (take("[")) {
    TRY(std::vector<ExprPtr> items, list("]"));
    return make(token.at, ArrayLiteral{std::move(items)});
  }
  if (take("{")) return nested(&ExpressionParser::object);
  return fail(token.at, "unexpected '" + std::string(token.spelling) + "'");
}

Result<ExprPtr> ExpressionParser::object() {
  const Offset at = peek().at;
  ObjectLiteral object;
  if (take("}")) return make(at, std::move(object));
  do {
    const Token key = peek();
    const bool is_name = key.kind == Token::Kind::name && !is_literal_name(key.spelling);
    if (!is_name && key.kind != Token::Kind::string) return fail(key.at, "a key must be a name or a text");
    ++next_;
    std::string name = is_name ? std::string(key.spelling) : key.text;
    CHECK_OK(check_name(name, key.at));
    CHECK_OK(expect(":"));
    TRY(ExprPtr value, inline_if());
    object.entries.emplace_back(std::move(name), std::move(value));
  } while (take(","));
  CHECK_OK(expect("}"));
  return make(at, std::move(object));
}

Result<std::vector<ExprPtr>> ExpressionParser::list(std::string_view close) {
  std::vector<ExprPtr> items;
  if (take(close)) return items;
  do {
    TRY(ExprPtr item, nested(&ExpressionParser::inline_if));
    items.push_back(std::move(item));
  } while (take(","));
  CHECK_OK(expect(close));
  return items;
}

Result<Arguments> ExpressionParser::arguments() {
  Arguments given;
  if (take(")")) return given;
  do {
    if (peek().kind == Token::Kind::name && peek(1).is("=")) {
      const Token key = peek();
      CHECK_OK(check_name(key.spelling, key.at));
      next_ += 2;
      TRY(ExprPtr value, nested(&ExpressionParser::inline_if));
      given.keyword.emplace_back(std::string(key.spelling), std::move(value));
    } else {
      TRY(ExprPtr value, nested(&ExpressionParser::inline_if));
      given.positional.push_back(std::move(value));
    }
  } while (take(","));
  CHECK_OK(expect(")"));
  return given;
}

Result<std::vector<std::string>> ExpressionParser::targets() {
  std::vector<std::string> names;
  do {
    TRY(std::string target, name());
    names.push_back(std::move(target));
  } while (take(","));
  return names;
}

Result<Macro> ExpressionParser::signature() {
  Macro macro;
  TRY(Arguments formal, arguments());
  for (const ExprPtr& parameter : formal.positional) {
    const auto* name = std::get_if<Name>(&parameter->as);
    if (!name) return fail(parameter->at, "a parameter must be a name");
    macro.positional.push_back(name->name);
  }
  macro.defaulted = std::move(formal.keyword);
  return macro;
}

}  // namespace towpath::tmpl
