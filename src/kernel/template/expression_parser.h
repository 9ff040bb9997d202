#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "ast.h"
#include "ast_depth.h"
#include "base/result.h"
#include "code_lexer.h"
#include "template/template.h"

namespace towpath::tmpl {

/// Parses code with the precedence of nunjucks, lowest first: inline if, or, and, not, in, is, equality, order,
/// + - ~, * / // %, **, | filter, unary + -, then . [] (). Errors: template.syntax, template.limit, with
/// the place in the shared state.
class ExpressionParser {
 public:
  /// Reads the code at [begin, end) of `source`.
  static Result<ExpressionParser> open(std::string_view source, std::size_t begin, std::size_t end, ParseState& state);

  /// One expression, and nothing after it.
  Result<ast::ExprPtr> expression();
  /// One expression; what follows stays.
  Result<ast::ExprPtr> inline_if();
  /// name, name, ... What follows stays.
  Result<std::vector<std::string>> targets();
  /// (name, name=default, ...), the opening parenthesis already taken; the body is to be filled in.
  Result<ast::Macro> signature();
  /// name(arguments), the header of a filter block, over `input`.
  Result<ast::ExprPtr> filter(ast::ExprPtr input);
  /// A name that is no literal and not reserved.
  Result<std::string> name();
  Status end();

  /// A key that is written out; remembers names of methods that change their array.
  Status check_key(std::string_view key, ast::Offset at);

  const Token& peek(std::size_t ahead = 0) const;
  bool take(std::string_view symbol);
  bool take_name(std::string_view name);
  Error fail(ast::Offset at, std::string message);

 private:
  ExpressionParser(std::vector<Token> tokens, ParseState& state);

  using Parse = Result<ast::ExprPtr> (ExpressionParser::*)();
  Result<ast::ExprPtr> nested(Parse parse);
  Result<ast::ExprPtr> logical_or();
  Result<ast::ExprPtr> logical_and();
  Result<ast::ExprPtr> logical_not();
  Result<ast::ExprPtr> membership();
  Result<ast::ExprPtr> test();
  Result<ast::ExprPtr> equality();
  Result<ast::ExprPtr> relation();
  Result<ast::ExprPtr> additive();
  Result<ast::ExprPtr> multiplicative();
  Result<ast::ExprPtr> power();
  Result<ast::ExprPtr> filtered();
  Result<ast::ExprPtr> unary();
  Result<ast::ExprPtr> postfix();
  Result<ast::ExprPtr> primary();
  Result<ast::ExprPtr> object();
  Result<ast::ExprPtr> subscript(ast::ExprPtr target);

  struct Product;  // an unparenthesised chain of * / %
  Result<Product> product();
  Result<Product> quotient();
  Result<Product> floor_quotient();
  Result<Product> remainder();
  Result<ast::ExprPtr> fold(Product product);

  Result<std::vector<ast::ExprPtr>> list(std::string_view close);
  Result<ast::Arguments> arguments();
  Result<std::string> dotted_name();
  Result<ast::ExprPtr> comparison(ast::ExprPtr first,
                                  std::vector<std::pair<ast::ComparisonOperator, ast::ExprPtr>> rest);
  Result<ast::ExprPtr> negated(ast::ExprPtr target, ast::Offset at);
  Status expect(std::string_view symbol);
  Status check_name(std::string_view name, ast::Offset at);

  template <class Node>
  Result<ast::ExprPtr> make(ast::Offset at, Node node) {
    const std::uint32_t depth = ast::deepest(node) + 1;
    if (depth > state_->limits.depth) return too_deep(at);
    return ast::ExprPtr(std::make_unique<ast::Expr>(ast::Expr{at, depth, std::move(node)}));
  }
  Error too_deep(ast::Offset at);
  Result<ast::ExprPtr> binary(ast::BinaryOperator op, ast::ExprPtr left, ast::ExprPtr right);

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::size_t depth_ = 0;
  ParseState* state_;
};

/// true, false, null or none.
bool is_literal_name(std::string_view name);

}  // namespace towpath::tmpl
