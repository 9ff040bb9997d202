#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "regex.h"
#include "template/value.h"

// The tree of a parsed template. Immutable once built.
namespace towpath::tmpl::ast {

/// A byte offset into the template's text; becomes line and column only in messages.
using Offset = std::uint32_t;

struct Expr;
struct Stmt;
using ExprPtr = std::unique_ptr<const Expr>;
using Body = std::vector<std::unique_ptr<const Stmt>>;

/// What stands between the parentheses of a call or filter.
struct Arguments {
  std::vector<ExprPtr> positional;
  std::vector<std::pair<std::string, ExprPtr>> keyword;
};

// Expressions.
struct Literal {
  Value value;
};
struct RegexLiteral {
  std::shared_ptr<const Regex> regex;
};
struct Name {
  std::string name;
};
struct Group {  // (a, b): the last one's value
  std::vector<ExprPtr> items;
};
struct ArrayLiteral {
  std::vector<ExprPtr> items;
};
struct ObjectLiteral {
  std::vector<std::pair<std::string, ExprPtr>> entries;
};
struct Member {  // target.key and target[key]
  ExprPtr target;
  ExprPtr key;
};
struct Slice {  // target[start:stop:step]; an absent part is nullptr
  ExprPtr target;
  ExprPtr start;
  ExprPtr stop;
  ExprPtr step;
};
struct InlineIf {
  ExprPtr condition;
  ExprPtr then;
  ExprPtr otherwise;  // may be nullptr
};
enum class UnaryOperator { logical_not, negate, plus, floor };
struct Unary {
  UnaryOperator op;
  ExprPtr target;
};
enum class BinaryOperator { logical_or, logical_and, in, add, concat, subtract, multiply, divide, modulo, power };
struct Binary {
  BinaryOperator op;
  ExprPtr left;
  ExprPtr right;
};
enum class ComparisonOperator { equal, same, not_equal, not_same, less, less_equal, greater, greater_equal };
struct Comparison {  // first op expr op expr ...: each result is the next one's left side, as in JavaScript
  ExprPtr first;
  std::vector<std::pair<ComparisonOperator, ExprPtr>> rest;
};
struct Test {  // target is name(arguments)
  ExprPtr target;
  std::string name;
  Arguments arguments;
};
struct FilterCall {  // the first positional argument is the input
  std::string name;
  Arguments arguments;
};
struct Call {
  ExprPtr callee;
  Arguments arguments;
};
struct Capture {  // the text a filter block's body writes
  Body body;
};

struct Expr {
  Offset at;
  std::uint32_t depth;  // 1 + that of the deepest part
  std::variant<Literal, RegexLiteral, Name, Group, ArrayLiteral, ObjectLiteral, Member, Slice, InlineIf, Unary, Binary,
               Comparison, Test, FilterCall, Call, Capture>
      as;
};

// Statements.
struct Text {
  std::string text;
};
struct Output {
  ExprPtr expression;
};
struct If {  // if, elif ...: the first branch whose condition holds
  std::vector<std::pair<ExprPtr, Body>> branches;
  Body otherwise;
};
struct For {
  std::vector<std::string> targets;
  ExprPtr iterable;
  Body body;
  Body otherwise;
};
struct Set {
  std::vector<std::string> targets;
  ExprPtr value;  // nullptr: the text of the body
  Body body;
};
struct Macro {  // also the body of a call block, then without a name
  std::string name;
  std::vector<std::string> positional;
  std::vector<std::pair<std::string, ExprPtr>> defaulted;
  Body body;
};
struct CallBlock {
  ExprPtr callee;
  Arguments arguments;
  Macro caller;
};
struct Block {
  Body body;
};
struct Case {
  ExprPtr value;
  Body body;
};
struct Switch {
  ExprPtr value;
  std::vector<Case> cases;
  Body otherwise;
};

struct Stmt {
  Offset at;
  std::variant<Text, Output, If, For, Set, Macro, CallBlock, Block, Switch> as;
};

}  // namespace towpath::tmpl::ast
