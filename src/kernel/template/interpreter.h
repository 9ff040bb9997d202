#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ast.h"
#include "base/result.h"
#include "meter.h"
#include "template/template.h"

namespace towpath::tmpl {

/// Something a template can call. Lives as a Value, but never leaves the interpreter that made it.
struct Callable {
  struct Macro {
    const ast::Macro* macro;
  };
  /// The body of a call block; valid while that block runs (see Interpreter::callers_).
  struct Caller {
    std::size_t serial;
  };
  enum class Builtin { range, cycler, joiner };
  struct Cycler {
    Array values;
    std::size_t next = 0;  // 0 before the first next()
  };
  struct CyclerStep {
    std::shared_ptr<Cycler> cycler;  // shared with the cycler value the step was read from
    bool reset;
  };
  struct Joiner {
    Value separator;
    bool used = false;
  };
  struct Method {
    Value receiver;
    std::string name;
  };
  struct Host {
    const Function* function;
    std::string name;
  };
  std::variant<Macro, Caller, Builtin, std::shared_ptr<Cycler>, CyclerStep, std::shared_ptr<Joiner>, Method, Host> as;
};

/// The names set at one level: the whole template, a macro call, a loop.
class Scope {
 public:
  enum class Writes { stay, go_up };

  explicit Scope(Scope* parent, Writes writes) : parent_(parent), writes_(writes) {}

  /// nullptr when the name is not set here or above.
  const Value* find(std::string_view name) const;
  /// Sets here.
  void define(std::string_view name, Value value);
  /// Changes the nearest level that has the name and lies below a level whose writes stay; else sets here.
  void assign(std::string_view name, Value value);

 private:
  Value* own(std::string_view name);
  Scope* parent_;  // outlives this one: it belongs to a caller's stack frame
  Writes writes_;
  std::vector<std::pair<std::string_view, Value>> values_;  // names live in the tree
};

/// Runs one template once.
class Interpreter {
 public:
  Interpreter(const Object& context, const Environment& environment, const Options& options);

  Status run(const ast::Body& body, std::string& out);
  /// The value of a template that is one expression.
  Result<Value> evaluate(const ast::Expr& expression);

  /// Where the error happened that one of the above returned.
  ast::Offset failed_at() const { return failed_at_.value_or(0); }

 private:
  /// Where code runs: its names, and whether what it sets is seen by macros.
  struct Frame {
    Scope* scope;
    bool exports_macros;
    bool exports_values;
  };
  struct RunningCaller {
    std::size_t serial;
    const ast::Macro* body;
    const Frame* frame;
  };
  struct CallArguments {
    Array positional;
    std::vector<std::pair<std::string_view, Value>> keyword;
    const Value* find(std::string_view name) const;
  };
  /// One more level of nesting while it lives.
  class Level {
   public:
    explicit Level(std::size_t& depth) : depth_(depth) { ++depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    ~Level() { --depth_; }

   private:
    std::size_t& depth_;
  };

  // interpreter.cpp: statements
  Status execute(const ast::Body& body, const Frame& frame, std::string& out);
  Status execute(const ast::Text& text, const Frame& frame, std::string& out);
  Status execute(const ast::Output& output, const Frame& frame, std::string& out);
  Status execute(const ast::If& choice, const Frame& frame, std::string& out);
  Status execute(const ast::For& loop, const Frame& frame, std::string& out);
  Status execute(const ast::Set& set, const Frame& frame, std::string& out);
  Status execute(const ast::Macro& macro, const Frame& frame, std::string& out);
  Status execute(const ast::CallBlock& block, const Frame& frame, std::string& out);
  Status execute(const ast::Block& block, const Frame& frame, std::string& out);
  Status execute(const ast::Switch& choice, const Frame& frame, std::string& out);
  Result<Value> loop_items(const Value& iterable, bool pairs);
  Status bind_item(const ast::For& loop, const Value& item, Scope& scope);
  Status write(std::string_view text, std::string& out);

  // interpreter_expressions.cpp
  Result<Value> eval(const ast::Expr& expression, const Frame& frame);
  Result<Value> eval(const ast::Literal& literal, const Frame& frame);
  Result<Value> eval(const ast::RegexLiteral& regex, const Frame& frame);
  Result<Value> eval(const ast::Name& name, const Frame& frame);
  Result<Value> eval(const ast::Group& group, const Frame& frame);
  Result<Value> eval(const ast::ArrayLiteral& array, const Frame& frame);
  Result<Value> eval(const ast::ObjectLiteral& object, const Frame& frame);
  Result<Value> eval(const ast::Member& member, const Frame& frame);
  Result<Value> eval(const ast::Slice& slice, const Frame& frame);
  Result<Value> eval(const ast::InlineIf& choice, const Frame& frame);
  Result<Value> eval(const ast::Unary& unary, const Frame& frame);
  Result<Value> eval(const ast::Binary& binary, const Frame& frame);
  Result<Value> eval(const ast::Comparison& comparison, const Frame& frame);
  Result<Value> eval(const ast::Test& test, const Frame& frame);
  Result<Value> eval(const ast::Capture& capture, const Frame& frame);
  Result<std::string> key_text(const ast::Expr& key, const Frame& frame);
  Result<bool> contains(const Value& container, const Value& item);

  // interpreter_calls.cpp
  Result<Value> eval(const ast::FilterCall& filter, const Frame& frame);
  Result<Value> eval(const ast::Call& call, const Frame& frame);
  Result<CallArguments> arguments(const ast::Arguments& written, const Frame& frame);
  Result<Array> positional(const ast::Arguments& written, std::string_view callee, const Frame& frame);
  Result<Value> read_member(const Value& target, std::string_view key, bool computed);
  Result<Value> method(const Value& receiver, std::string_view name, const ast::Arguments& written, const Frame& frame);
  Result<Value> call(const Callable& callable, const ast::Arguments& written, const Frame& frame);
  Result<Value> call_macro(const ast::Macro& macro, const Frame& frame, CallArguments arguments);
  Result<Value> call_builtin(Callable::Builtin builtin, const ast::Arguments& written, const Frame& frame);
  Result<Value> call_caller(std::size_t serial, CallArguments arguments);
  Result<Value> range(const Array& arguments);
  Status charge_text(std::span<const Value> values);

  const Object& context_;
  const Environment& environment_;
  const Options& options_;
  Meter meter_;
  Scope exported_;  // what macros see: macros and values set at the top
  Scope top_;
  Frame top_frame_;
  std::vector<RunningCaller> callers_;
  std::size_t next_caller_ = 1;
  std::size_t depth_ = 0;
  std::optional<ast::Offset> failed_at_;
};

}  // namespace towpath::tmpl
