#include "interpreter.h"

#include <utility>

#include "coerce.h"
#include "filters.h"

namespace towpath::tmpl {

const Value* Scope::find(std::string_view name) const {
  for (const Scope* scope = this; scope; scope = scope->parent_)
    for (const auto& [known, value] : scope->values_)
      if (known == name) return &value;
  return nullptr;
}

Value* Scope::own(std::string_view name) {
  for (auto& [known, value] : values_)
    if (known == name) return &value;
  return nullptr;
}

void Scope::define(std::string_view name, Value value) {
  if (Value* existing = own(name)) {
    *existing = std::move(value);
  } else {
    values_.emplace_back(name, std::move(value));
  }
}

void Scope::assign(std::string_view name, Value value) {
  for (Scope* scope = this; scope; scope = scope->parent_) {
    if (Value* existing = scope->own(name)) {
      *existing = std::move(value);
      return;
    }
    if (scope->writes_ == Writes::stay) break;
  }
  define(name, std::move(value));
}

Interpreter::Interpreter(const Object& context, const Environment& environment, const Options& options)
    : context_(context),
      environment_(environment),
      options_(options),
      meter_(options.limits),
      exported_(nullptr, Scope::Writes::stay),
      top_(&exported_, Scope::Writes::stay),
      top_frame_{&top_, true, true} {}

Status Interpreter::run(const ast::Body& body, std::string& out) { return execute(body, top_frame_, out); }

Result<Value> Interpreter::evaluate(const ast::Expr& expression) {
  TRY(Value value, eval(expression, top_frame_));
  if (Status leaves = check_no_callable(value, meter_); !leaves) {
    failed_at_ = expression.at;
    return std::move(leaves).error();
  }
  return value;
}

Status Interpreter::execute(const ast::Body& body, const Frame& frame, std::string& out) {
  const Level level(depth_);
  for (const auto& statement : body) {
    Status status = meter_.step();
    if (status) status = meter_.nested(depth_);
    if (status) status = std::visit([&](const auto& node) { return execute(node, frame, out); }, statement->as);
    if (status) continue;
    if (!failed_at_) failed_at_ = statement->at;
    return status;
  }
  return ok();
}

Status Interpreter::write(std::string_view text, std::string& out) {
  CHECK_OK(meter_.output(text.size()));
  out += text;
  return ok();
}

Status Interpreter::execute(const ast::Text& text, const Frame&, std::string& out) { return write(text.text, out); }

Status Interpreter::execute(const ast::Output& output, const Frame& frame, std::string& out) {
  TRY(const Value value, eval(*output.expression, frame));
  if (const std::string* text = value.as_text()) return write(*text, out);
  auto text = to_output(value, meter_);
  if (text) return write(*text, out);
  if (!failed_at_) failed_at_ = output.expression->at;
  return std::move(text).error();
}

Status Interpreter::execute(const ast::If& choice, const Frame& frame, std::string& out) {
  for (const auto& [condition, body] : choice.branches) {
    TRY(const Value holds, eval(*condition, frame));
    if (truthy(holds)) return execute(body, frame, out);
  }
  return execute(choice.otherwise, frame, out);
}

// What a loop walks: the items of an array as they are then, the characters of a text, the entries 0 to length-1 of an
// object. With several variables an object gives pairs of key and value, a text pairs of index and character.
Result<Value> Interpreter::loop_items(const Value& iterable, bool pairs) {
  if (iterable.as_array()) return iterable;
  Array items;
  if (const Object* object = iterable.as_object(); object && pairs) {
    CHECK_OK(meter_.step(object->size()));
    for (const auto& [key, value] : *object) items.emplace_back(Array{Value(key), value});
    return Value(std::move(items));
  }
  TRY(auto found, sequence(iterable, meter_));
  if (found) items = std::move(*found);
  if (pairs && iterable.kind() == Kind::string)
    for (std::size_t i = 0; i < items.size(); ++i) items[i] = Value(Array{Value(std::to_string(i)), items[i]});
  return Value(std::move(items));
}

Status Interpreter::bind_item(const ast::For& loop, const Value& item, Scope& scope) {
  if (loop.targets.size() == 1) {
    scope.define(loop.targets[0], item);
    return ok();
  }
  if (item.is_nullish())
    return render_error("cannot take " + std::string(kind_name(item)) + " apart into " +
                        std::to_string(loop.targets.size()) + " variables");
  for (std::size_t i = 0; i < loop.targets.size(); ++i)
    scope.define(loop.targets[i], item.kind() == Kind::safe_string ? Value() : property(item, std::to_string(i)));
  return ok();
}

Status Interpreter::execute(const ast::For& loop, const Frame& frame, std::string& out) {
  TRY(const Value iterable, eval(*loop.iterable, frame));
  TRY(const Value walked, loop_items(iterable, loop.targets.size() > 1));
  const Array& items = *walked.as_array();
  const std::size_t length = items.size();  // as the loop began; the body may add items or take some out
  Scope scope(frame.scope, Scope::Writes::go_up);
  const Frame inside{&scope, false, false};
  std::size_t round = 0;
  for (; round < items.size(); ++round) {
    CHECK_OK(meter_.step());
    const Value item = items[round];
    CHECK_OK(bind_item(loop, item, scope));
    const double left = static_cast<double>(length) - static_cast<double>(round);
    scope.define("loop", Value(Object{{"index", Value(round + 1)},
                                      {"index0", Value(round)},
                                      {"revindex", Value(left)},
                                      {"revindex0", Value(left - 1)},
                                      {"first", Value(round == 0)},
                                      {"last", Value(round + 1 == length)},
                                      {"length", Value(length)}}));
    CHECK_OK(execute(loop.body, inside, out));
  }
  if (round > 0) return ok();
  for (const std::string& target : loop.targets) scope.define(target, Value());  // hides an outer one, as in nunjucks
  return execute(loop.otherwise, inside, out);
}

Status Interpreter::execute(const ast::Set& set, const Frame& frame, std::string&) {
  Value value;
  if (set.value) {
    TRY(value, eval(*set.value, frame));
  } else {
    std::string text;
    CHECK_OK(execute(set.body, frame, text));
    value = Value(std::move(text));
  }
  for (const std::string& target : set.targets) {
    frame.scope->assign(target, value);
    if (frame.exports_values) exported_.define(target, value);
  }
  return ok();
}

Status Interpreter::execute(const ast::Macro& macro, const Frame& frame, std::string&) {
  const Value value(std::make_shared<const Callable>(Callable{Callable::Macro{&macro}}));
  frame.scope->define(macro.name, value);
  if (frame.exports_macros) exported_.define(macro.name, value);
  return ok();
}

Status Interpreter::execute(const ast::CallBlock& block, const Frame& frame, std::string& out) {
  TRY(const Value callee, eval(*block.callee, frame));
  const Callable* callable = callee.as_callable();
  const auto* macro = callable ? std::get_if<Callable::Macro>(&callable->as) : nullptr;
  if (!macro) return render_error("a call block can call macros only");
  TRY(CallArguments given, arguments(block.arguments, frame));
  const std::size_t serial = next_caller_++;
  callers_.push_back({serial, &block.caller, &frame});
  std::erase_if(given.keyword, [](const auto& entry) { return entry.first == "caller"; });
  given.keyword.emplace_back("caller", Value(std::make_shared<const Callable>(Callable{Callable::Caller{serial}})));
  auto text = call_macro(*macro->macro, top_frame_, std::move(given));
  callers_.pop_back();
  if (!text) return std::move(text).error();
  return write(*text->as_text(), out);
}

Status Interpreter::execute(const ast::Block& block, const Frame& frame, std::string& out) {
  Scope scope(frame.scope, Scope::Writes::stay);
  return execute(block.body, Frame{&scope, true, false}, out);
}

Status Interpreter::execute(const ast::Switch& choice, const Frame& frame, std::string& out) {
  TRY(const Value value, eval(*choice.value, frame));
  bool matched = false;
  for (const ast::Case& candidate : choice.cases) {
    if (!matched) {
      TRY(const Value wanted, eval(*candidate.value, frame));
      TRY(matched, identical(value, wanted, meter_));
    }
    // An empty case falls through to the next body.
    if (matched && !candidate.body.empty()) return execute(candidate.body, frame, out);
  }
  return execute(choice.otherwise, frame, out);
}

}  // namespace towpath::tmpl
