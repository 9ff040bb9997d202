#pragma once

#include <string>
#include <string_view>

namespace towpath {

/// Appends a byte of UTF-8 text as it stands inside a JSON string (RFC 8259 §7): quotes, backslashes and control
/// characters escaped, the short forms where there are any, everything else as it is.
void append_json_byte(std::string& out, char byte);

/// Appends `text`, which is UTF-8, as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace towpath
