#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "meter.h"
#include "methods.h"
#include "template/value.h"

// The built-in filters: those of nunjitsu 0.6.2, in its meaning.
namespace towpath::tmpl {

using Arguments = std::span<const Value>;
/// A filter over its input. Errors: template.render for unfit input, template.limit.
using BuiltinFilter = Result<Value> (*)(const Value& input, Arguments arguments, Meter& meter);

/// nullptr when there is no such filter.
BuiltinFilter find_filter(std::string_view name);
/// For "did you mean".
std::vector<std::string> filter_names();

/// One row of a filter table.
struct FilterEntry {
  std::string_view name;
  BuiltinFilter filter;
};
std::span<const FilterEntry> text_filters();
std::span<const FilterEntry> list_filters();
std::span<const FilterEntry> value_filters();

// What the filters share.

/// The input's text; undefined, null and false count as "". Errors: the input is something else.
Result<std::string> input_text(const Value& input);
/// `text`, safe when `input` is.
Value keep_safe(const Value& input, std::string text);
/// `count` blanks; none for NaN and below.
Result<std::string> blanks(double count, Meter& meter);
/// The items of an array, the code units of a text, the entries 0 to length-1 of an object; nullopt otherwise.
Result<std::optional<Array>> sequence(const Value& input, Meter& meter);
/// Property `key` of a value, without methods: an entry, an index, `length`. Undefined when there is none.
Value property(const Value& target, std::string_view key);
/// & < > " ' and \ as HTML entities.
std::string escape_html(std::string_view text);

}  // namespace towpath::tmpl
