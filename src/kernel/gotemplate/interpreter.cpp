#include "interpreter.h"

#include <fmt/core.h>

#include <algorithm>

#include "formatting.h"
#include "quoting.h"

namespace towpath::gotemplate {

using ast::Node;

Result<std::string> Interpreter::run(const Value& data) {
  variables_ = {{"$", data}};
  CHECK_OK(walk(file_.main, data));
  return std::move(out_);
}

Error Interpreter::fail(std::size_t at, std::string message) {
  if (!has_failed_) failed_at_ = at, has_failed_ = true;
  return render_error(std::move(message));
}

Result<Interpreter::Flow> Interpreter::walk(const ast::Body& body, const Value& dot) {
  for (const Node& node : body) {
    TRY(const Flow flow, walk(node, dot));
    if (flow != Flow::on) return flow;
  }
  return Flow::on;
}

Result<Interpreter::Flow> Interpreter::walk(const Node& node, const Value& dot) {
  CHECK_OK(at_place(meter_.step(), node.at));
  switch (node.kind) {
    case Node::Kind::text:
      CHECK_OK(at_place(meter_.output(node.text.size()), node.at));
      out_ += node.text;
      return Flow::on;
    case Node::Kind::action: {
      TRY(const Value value, evaluate(node.pipeline, dot));
      if (node.pipeline.variables.empty()) CHECK_OK(at_place(write(value), node.at));
      return Flow::on;
    }
    case Node::Kind::branch_if:
    case Node::Kind::branch_with:
      return branch(node, dot);
    case Node::Kind::range:
      return range(node, dot);
    case Node::Kind::call:
      CHECK_OK(call_template(node, dot));
      return Flow::on;
    case Node::Kind::break_loop:
      return Flow::break_loop;
    case Node::Kind::continue_loop:
      return Flow::continue_loop;
  }
  return Flow::on;
}

Result<Interpreter::Flow> Interpreter::branch(const Node& node, const Value& dot) {
  const std::size_t mark = variables_.size();
  TRY(const Value value, evaluate(node.pipeline, dot));
  const bool holds = is_true(value);
  TRY(const Flow flow,
      walk(holds ? node.body : node.otherwise, holds && node.kind == Node::Kind::branch_with ? value : dot));
  variables_.resize(mark, {"", {}});
  return flow;
}

Result<Interpreter::Flow> Interpreter::range(const Node& node, const Value& dot) {
  const std::size_t mark = variables_.size();
  TRY(const Value over, evaluate(node.pipeline, dot, false));
  bool is_empty = true;
  const auto each = [&](Value key, const Value& item) -> Result<bool> {
    is_empty = false;
    return round(node, std::move(key), item);
  };
  if (const List* list = over.as_list()) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      TRY(const bool goes_on, each(static_cast<std::int64_t>(i), (*list)[i]));
      if (!goes_on) break;
    }
  } else if (const MapBody* map = over.as_map(); map && map->record.empty()) {
    CHECK_OK(at_place(meter_.step(map->entries.size()), node.at));
    const Entries entries = map->entries;  // the body may change the map
    for (const auto& [key, item] : entries) {
      TRY(const bool goes_on, each(key, item));
      if (!goes_on) break;
    }
  } else if (const std::int64_t* count = over.as_integer()) {
    for (std::int64_t i = 0; i < *count; ++i) {
      TRY(const bool goes_on, each(i, i));
      if (!goes_on) break;
    }
  } else if (!over.is_nil()) {
    return fail(node.at, fmt::format("range can't iterate over {}", type_name(over)));
  }
  variables_.resize(mark, {"", {}});
  if (is_empty) return walk(node.otherwise, dot);
  return Flow::on;
}

Result<bool> Interpreter::round(const Node& node, Value key, const Value& item) {
  CHECK_OK(at_place(meter_.step(), node.at));
  const std::size_t mark = variables_.size();
  const auto& names = node.pipeline.variables;
  const auto put = [&](const std::string& name, const Value& value) -> Status {
    if (node.pipeline.is_assignment) return assign(name, value, node.at);
    variables_.push_back({name, value});
    return ok();
  };
  if (names.size() == 1) CHECK_OK(put(names[0], item));
  if (names.size() == 2) {
    CHECK_OK(put(names[0], key));
    CHECK_OK(put(names[1], item));
  }
  TRY(const Flow flow, walk(node.body, item));
  variables_.resize(mark, {"", {}});
  return flow != Flow::break_loop;
}

Status Interpreter::call_template(const Node& node, const Value& dot) {
  const auto found = file_.defined.find(node.text);
  if (found == file_.defined.end())
    return fail(node.at, fmt::format("template {} not defined", quoted_text(node.text)));
  CHECK_OK(at_place(meter_.nested(++depth_), node.at));
  Value argument;
  if (node.has_value) {
    TRY(argument, evaluate(node.pipeline, dot));
  }
  std::vector<Variable> own{{"$", argument}};
  own.swap(variables_);
  CHECK_OK(walk(found->second, argument));
  own.swap(variables_);
  --depth_;
  return ok();
}

Status Interpreter::write(const Value& value) {
  if (value.is_nil()) {
    constexpr std::string_view no_value = "<no value>";
    CHECK_OK(meter_.output(no_value.size()));
    out_ += no_value;
    return ok();
  }
  if (const std::string* text = value.as_text()) {
    CHECK_OK(meter_.output(text->size()));
    out_ += *text;
    return ok();
  }
  TRY(const std::string text, text_of(value, meter_));
  CHECK_OK(meter_.output(text.size()));
  out_ += text;
  return ok();
}

