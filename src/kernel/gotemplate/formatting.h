#pragma once

#include <span>
#include <string>

#include "meter.h"

namespace towpath::gotemplate {

/// A value as Go's %v prints it. Errors: gotemplate.limit.
Result<std::string> text_of(const Value& value, Meter& meter);

/// Go's fmt.Sprint: a blank between two values when neither is text. Errors: gotemplate.limit.
Result<std::string> print(std::span<const Value> values, Meter& meter);

/// Go's fmt.Sprintf, with what Go prints for a verb that does not fit ("%!d(string=x)"). Errors: gotemplate.limit.
Result<std::string> print_format(std::string_view format, std::span<const Value> values, Meter& meter);

/// Name of the Go type that a value has: "map[string]interface {}".
std::string type_name(const Value& value);

}  // namespace towpath::gotemplate
