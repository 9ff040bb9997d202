#include <cmath>

#include "checks.h"
#include "coerce.h"
#include "filters.h"
#include "interpreter.h"

namespace towpath::tmpl {

Result<Value> Interpreter::eval(const ast::Expr& expression, const Frame& frame) {
  const Level level(depth_);
  Status status = meter_.step();
  if (status) status = meter_.nested(depth_);
  if (!status) {
    if (!failed_at_) failed_at_ = expression.at;
    return std::move(status).error();
  }
  Result<Value> value = std::visit([&](const auto& node) { return eval(node, frame); }, expression.as);
  if (!value && !failed_at_) failed_at_ = expression.at;
  return value;
}

Result<Value> Interpreter::eval(const ast::Literal& literal, const Frame&) { return literal.value; }

Result<Value> Interpreter::eval(const ast::RegexLiteral& regex, const Frame&) {
  return Value(std::make_shared<RegexBody>(RegexBody{regex.regex, 0}));
}

Result<Value> Interpreter::eval(const ast::Name& name, const Frame& frame) {
  if (const Value* value = frame.scope->find(name.name)) return *value;
  if (const Value* value = context_.find(name.name)) return *value;
  if (options_.cookiecutter_compat) {
    if (name.name == "True") return Value(true);
    if (name.name == "False") return Value(false);
    if (name.name == "None") return Value(nullptr);
  }
  if (const auto global = environment_.globals.find(name.name); global != environment_.globals.end()) {
    if (const Value* value = std::get_if<Value>(&global->second)) return *value;
    return Value(
        std::make_shared<const Callable>(Callable{Callable::Host{&std::get<Function>(global->second), name.name}}));
  }
  const auto builtin = [](Callable::Builtin which) { return Value(std::make_shared<const Callable>(Callable{which})); };
  if (name.name == "range") return builtin(Callable::Builtin::range);
  if (name.name == "cycler") return builtin(Callable::Builtin::cycler);
  if (name.name == "joiner") return builtin(Callable::Builtin::joiner);
  return Value();
}

Result<Value> Interpreter::eval(const ast::Group& group, const Frame& frame) {
  Value last;
  for (const ast::ExprPtr& item : group.items) {
    TRY(last, eval(*item, frame));
  }
  return last;
}

Result<Value> Interpreter::eval(const ast::ArrayLiteral& array, const Frame& frame) {
  Array items;
  items.reserve(array.items.size());
  for (const ast::ExprPtr& item : array.items) {
    TRY(Value value, eval(*item, frame));
    items.push_back(std::move(value));
  }
  return Value(std::move(items));
}

Result<Value> Interpreter::eval(const ast::ObjectLiteral& literal, const Frame& frame) {
  Object object;
  for (const auto& [key, expression] : literal.entries) {
    TRY(Value value, eval(*expression, frame));
    object.set(key, std::move(value));
  }
  return Value(std::move(object));
}

Result<std::string> Interpreter::key_text(const ast::Expr& key, const Frame& frame) {
  TRY(const Value value, eval(key, frame));
  return to_text(value, meter_);
}

Result<Value> Interpreter::eval(const ast::Member& member, const Frame& frame) {
  TRY(const Value target, eval(*member.target, frame));
  const auto* literal = std::get_if<ast::Literal>(&member.key->as);
  if (literal && literal->value.as_text()) return read_member(target, *literal->value.as_text(), false);
  TRY(const std::string key, key_text(*member.key, frame));
  return read_member(target, key, true);
}

// start:stop:step as nunjucks reads it, with JavaScript's operators: a negative start or stop counts from the end once,
// an index equal to the length still gives one (undefined) item when stop allows it, a text as start counts by
// appending.
Result<Value> Interpreter::eval(const ast::Slice& slice, const Frame& frame) {
  TRY(Value target, eval(*slice.target, frame));
  if (target.as_callable()) return render_error("a function cannot be sliced");
  if (!truthy(target)) target = Value(Array{});
  const auto part = [&](const ast::ExprPtr& written, const Value& absent) -> Result<Value> {
    return written ? eval(*written, frame) : Result<Value>(absent);
  };
  TRY(Value index, part(slice.start, Value(nullptr)));
  TRY(Value stop, part(slice.stop, Value(nullptr)));
  TRY(const Value step, part(slice.step, Value(1)));
  TRY(const double step_number, to_number(step, meter_));
  if (!std::isfinite(step_number) || step_number == 0)
    return render_error("the step of a slice must be a number other than 0");
  const bool backwards = step_number < 0;
  const Value length = property(target, "length");
  TRY(const double length_number, to_number(length, meter_));
  const auto from_end = [&](Value& bound) -> Status {
    TRY(const Order order, compare(bound, Value(0), meter_));
    if (order == Order::less) {
      TRY(bound, add(bound, length, meter_));
    }
    return ok();
  };
  if (index.kind() == Kind::null) index = backwards ? Value(length_number - 1) : Value(0);
  if (stop.kind() != Kind::null) CHECK_OK(from_end(stop));
  if (stop.kind() == Kind::null) stop = backwards ? Value(-1) : length;
  CHECK_OK(from_end(index));
  Array out;
  for (;;) {
    TRY(const Order to_start, compare(index, Value(0), meter_));
    TRY(const Order to_length, compare(index, length, meter_));
    TRY(const Order to_stop, compare(index, stop, meter_));
    const Order beyond = backwards ? Order::less : Order::greater;
    if (to_start == Order::less || to_length == Order::greater || to_stop == Order::equal || to_stop == beyond) break;
    CHECK_OK(meter_.step());
    TRY(const std::string key, to_text(index, meter_));
    out.push_back(property(target, key));
    TRY(index, add(index, step, meter_));
  }
  return Value(std::move(out));
}

Result<Value> Interpreter::eval(const ast::InlineIf& choice, const Frame& frame) {
  TRY(const Value condition, eval(*choice.condition, frame));
  if (truthy(condition)) return eval(*choice.then, frame);
  return choice.otherwise ? eval(*choice.otherwise, frame) : Value("");
}

Result<Value> Interpreter::eval(const ast::Unary& unary, const Frame& frame) {
  TRY(const Value value, eval(*unary.target, frame));
  if (unary.op == ast::UnaryOperator::logical_not) return Value(!truthy(value));
  TRY(const double number, to_number(value, meter_));
  if (unary.op == ast::UnaryOperator::negate) return Value(-number);
  return Value(unary.op == ast::UnaryOperator::floor ? std::floor(number) : number);
}

Result<Value> Interpreter::eval(const ast::Binary& binary, const Frame& frame) {
  using enum ast::BinaryOperator;
  TRY(const Value left, eval(*binary.left, frame));
  if (binary.op == logical_or) return truthy(left) ? left : eval(*binary.right, frame);
  if (binary.op == logical_and) return truthy(left) ? eval(*binary.right, frame) : left;
  TRY(const Value right, eval(*binary.right, frame));
  if (binary.op == add) return tmpl::add(left, right, meter_);
  if (binary.op == in) {
    TRY(const bool found, contains(right, left));
    return Value(found);
  }
  if (binary.op == concat) {
    TRY(const std::string head, to_text(left, meter_));
    TRY(const std::string tail, to_text(right, meter_));
    CHECK_OK(meter_.work(head.size() + tail.size()));
    return Value(head + tail);
  }
  TRY(const double a, to_number(left, meter_));
  TRY(const double b, to_number(right, meter_));
  switch (binary.op) {
    case subtract:
      return Value(a - b);
    case multiply:
      return Value(a * b);
    case divide:
      return Value(a / b);
    case modulo:
      return Value(std::fmod(a, b));
    default:  // unlike C, JavaScript gives NaN for 1 ** NaN and 1 ** Infinity
      return Value(std::isnan(b) || (std::abs(a) == 1 && std::isinf(b)) ? std::nan("") : std::pow(a, b));
  }
}

Result<Value> Interpreter::eval(const ast::Comparison& comparison, const Frame& frame) {
  using enum ast::ComparisonOperator;
  TRY(Value left, eval(*comparison.first, frame));
  for (const auto& [op, expression] : comparison.rest) {
    TRY(const Value right, eval(*expression, frame));
    bool holds = false;
    if (op == same || op == not_same) {
      TRY(const bool are_same, identical(left, right, meter_));
      holds = are_same == (op == same);
    } else if (op == equal || op == not_equal) {
      TRY(const bool are_equal, loosely_equal(left, right, meter_));
      holds = are_equal == (op == equal);
    } else {
      TRY(const Order order, compare(left, right, meter_));
      holds = (order == Order::less && (op == less || op == less_equal)) ||
              (order == Order::greater && (op == greater || op == greater_equal)) ||
              (order == Order::equal && (op == less_equal || op == greater_equal));
    }
    left = Value(holds);
  }
  return left;
}

Result<Value> Interpreter::eval(const ast::Test& test, const Frame& frame) {
  if (!test.arguments.keyword.empty()) return render_error("the test '" + test.name + "' takes no named arguments");
  CHECK_OK(find_check(test.name, test.arguments.positional.size()));
  TRY(const Value value, eval(*test.target, frame));
  TRY(const CallArguments given, arguments(test.arguments, frame));
  auto holds = run_check(test.name, value, given.positional, meter_);
  if (!holds) return render_error("the test '" + test.name + "' " + holds.error().message());
  return Value(*holds);
}

Result<bool> Interpreter::contains(const Value& container, const Value& item) {
  if (const Array* items = container.as_array()) {
    CHECK_OK(meter_.step(items->size()));
    for (const Value& candidate : *items) {
      TRY(const bool found, identical(candidate, item, meter_));
      if (found) return true;
    }
    return false;
  }
  const Object* object = container.as_object();
  if (!object && !container.is_text())
    return render_error("'in' needs an array, an object or a text on its right, not " +
                        std::string(kind_name(container)));
  TRY(const std::string key, to_text(item, meter_));
  if (object) return object->contains(key);
  if (container.kind() == Kind::safe_string) return key == "length" || key == "val";
  CHECK_OK(meter_.work(container.as_text()->size()));
  return container.as_text()->find(key) != std::string::npos;
}

Result<Value> Interpreter::eval(const ast::Capture& capture, const Frame& frame) {
  Scope scope(frame.scope, Scope::Writes::go_up);
  std::string text;
  CHECK_OK(execute(capture.body, Frame{&scope, frame.exports_macros, frame.exports_values}, text));
  return Value(std::move(text));
}

}  // namespace towpath::tmpl
