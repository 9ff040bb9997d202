#include <algorithm>
#include <iterator>

#include "base/strings.h"

#include "expression/lexer.h"
#include "expression/node.h"
#include "expression/text.h"
#include "pipelines/expression.h"

namespace towpath::pipelines {
namespace {

struct Operator {
  std::string_view raw;
  NodeKind kind;
  int precedence;
  Comparison comparison = Comparison::equal;
};

constexpr Operator operators[] = {
    {"!", NodeKind::negation, 6},
    {"<", NodeKind::comparison, 5, Comparison::less},
    {"<=", NodeKind::comparison, 5, Comparison::less_or_equal},
    {">", NodeKind::comparison, 5, Comparison::greater},
    {">=", NodeKind::comparison, 5, Comparison::greater_or_equal},
    {"==", NodeKind::comparison, 4, Comparison::equal},
    {"!=", NodeKind::comparison, 4, Comparison::not_equal},
    {"&&", NodeKind::all, 3},
    {"||", NodeKind::any, 2},
};
constexpr int index_precedence = 7;
constexpr int barrier = 0;  // "(", "[" and ",": nothing before them is reduced by what stands inside

const Operator& find_operator(std::string_view raw) {
  return *std::find_if(std::begin(operators), std::end(operators), [&](const Operator& o) { return o.raw == raw; });
}

int precedence_of(const Token& token) {
  if (token.kind == TokenKind::dereference) return index_precedence;
  if (token.kind == TokenKind::logical_operator) return find_operator(token.raw).precedence;
  return barrier;
}

// An operator-precedence parser with its own stacks: the depth of the input never becomes depth of the call stack.
class Parser {
 public:
  Parser(std::string_view text, const Vocabulary& vocabulary, std::size_t* error_offset)
      : text_(text), vocabulary_(vocabulary), error_offset_(error_offset), lexer_(text) {}

  Result<std::shared_ptr<const ExpressionNode>> parse() {
    if (utf16_length(text_) > max_expression_length) {
      return invalid_input("pipelines.expression_lexing",
                           "Exceeded max expression length " + std::to_string(max_expression_length));
    }
    std::vector<Token> tokens;
    for (Token token = lexer_.next(); token.kind != TokenKind::end; token = lexer_.next()) {
      if (token.kind == TokenKind::malformed) {
        return fail("Unexpected symbol", token.raw, token.offset, "pipelines.expression_lexing");
      }
      tokens.push_back(std::move(token));
    }
    Token last;
    for (const Token& token : tokens) {
      CHECK_OK(push(token, last));
      last = token;
    }
    if (last.kind == TokenKind::start) return std::shared_ptr<const ExpressionNode>();
    const bool dangling = last.kind == TokenKind::dereference || last.kind == TokenKind::logical_operator;
    if (dangling || lexer_.has_unclosed()) return fail("Unexpected end of expression", last);
    CHECK_OK(reduce_above(barrier));
    return std::make_shared<const ExpressionNode>(std::move(operands_.back()));
  }

 private:
  Error fail(std::string_view description, std::string_view raw, std::size_t offset,
             const char* code = "pipelines.expression_parsing") {
    if (error_offset_ != nullptr) *error_offset_ = offset;
    return invalid_input(code, std::string(description) + ": '" + std::string(raw) + "'. Located at position " +
                                   std::to_string(utf16_length(text_.substr(0, offset)) + 1) +
                                   " within expression: " + std::string(text_));
  }
  Error fail(std::string_view description, const Token& token) { return fail(description, token.raw, token.offset); }

  Status push(const Token& token, const Token& last) {
    switch (token.kind) {
      case TokenKind::unexpected:
        return fail("Unexpected symbol", token);
      case TokenKind::literal:
        push_operand(NodeKind::literal, token, {}, token.value);
        return ok();
      case TokenKind::property:
        push_operand(NodeKind::literal, token, {}, Value(token.raw));
        return ok();
      case TokenKind::wildcard:
        push_operand(NodeKind::wildcard, token, {}, {});
        return ok();
      case TokenKind::named_value:
        return push_context(token);
      case TokenKind::function:
        return push_call(token);
      case TokenKind::start_group:
      case TokenKind::start_parameters:
        operators_.push_back(token);
        return ok();
      case TokenKind::separator:
        CHECK_OK(reduce_above(barrier));
        operators_.push_back(token);
        return ok();
      case TokenKind::end_group:
        CHECK_OK(reduce_above(barrier));
        operators_.pop_back();
        return ok();
      case TokenKind::start_index:
        CHECK_OK(reduce_above(index_precedence - 1));
        operators_.push_back(token);
        return ok();
      case TokenKind::end_index: {
        CHECK_OK(reduce_above(barrier));
        const Token opening = operators_.back();
        operators_.pop_back();
        return combine(NodeKind::index, 2, opening);
      }
      case TokenKind::end_parameters:
        return close_call(last.kind == TokenKind::start_parameters);
      default:  // `.` and the logical operators
        if (token.raw != "!") CHECK_OK(reduce_above(precedence_of(token) - 1));
        operators_.push_back(token);
        return ok();
    }
  }

  void push_operand(NodeKind kind, const Token& token, std::string name, Value value) {
    ExpressionNode& node = operands_.emplace_back();
    node.kind = kind;
    node.offset = token.offset;
    node.name = std::move(name);
    node.value = std::move(value);
  }

