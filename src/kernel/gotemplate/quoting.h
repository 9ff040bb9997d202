#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace towpath::gotemplate {

/// Go's strconv.Quote: in double quotes, with escapes for what cannot be printed.
std::string quoted_text(std::string_view text);

/// One character as Go's %q prints it: in single quotes.
std::string quoted_character(char32_t character);

/// The content of a Go literal with its quotes (", ` or '); nothing when it is none. Of a character constant, its
/// UTF-8.
std::optional<std::string> unquoted(std::string_view literal);

/// The character at the start of `text` and how many bytes it takes; U+FFFD and 1 for what is not UTF-8.
struct Decoded {
  char32_t character = 0xFFFD;
  std::size_t bytes = 1;
};
Decoded decode(std::string_view text);

void append_utf8(std::string& out, char32_t character);

/// Unicode's simple case mappings, character by character.
std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);
/// The first letter of each word in upper case.
std::string title_case(std::string_view text);

/// Bytes of the white space character (Unicode's White_Space) at the start of `text`; 0 if none.
std::size_t leading_space(std::string_view text);
std::string_view without_spaces_around(std::string_view text);

}  // namespace towpath::gotemplate
