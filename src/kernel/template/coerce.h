#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "meter.h"
#include "template/value.h"

// JavaScript's conversions and operators over Value (ECMAScript 2023, sections 6.1.6.1 and 7). Those that walk arrays
// take a Meter; a callable can be converted to nothing and is an error.
namespace towpath::tmpl {

bool truthy(const Value& value);

/// Number::toString: the shortest text that reads back as the same number.
std::string number_text(double number);
/// StringToNumber: decimal, 0x, 0o, 0b, Infinity, surrounding white space; "" is 0, anything else NaN.
double parse_number(std::string_view text);

/// ToString: "undefined", "null", arrays joined by commas, "[object Object]".
Result<std::string> to_text(const Value& value, Meter& meter);
/// As to_text(), but what the output shows: undefined and null are empty.
Result<std::string> to_output(const Value& value, Meter& meter);
Result<double> to_number(const Value& value, Meter& meter);
/// ToIntegerOrInfinity.
Result<double> to_integer(const Value& value, Meter& meter);

/// The `+` operator.
Result<Value> add(const Value& left, const Value& right, Meter& meter);
/// The `===` operator.
Result<bool> identical(const Value& left, const Value& right, Meter& meter);
/// The `==` operator.
Result<bool> loosely_equal(const Value& left, const Value& right, Meter& meter);

/// What `<` and its kin see: less, equal, greater, or unordered (NaN took part).
enum class Order { less, equal, greater, unordered };
Result<Order> compare(const Value& left, const Value& right, Meter& meter);

/// The kind in words for messages: "an array", "undefined".
std::string_view kind_name(const Value& value);

/// Fails when the value is or holds a callable, which may not leave the interpreter.
Status check_no_callable(const Value& value, Meter& meter, std::size_t depth = 0);

/// Names that could reach JavaScript's prototypes; refused everywhere, as nunjitsu does.
bool is_reserved(std::string_view name);

}  // namespace towpath::tmpl
