#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pipelines/value.h"

namespace towpath::pipelines {

struct ExpressionNode;

inline constexpr std::size_t max_expression_length = 21000;    ///< UTF-16 units, as GitHub counts.
inline constexpr std::size_t max_expression_depth = 50;        ///< Nodes from root to leaf; parentheses do not count.
inline constexpr std::size_t max_evaluation_memory = 1 << 20;  ///< Bytes of intermediate results.

/// A function the place of an expression offers beside the built-in ones (contains, format, fromJSON, ...).
struct FunctionSignature {
  std::string name;
  std::size_t min_arguments = 0;
  std::size_t max_arguments = 0;
};

/// What an expression may name where it stands. Names are matched without case.
struct Vocabulary {
  std::vector<std::string> contexts;
  std::vector<FunctionSignature> functions;
};

/// What an expression is evaluated against.
struct Scope {
  using Function = std::function<Result<Value>(std::span<const Value> arguments)>;
  Object contexts;                            ///< By context name.
  std::map<std::string, Function> functions;  ///< By lower-case name; must hold every function of the vocabulary.
};

/// A parsed expression of the GitHub Actions language (without `${{ }}`). Immutable and cheap to copy.
/// Grammar and coercions follow actions/runner (src/Sdk/DTExpressions2), where it and @actions/expressions differ.
class Expression {
 public:
  /// Empty text is an expression with the value null. `error_offset`, when given, receives the byte offset of the
  /// offending token. Errors: pipelines.expression_lexing (no such token), pipelines.expression_parsing.
  static Result<Expression> parse(std::string_view text, const Vocabulary& vocabulary,
                                  std::size_t* error_offset = nullptr);

  const std::string& text() const { return text_; }

  /// Errors: pipelines.expression_evaluation; whatever a function of the scope returns.
  Result<Value> evaluate(const Scope& scope) const;

  /// True when a function of that name (any case) is called somewhere in the expression.
  bool calls(std::string_view function) const;
  /// Context names as written, in order of appearance, each once.
  std::vector<std::string> contexts() const;
  /// No token at all: the value is null.
  bool is_empty() const { return root_ == nullptr; }

 private:
  Expression(std::string text, std::shared_ptr<const ExpressionNode> root)
      : text_(std::move(text)), root_(std::move(root)) {}

  std::string text_;
  std::shared_ptr<const ExpressionNode> root_;  // shared: an immutable tree, so copies need no deep copy
};

}  // namespace towpath::pipelines