  Status push_context(const Token& token) {
    const auto folded = fold_case(token.raw);
    const bool known = std::any_of(vocabulary_.contexts.begin(), vocabulary_.contexts.end(),
                                   [&](const std::string& name) { return fold_case(name) == folded; });
    if (!known) return fail("Unrecognized named-value", token);
    push_operand(NodeKind::context, token, std::string(token.raw), {});
    return ok();
  }

  const FunctionSignature* find_extension(std::string_view name) const {
    for (const FunctionSignature& function : vocabulary_.functions) {
      if (to_lower(function.name) == to_lower(name)) return &function;
    }
    return nullptr;
  }

  Status push_call(const Token& token) {
    if (find_built_in(token.raw) == nullptr && find_extension(token.raw) == nullptr) {
      return fail("Unrecognized function", token);
    }
    push_operand(NodeKind::call, token, std::string(token.raw), {});
    return ok();
  }

  Status close_call(bool without_arguments) {
    CHECK_OK(reduce_above(barrier));
    std::size_t count = without_arguments ? 0 : 1;
    for (; operators_.back().kind == TokenKind::separator; ++count) operators_.pop_back();
    operators_.pop_back();

    std::vector<ExpressionNode> arguments = take(count);
    ExpressionNode& call = operands_.back();
    call.children = std::move(arguments);
    const BuiltIn* built_in = find_built_in(call.name);
    const FunctionSignature* extension = built_in == nullptr ? find_extension(call.name) : nullptr;
    const std::size_t least = built_in != nullptr ? built_in->min_arguments : extension->min_arguments;
    const std::size_t most = built_in != nullptr ? built_in->max_arguments : extension->max_arguments;
    if (count < least) return fail("Too few parameters supplied", call.name, call.offset);
    if (count > most) return fail("Too many parameters supplied", call.name, call.offset);
    if (to_lower(call.name) == "case" && count % 2 == 0) {
      return fail("Even number of parameters supplied, requires an odd number of parameters", call.name, call.offset);
    }
    return set_depth(call, call.name, call.offset);
  }

  Status reduce_above(int precedence) {
    while (!operators_.empty() && precedence_of(operators_.back()) > precedence) {
      const Token token = operators_.back();
      operators_.pop_back();
      const NodeKind kind = token.kind == TokenKind::dereference ? NodeKind::index : find_operator(token.raw).kind;
      CHECK_OK(combine(kind, kind == NodeKind::negation ? 1 : 2, token));
    }
    return ok();
  }

  std::vector<ExpressionNode> take(std::size_t count) {
    const auto first = operands_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<ExpressionNode> taken(std::make_move_iterator(first), std::make_move_iterator(operands_.end()));
    operands_.erase(first, operands_.end());
    return taken;
  }

  Status combine(NodeKind kind, std::size_t count, const Token& token) {
    ExpressionNode node;
    node.kind = kind;
    node.offset = token.offset;
    std::vector<ExpressionNode> operands = take(count);
    // Chains become one node, so that their length is not depth: `a && b && c`, `a == b == c`.
    const bool is_logical = kind == NodeKind::all || kind == NodeKind::any;
    for (std::size_t i = 0; i < operands.size(); ++i) {
      ExpressionNode& operand = operands[i];
      if (operand.kind == kind && (is_logical || (kind == NodeKind::comparison && i == 0))) {
        std::move(operand.children.begin(), operand.children.end(), std::back_inserter(node.children));
        node.comparisons = std::move(operand.comparisons);
      } else {
        node.children.push_back(std::move(operand));
      }
    }
    if (kind == NodeKind::comparison) node.comparisons.push_back(find_operator(token.raw).comparison);
    std::string_view shown = token.raw;
    if (token.kind == TokenKind::dereference && node.children.back().kind == NodeKind::literal) {
      shown = node.children.back().value.string();
    }
    CHECK_OK(set_depth(node, shown, token.offset));
    operands_.push_back(std::move(node));
    return ok();
  }

  Status set_depth(ExpressionNode& node, std::string_view raw, std::size_t offset) {
    for (const ExpressionNode& child : node.children) node.depth = std::max(node.depth, child.depth + 1);
    if (node.depth <= max_expression_depth) return ok();
    return fail("Exceeded max expression depth " + std::to_string(max_expression_depth), raw, offset);
  }

  std::string_view text_;
  const Vocabulary& vocabulary_;
  std::size_t* error_offset_;
  Lexer lexer_;
  std::vector<ExpressionNode> operands_;
  std::vector<Token> operators_;
};

template <class Visitor>
void visit(const ExpressionNode& node, const Visitor& visitor) {
  visitor(node);
  for (const ExpressionNode& child : node.children) visit(child, visitor);
}

}  // namespace

Result<Expression> Expression::parse(std::string_view text, const Vocabulary& vocabulary, std::size_t* error_offset) {
  if (error_offset != nullptr) *error_offset = 0;
  TRY(auto root, Parser(text, vocabulary, error_offset).parse());
  return Expression(std::string(text), std::move(root));
}

bool Expression::calls(std::string_view function) const {
  bool found = false;
  const std::string wanted = to_lower(function);
  if (root_ != nullptr) {
    visit(*root_, [&](const ExpressionNode& node) {
      found = found || (node.kind == NodeKind::call && to_lower(node.name) == wanted);
    });
  }
  return found;
}

std::vector<std::string> Expression::contexts() const {
  std::vector<std::string> names;
  if (root_ != nullptr) {
    visit(*root_, [&](const ExpressionNode& node) {
      if (node.kind == NodeKind::context && std::find(names.begin(), names.end(), node.name) == names.end()) {
        names.push_back(node.name);
      }
    });
  }
  return names;
}

}  // namespace towpath::pipelines
