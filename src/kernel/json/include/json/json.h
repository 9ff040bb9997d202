#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boost::json {
class value;
}

namespace towpath::json {

/// What a text may cost.
struct Limits {
  std::size_t bytes = 4 << 20;
  std::size_t depth = 64;  ///< Of nested arrays and objects, at most 64.
};

/// Reads one JSON text (RFC 8259, nothing else: no comments, no trailing commas, UTF-8). A key that appears twice in
/// one object is refused, because readers disagree about which of the two counts.
/// Errors: json.invalid ("line:column: what is wrong"), json.too_large (one of the limits).
Result<boost::json::value> parse(std::string_view text, const Limits& limits = {});

/// The one canonical text of a value (RFC 8785): no blanks, keys sorted by UTF-16 code units, numbers as ECMAScript
/// prints them. Equal values have equal text, so it is what content hashes are made of. Integers beyond 2^53 are
/// written with all their digits, where RFC 8785 would round them; infinities and NaN have no JSON form and give
/// `null`.
std::string canonical(const boost::json::value& value);

/// A number as ECMAScript prints it: "0.1", "1e+21", "-5", "0" for -0. Not for infinities and NaN.
std::string number_text(double number);

/// The value a JSON Pointer (RFC 6901) names, nullptr when there is none. "" is `root` itself.
const boost::json::value* at_pointer(const boost::json::value& root, std::string_view pointer);

/// One step of a JSON Pointer, escaped: "a/b~c" is "a~1b~0c".
std::string escape_pointer(std::string_view key);

/// The reverse of escape_pointer.
std::string unescape_pointer(std::string_view token);

}  // namespace towpath::json
