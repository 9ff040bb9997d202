#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meter.h"

namespace towpath::gotemplate {

class Patterns;

/// One call of a built-in function: its arguments, checked when they are read.
struct Call {
  std::string_view name;
  std::span<const Value> arguments;
  Meter& meter;
  Patterns& patterns;
  const RandomSource& random;

  std::size_t size() const { return arguments.size(); }
  const Value& operator[](std::size_t i) const { return arguments[i]; }
  const Value& last() const { return arguments.back(); }

  // The arguments with the types Go would take. Errors: gotemplate.render, which names what is expected.
  Result<std::string> text(std::size_t i) const;
  Result<std::int64_t> integer(std::size_t i) const;
  Result<MapBody*> map(std::size_t i) const;
  /// A list; other values are refused.
  Result<const List*> list(std::size_t i) const;

  Error wrong_type(std::size_t i, std::string_view expected) const;
};

using BuiltinFunction = Result<Value> (*)(const Call& call);

/// A function with how many arguments it takes; `most` -1 means any number.
struct Builtin {
  std::string_view name;
  int least;
  int most;
  BuiltinFunction call;
};

// The functions by what they are about.
std::span<const Builtin> language_functions();
std::span<const Builtin> text_functions();
std::span<const Builtin> list_functions();
std::span<const Builtin> map_functions();
std::span<const Builtin> number_functions();
std::span<const Builtin> value_functions();
std::span<const Builtin> random_functions();

/// nullptr when there is none.
const Builtin* find_builtin(std::string_view name);

/// Go's truth: what is not empty, zero or nil.
bool is_true(const Value& value);

/// What sprig makes a text: text as it is, anything else as %v prints it.
Result<std::string> as_string(const Value& value, Meter& meter);

/// What sprig makes a whole number: cast.ToInt64, 0 for what is none.
std::int64_t as_int64(const Value& value);
double as_float64(const Value& value);

/// Whether sprig takes a value as not given: zero, empty or nil.
bool is_empty(const Value& value);

/// Equal in every part, numbers of the same kind.
Result<bool> is_deep_equal(const Value& a, const Value& b, Meter& meter, std::size_t depth = 1);

/// Adds to an argument list's value something that must not make it contain itself.
Status check_acyclic(const Value& into, const Value& added, Meter& meter);

}  // namespace towpath::gotemplate
