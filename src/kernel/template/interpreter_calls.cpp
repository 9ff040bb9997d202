#include "base/strings.h"
#include "coerce.h"
#include "filters.h"
#include "interpreter.h"
#include "methods.h"

namespace towpath::tmpl {

namespace {

// How messages call what is called: `a.b`, or nothing for other expressions.
std::string spelled(const ast::Expr& callee) {
  if (const auto* name = std::get_if<ast::Name>(&callee.as)) return name->name;
  const auto* member = std::get_if<ast::Member>(&callee.as);
  const auto* key = member ? std::get_if<ast::Literal>(&member->key->as) : nullptr;
  if (!key || !key->value.as_text()) return {};
  const std::string target = spelled(*member->target);
  return target.empty() ? target : target + '.' + *key->value.as_text();
}

Error not_callable(const ast::Expr& callee, const Value& value) {
  const std::string name = spelled(callee);
  Error error = render_error((name.empty() ? "the expression" : "'" + name + "'") + " is " +
                             std::string(kind_name(value)) + " and cannot be called");
  if (const auto* member = std::get_if<ast::Member>(&callee.as); member && value.is_undefined())
    if (const auto* key = std::get_if<ast::Literal>(&member->key->as);
        key && key->value.as_text() && find_filter(*key->value.as_text()))
      return std::move(error).with_hint("There is a filter of that name: write `value | " + *key->value.as_text() +
                                        "`.");
  return error;
}

Error unknown_filter(const std::string& name, const Environment& environment) {
  std::vector<std::string> known = filter_names();
  for (const auto& [filter, function] : environment.filters) known.push_back(filter);
  Error error = render_error("unknown filter '" + name + "'");
  if (has_method(Value(""), name, false))
    return std::move(error).with_hint("There is a method of that name: write `value." + name + "(...)`.");
  if (const auto near = nearest(name, known)) return std::move(error).with_hint("Did you mean '" + *near + "'?");
  return error;
}

// Where a filter takes named arguments by name. All others get them as one object at the end, as in nunjucks.
std::vector<std::string_view> parameter_names(std::string_view filter) {
  if (filter == "int") return {"default", "base"};
  if (filter == "sort") return {"reverse", "case_sensitive", "attribute"};
  return {};
}

}  // namespace

const Value* Interpreter::CallArguments::find(std::string_view name) const {
  for (auto entry = keyword.rbegin(); entry != keyword.rend(); ++entry)
    if (entry->first == name) return &entry->second;
  return nullptr;
}

Result<Interpreter::CallArguments> Interpreter::arguments(const ast::Arguments& written, const Frame& frame) {
  CallArguments given;
  for (const ast::ExprPtr& argument : written.positional) {
    TRY(Value value, eval(*argument, frame));
    given.positional.push_back(std::move(value));
  }
  for (const auto& [name, argument] : written.keyword) {
    TRY(Value value, eval(*argument, frame));
    given.keyword.emplace_back(name, std::move(value));
  }
  return given;
}

Result<Array> Interpreter::positional(const ast::Arguments& written, std::string_view callee, const Frame& frame) {
  if (!written.keyword.empty()) return render_error("'" + std::string(callee) + "' takes no named arguments");
  TRY(CallArguments given, arguments(written, frame));
  for (const Value& value : given.positional) CHECK_OK(check_no_callable(value, meter_));
  return std::move(given.positional);
}

Status Interpreter::charge_text(std::span<const Value> values) {
  for (const Value& value : values)
    if (const std::string* text = value.as_text()) CHECK_OK(meter_.work(text->size()));
  return ok();
}

Result<Value> Interpreter::eval(const ast::FilterCall& filter, const Frame& frame) {
  const bool is_jsonify = options_.cookiecutter_compat && filter.name == "jsonify";
  const std::string_view name = is_jsonify ? std::string_view("dump") : filter.name;
  const auto host = environment_.filters.find(filter.name);
  const BuiltinFilter builtin = host == environment_.filters.end() ? find_filter(name) : nullptr;
  if (host == environment_.filters.end() && !builtin) return unknown_filter(filter.name, environment_);
  if (!builtin && !filter.arguments.keyword.empty())
    return render_error("the filter '" + filter.name + "' takes no named arguments");

  TRY(CallArguments given, arguments(filter.arguments, frame));
  const std::vector<std::string_view> names = parameter_names(name);
  if (!given.keyword.empty() && !names.empty()) {
    for (std::size_t i = given.positional.size() - 1; i < names.size(); ++i) {
      const Value* value = given.find(names[i]);
      given.positional.push_back(value ? *value : Value());
    }
  } else if (!given.keyword.empty()) {
    Object keywords;
    for (auto& [key, value] : given.keyword) keywords.set(std::string(key), std::move(value));
    keywords.set("__keywords", Value(true));
    given.positional.emplace_back(std::move(keywords));
  }
  for (const Value& value : given.positional) CHECK_OK(check_no_callable(value, meter_));
  CHECK_OK(charge_text(given.positional));
  const Value& input = given.positional[0];
  const std::span<const Value> rest = std::span<const Value>(given.positional).subspan(1);
  Result<Value> result = builtin ? builtin(input, rest, meter_) : host->second(input, rest);
  if (result) {
    CHECK_OK(charge_text({&*result, 1}));
    return result;
  }
  const Error& error = result.error();
  if (error.code() == "template.limit") return result;
  return render_error("the filter '" + filter.name + "' " + error.message()).with_hint(error.hint());
}

Result<Value> Interpreter::read_member(const Value& target, std::string_view key, bool computed) {
  if (is_reserved(key)) return Value();
  if (const Callable* callable = target.as_callable()) {
    const auto* cycler = std::get_if<std::shared_ptr<Callable::Cycler>>(&callable->as);
    if (!cycler) return Value();
    if (key == "current") return (*cycler)->next == 0 ? Value(nullptr) : (*cycler)->values[(*cycler)->next - 1];
    if (key != "next" && key != "reset") return Value();
    return Value(std::make_shared<const Callable>(Callable{Callable::CyclerStep{*cycler, key == "reset"}}));
  }
  CHECK_OK(charge_text({&target, 1}));  // to find a character is to walk to it
  Value own = property(target, key);
  const Object* object = target.as_object();
  if (!own.is_undefined() || (object && object->contains(key))) return own;
  // A computed name finds no method that changes its array: whether a context must be copied is known from the text.
  if ((computed && is_mutating_method(key)) || !has_method(target, key, options_.cookiecutter_compat)) return Value();
  return Value(std::make_shared<const Callable>(Callable{Callable::Method{target, std::string(key)}}));
}

Result<Value> Interpreter::eval(const ast::Call& call, const Frame& frame) {
  TRY(const Value callee, eval(*call.callee, frame));
  const Callable* callable = callee.as_callable();
  if (!callable) return not_callable(*call.callee, callee);
  return this->call(*callable, call.arguments, frame);
}

Result<Value> Interpreter::method(const Value& receiver, std::string_view name, const ast::Arguments& written,
                                  const Frame& frame) {
  TRY(const Array given, positional(written, name, frame));
  CHECK_OK(charge_text(given));
  auto result = call_method({name, receiver, given, options_.cookiecutter_compat, meter_});
  if (result) CHECK_OK(charge_text({&*result, 1}));
  return result;
}

Result<Value> Interpreter::call(const Callable& callable, const ast::Arguments& written, const Frame& frame) {
  if (const auto* macro = std::get_if<Callable::Macro>(&callable.as)) {
    TRY(CallArguments given, arguments(written, frame));
    return call_macro(*macro->macro, top_frame_, std::move(given));
  }
  if (const auto* caller = std::get_if<Callable::Caller>(&callable.as)) {
    TRY(CallArguments given, arguments(written, frame));
    return call_caller(caller->serial, std::move(given));
  }
  if (const auto* bound = std::get_if<Callable::Method>(&callable.as))
    return method(bound->receiver, bound->name, written, frame);
  if (const auto* builtin = std::get_if<Callable::Builtin>(&callable.as)) return call_builtin(*builtin, written, frame);
  if (const auto* host = std::get_if<Callable::Host>(&callable.as)) {
    TRY(const Array given, positional(written, host->name, frame));
    auto result = (*host->function)(given);
    if (result || result.error().code() == "template.limit") return result;
    return render_error("'" + host->name + "' " + result.error().message()).with_hint(result.error().hint());
  }
  TRY(const Array given, positional(written, "this", frame));
  if (const auto* joiner = std::get_if<std::shared_ptr<Callable::Joiner>>(&callable.as)) {
    if (!given.empty()) return render_error("a joiner takes no arguments");
    return std::exchange((*joiner)->used, true) ? (*joiner)->separator : Value("");
  }
  const auto* step = std::get_if<Callable::CyclerStep>(&callable.as);
  if (!step) return render_error("a cycler cannot be called; use .next(), .reset() or .current");
  if (!given.empty()) return render_error("next() and reset() of a cycler take no arguments");
  Callable::Cycler& cycler = *step->cycler;
  if (step->reset || cycler.values.empty()) {
    cycler.next = 0;
    return Value();
  }
  cycler.next = cycler.next % cycler.values.size() + 1;
  return cycler.values[cycler.next - 1];
}

Result<Value> Interpreter::call_caller(std::size_t serial, CallArguments arguments) {
  for (auto running = callers_.rbegin(); running != callers_.rend(); ++running)
    if (running->serial == serial) return call_macro(*running->body, *running->frame, std::move(arguments));
  return render_error("the body of a call block can be used only while its macro runs");
}

// nunjucks' calling convention: surplus positional arguments fill the defaulted parameters, named ones fill what is
// missing. The body of a call block sees the names around it, a macro only what is set at the top.
Result<Value> Interpreter::call_macro(const ast::Macro& macro, const Frame& frame, CallArguments given) {
  const bool is_caller = macro.name.empty();
  Scope scope(is_caller ? frame.scope : &exported_, Scope::Writes::stay);
  const Frame inside{&scope, !is_caller, false};
  const std::size_t wanted = macro.positional.size();
  const std::size_t supplied = given.positional.size();
  for (std::size_t i = wanted; i < supplied && i - wanted < macro.defaulted.size(); ++i)
    given.keyword.emplace_back(macro.defaulted[i - wanted].first, given.positional[i]);
  bool declares_caller = false;
  for (std::size_t i = 0; i < wanted; ++i) {
    const Value* named = i < supplied ? nullptr : given.find(macro.positional[i]);
    scope.define(macro.positional[i], i < supplied ? given.positional[i] : named ? *named : Value());
    declares_caller = declares_caller || macro.positional[i] == "caller";
  }
  for (const auto& [name, fallback] : macro.defaulted) {
    Value value;
    if (const Value* named = given.find(name)) {
      value = *named;
    } else {
      TRY(value, eval(*fallback, inside));
    }
    scope.define(name, std::move(value));
    declares_caller = declares_caller || name == "caller";
  }
  if (const Value* caller = given.find("caller"); caller && !declares_caller) scope.define("caller", *caller);
  std::string text;
  CHECK_OK(execute(macro.body, inside, text));
  return Value::safe(std::move(text));
}

Result<Value> Interpreter::call_builtin(Callable::Builtin builtin, const ast::Arguments& written, const Frame& frame) {
  if (builtin == Callable::Builtin::range) {
    TRY(const Array given, positional(written, "range", frame));
    if (given.size() > 3) return render_error("range() takes at most 3 arguments");
    return range(given);
  }
  if (builtin == Callable::Builtin::cycler) {
    TRY(Array given, positional(written, "cycler", frame));
    auto cycler = std::make_shared<Callable::Cycler>(Callable::Cycler{std::move(given)});
    return Value(std::make_shared<const Callable>(Callable{std::move(cycler)}));
  }
  TRY(const Array given, positional(written, "joiner", frame));
  if (given.size() > 1) return render_error("joiner() takes at most 1 argument");
  const Value separator = !given.empty() && truthy(given[0]) ? given[0] : Value(",");
  return Value(
      std::make_shared<const Callable>(Callable{std::make_shared<Callable::Joiner>(Callable::Joiner{separator})}));
}

Result<Value> Interpreter::range(const Array& given) {
  Value start = argument(given, 0);
  Value stop = argument(given, 1);
  Value step = truthy(argument(given, 2)) ? argument(given, 2) : Value(1);
  if (stop.is_undefined()) {
    stop = std::exchange(start, Value(0));
    step = Value(1);
  }
  TRY(const Order direction, compare(step, Value(0), meter_));
  const Order running = direction == Order::greater ? Order::less : Order::greater;
  Array out;
  for (Value value = start;;) {
    TRY(const Order order, compare(value, stop, meter_));
    if (order != running) return Value(std::move(out));
    CHECK_OK(meter_.step());
    out.push_back(value);
    TRY(value, add(value, step, meter_));
  }
}

}  // namespace towpath::tmpl
