#include "methods.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "coerce.h"
#include "regex.h"

namespace towpath::tmpl {

namespace {

constexpr std::size_t any = std::numeric_limits<std::size_t>::max();

struct Signature {
  std::string_view name;
  std::size_t least;
  std::size_t most;
};
using Signatures = std::vector<Signature>;

const Signatures& text_methods() {
  static const Signatures methods = {
      {"charAt", 0, 1},  {"charCodeAt", 0, 1},  {"concat", 0, any},  {"endsWith", 1, 2},    {"includes", 1, 2},
      {"indexOf", 1, 2}, {"lastIndexOf", 1, 2}, {"replace", 2, 2},   {"replaceAll", 2, 2},  {"slice", 0, 2},
      {"split", 0, 2},   {"startsWith", 1, 2},  {"substring", 0, 2}, {"toLowerCase", 0, 0}, {"toUpperCase", 0, 0},
      {"trim", 0, 0},    {"trimEnd", 0, 0},     {"trimStart", 0, 0}};
  return methods;
}

const Signatures& number_methods() {
  static const Signatures methods = {
      {"toExponential", 0, 1}, {"toFixed", 0, 1}, {"toPrecision", 0, 1}, {"toString", 0, 1}};
  return methods;
}

const Signatures& array_methods() {
  static const Signatures methods = {
      {"at", 1, 1},       {"concat", 0, any}, {"copyWithin", 1, 3}, {"fill", 1, 3},        {"flat", 0, 1},
      {"includes", 1, 2}, {"indexOf", 1, 2},  {"join", 0, 1},       {"lastIndexOf", 1, 2}, {"pop", 0, 0},
      {"push", 0, any},   {"reverse", 0, 0},  {"shift", 0, 0},      {"slice", 0, 2},       {"sort", 0, 0},
      {"splice", 0, any}, {"unshift", 0, any}};
  return methods;
}

const Signatures& list_methods() {  // Python's, for cookiecutter templates
  static const Signatures methods = {{"append", 1, 1}, {"count", 1, 1}, {"find", 1, 1},  {"index", 1, 1},
                                     {"insert", 2, 2}, {"pop", 0, 1},   {"remove", 1, 1}};
  return methods;
}

const Signatures& dictionary_methods() {  // Python's
  static const Signatures methods = {
      {"get", 1, 2}, {"has_key", 1, 1}, {"items", 0, 0}, {"keys", 0, 0}, {"values", 0, 0}};
  return methods;
}

const Signatures& regex_methods() {
  static const Signatures methods = {{"test", 1, 1}};
  return methods;
}

const Signature* find_in(const Signatures& methods, std::string_view name) {
  const auto found = std::find_if(methods.begin(), methods.end(), [&](const Signature& s) { return s.name == name; });
  return found == methods.end() ? nullptr : &*found;
}

const Signature* find_method(const Value& receiver, std::string_view name, bool cookiecutter_compat) {
  switch (receiver.kind()) {
    case Kind::string:
    case Kind::safe_string:
      return find_in(text_methods(), name);
    case Kind::number:
      return find_in(number_methods(), name);
    case Kind::regex:
      return find_in(regex_methods(), name);
    case Kind::object:
      return cookiecutter_compat ? find_in(dictionary_methods(), name) : nullptr;
    case Kind::array:
      if (cookiecutter_compat)
        if (const Signature* method = find_in(list_methods(), name)) return method;
      return find_in(array_methods(), name);
    default:
      return nullptr;
  }
}

Result<Value> call_object_method(const MethodCall& call) {
  const Object& object = *call.receiver.as_object();
  CHECK_OK(call.meter.step(object.size()));
  if (call.name == "get" || call.name == "has_key") {
    TRY(const std::string key, to_text(argument(call.arguments, 0), call.meter));
    const Value* found = object.find(key);
    if (call.name == "has_key") return Value(found != nullptr);
    return found ? *found : argument(call.arguments, 1);
  }
  Array out;
  for (const auto& [key, value] : object)
    out.push_back(call.name == "keys" ? Value(key) : call.name == "values" ? value : Value(Array{Value(key), value}));
  return Value(std::move(out));
}

Result<Value> call_regex_method(const MethodCall& call) {
  RegexBody& body = *call.receiver.as_regex();
  TRY(const std::string text, to_text(argument(call.arguments, 0), call.meter));
  CHECK_OK(call.meter.work(text.size()));
  const bool remembers = body.regex->is_global() || body.regex->is_sticky();
  const auto match = body.regex->find(text, remembers ? body.last_index : 0);
  if (remembers) body.last_index = match ? match->to() : 0;
  return Value(match.has_value());
}

}  // namespace

const Value& argument(std::span<const Value> arguments, std::size_t index) {
  static const Value undefined;
  return index < arguments.size() ? arguments[index] : undefined;
}

bool is_mutating_method(std::string_view name) {
  static const std::vector<std::string_view> names = {"append", "copyWithin", "fill",  "insert", "pop",    "push",
                                                      "remove", "reverse",    "shift", "sort",   "splice", "unshift"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool has_method(const Value& receiver, std::string_view name, bool cookiecutter_compat) {
  return find_method(receiver, name, cookiecutter_compat) != nullptr;
}

Result<Value> call_method(const MethodCall& call) {
  const Signature& signature = *find_method(call.receiver, call.name, call.cookiecutter_compat);
  if (call.arguments.size() < signature.least || call.arguments.size() > signature.most) {
    const std::string least = std::to_string(signature.least);
    const std::string count = signature.most == any               ? "at least " + least
                              : signature.most == signature.least ? least
                                                                  : least + " to " + std::to_string(signature.most);
    return render_error(std::string(call.name) + "() takes " + count + " arguments, not " +
                        std::to_string(call.arguments.size()));
  }
  for (const Value& value : call.arguments) CHECK_OK(check_no_callable(value, call.meter));
  switch (call.receiver.kind()) {
    case Kind::string:
    case Kind::safe_string:
      return call_text_method(call);
    case Kind::number:
      return call_number_method(call);
    case Kind::regex:
      return call_regex_method(call);
    case Kind::object:
      return call_object_method(call);
    default:
      return call_array_method(call);
  }
}

}  // namespace towpath::tmpl
