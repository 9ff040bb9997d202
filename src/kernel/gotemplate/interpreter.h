#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ast.h"
#include "call.h"
#include "patterns.h"

namespace towpath::gotemplate {

/// Renders one template once. One thread.
class Interpreter {
 public:
  Interpreter(const ast::File& file, const Environment& environment)
      : file_(file), environment_(environment), meter_(environment.limits) {}

  /// Errors: gotemplate.render, gotemplate.limit; failed_at() is then the byte offset of what failed.
  Result<std::string> run(const Value& data);
  std::size_t failed_at() const { return failed_at_; }

 private:
  enum class Flow { on, break_loop, continue_loop };
  struct Variable {
    std::string name;
    Value value;
  };

  Result<Flow> walk(const ast::Body& body, const Value& dot);
  Result<Flow> walk(const ast::Node& node, const Value& dot);
  Result<Flow> branch(const ast::Node& node, const Value& dot);
  Result<Flow> range(const ast::Node& node, const Value& dot);
  /// One round; true when the loop goes on.
  Result<bool> round(const ast::Node& node, Value key, const Value& item);
  Status call_template(const ast::Node& node, const Value& dot);
  Status write(const Value& value);

  Result<Value> evaluate(const ast::Pipeline& pipeline, const Value& dot, bool sets_variables = true);
  Result<Value> evaluate(const ast::Command& command, const Value& dot, const Value* piped);
  Result<Value> operand(const ast::Operand& operand, const Value& dot);
  Result<Value> call(const ast::Command& command, const Value& dot, const Value* piped);
  Result<Value> invoke(const std::string& name, const std::vector<Value>& arguments);
  Result<Value> fields(Value value, const std::vector<std::string>& names, std::size_t at);

  Status set(const ast::Pipeline& pipeline, const Value& value);
  Status assign(const std::string& name, const Value& value, std::size_t at);
  Result<Value> variable(const std::string& name, std::size_t at);

  Error fail(std::size_t at, std::string message);
  /// Notes where a failure of something without a place happened; the innermost place counts.
  template <class T>
  Result<T> at_place(Result<T> result, std::size_t at) {
    if (!result.has_value() && !has_failed_) failed_at_ = at, has_failed_ = true;
    return result;
  }

  const ast::File& file_;
  const Environment& environment_;
  Meter meter_;
  Patterns patterns_;
  std::string out_;
  std::vector<Variable> variables_;
  std::size_t depth_ = 0;
  std::size_t failed_at_ = 0;
  bool has_failed_ = false;
};

}  // namespace towpath::gotemplate