Result<Value> Interpreter::evaluate(const ast::Pipeline& pipeline, const Value& dot, bool sets_variables) {
  CHECK_OK(at_place(meter_.nested(++depth_), pipeline.at));
  Value value;
  for (std::size_t i = 0; i < pipeline.commands.size(); ++i) {
    TRY(Value next, evaluate(pipeline.commands[i], dot, i == 0 ? nullptr : &value));
    value = next.is_nil() ? Value() : std::move(next);  // a nil that leaves a pipeline is no value
  }
  --depth_;
  if (sets_variables) CHECK_OK(set(pipeline, value));
  return value;
}

Status Interpreter::set(const ast::Pipeline& pipeline, const Value& value) {
  for (const std::string& name : pipeline.variables) {
    if (pipeline.is_assignment)
      CHECK_OK(assign(name, value, pipeline.at));
    else
      variables_.push_back({name, value});
  }
  return ok();
}

Status Interpreter::assign(const std::string& name, const Value& value, std::size_t at) {
  const auto found =
      std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& each) { return each.name == name; });
  if (found == variables_.rend()) return fail(at, fmt::format("undefined variable: {}", name));
  found->value = value;
  return ok();
}

Result<Value> Interpreter::variable(const std::string& name, std::size_t at) {
  const auto found =
      std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& each) { return each.name == name; });
  if (found == variables_.rend()) return fail(at, fmt::format("undefined variable: {}", name));
  return found->value;
}

Result<Value> Interpreter::evaluate(const ast::Command& command, const Value& dot, const Value* piped) {
  CHECK_OK(at_place(meter_.step(), command.at));
  const ast::Operand& first = command.operands.front();
  if (first.kind == ast::Operand::Kind::function && first.fields.empty()) return call(command, dot, piped);
  if (first.kind == ast::Operand::Kind::nil) return fail(first.at, "nil is not a command");
  if (command.operands.size() > 1 || piped) {
    const std::string name = first.fields.empty() ? first.text : first.fields.back();
    return fail(first.at, name.empty() ? std::string("can't give argument to non-function")
                                       : fmt::format("{} is not a function but has arguments", name));
  }
  return operand(first, dot);
}

Result<Value> Interpreter::operand(const ast::Operand& operand, const Value& dot) {
  using As = ast::Operand::Kind;
  CHECK_OK(at_place(meter_.step(), operand.at));
  switch (operand.kind) {
    case As::dot:
      return fields(dot, operand.fields, operand.at);
    case As::nil:
      return Value();
    case As::boolean:
      return Value(operand.boolean);
    case As::integer:
      return Value(operand.integer);
    case As::number:
      return Value(operand.number);
    case As::string:
      return Value(operand.text);
    case As::variable: {
      TRY(Value value, variable(operand.text, operand.at));
      return fields(std::move(value), operand.fields, operand.at);
    }
    case As::function: {
      TRY(Value value, at_place(invoke(operand.text, {}), operand.at));
      return fields(std::move(value), operand.fields, operand.at);
    }
    case As::pipeline: {
      TRY(Value value, evaluate(*operand.pipeline, dot));
      return fields(std::move(value), operand.fields, operand.at);
    }
  }
  return Value();
}

Result<Value> Interpreter::fields(Value value, const std::vector<std::string>& names, std::size_t at) {
  for (const std::string& name : names) {
    if (value.kind() == Kind::none) return value;
    if (value.kind() == Kind::null) return fail(at, fmt::format("nil pointer evaluating interface {{}}.{}", name));
    const MapBody* map = value.as_map();
    if (!map) return fail(at, fmt::format("can't evaluate field {} in type {}", name, type_name(value)));
    const auto found = map->entries.find(name);
    if (found == map->entries.end() && !map->record.empty())
      return fail(at, fmt::format("can't evaluate field {} in type {}", name, map->record));
    Value next = found == map->entries.end() ? Value() : found->second;
    value = std::move(next);
  }
  return value;
}

Result<Value> Interpreter::call(const ast::Command& command, const Value& dot, const Value* piped) {
  const ast::Operand& function = command.operands.front();
  const bool is_or = function.text == "or", stops_early = is_or || function.text == "and";
  const bool is_own = environment_.functions.contains(function.text);
  std::vector<Value> arguments;
  for (std::size_t i = 1; i < command.operands.size(); ++i) {
    const ast::Operand& given = command.operands[i];
    TRY(Value value, operand(given, dot));
    if (stops_early && !is_own && is_true(value) == is_or) return value;
    arguments.push_back(std::move(value));
  }
  if (piped) arguments.push_back(*piped);
  return at_place(invoke(function.text, arguments), function.at);
}

Result<Value> Interpreter::invoke(const std::string& name, const std::vector<Value>& arguments) {
  const auto explained = [&](const Error& error) {
    if (error.code() == "gotemplate.limit") return error;
    return render_error(fmt::format("{}: {}", name, error.message())).with_hint(error.hint());
  };
  if (const auto own = environment_.functions.find(name); own != environment_.functions.end()) {
    auto result = own->second(arguments);
    if (!result.has_value()) return explained(result.error());
    return result;
  }
  const Builtin* builtin = find_builtin(name);
  if (!builtin) return render_error(fmt::format("function {} not defined", quoted_text(name)));
  const auto count = static_cast<int>(arguments.size());
  if (count < builtin->least || (builtin->most >= 0 && count > builtin->most))
    return render_error(fmt::format("wrong number of args for {}: want {}{} got {}", name,
                                    builtin->most == builtin->least ? "" : "at least ",
                                    count < builtin->least ? builtin->least : builtin->most, count));
  CHECK_OK(meter_.step(arguments.size()));
  auto result = builtin->call({name, arguments, meter_, patterns_, environment_.random});
  if (!result.has_value()) return explained(result.error());
  return result;
}

}  // namespace towpath::gotemplate
