#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "meter.h"
#include "template/value.h"

// The methods of values: JavaScript's for text, numbers, arrays and regular expressions, Python's for objects and lists
// under cookiecutter_compat.
namespace towpath::tmpl {

/// One call of a method.
struct MethodCall {
  std::string_view name;
  const Value& receiver;
  std::span<const Value> arguments;
  bool cookiecutter_compat;
  Meter& meter;
};

/// True for names of methods that change their array in place.
bool is_mutating_method(std::string_view name);

bool has_method(const Value& receiver, std::string_view name, bool cookiecutter_compat);

/// Precondition: has_method(). Errors: template.render for a wrong number of arguments, template.limit.
Result<Value> call_method(const MethodCall& call);

// One file each.
Result<Value> call_text_method(const MethodCall& call);
Result<Value> call_number_method(const MethodCall& call);
Result<Value> call_array_method(const MethodCall& call);

/// The argument at `index`, or undefined.
const Value& argument(std::span<const Value> arguments, std::size_t index);

}  // namespace towpath::tmpl
