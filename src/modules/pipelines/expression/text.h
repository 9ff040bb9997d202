#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace towpath::pipelines {

/// The character at `offset`, which moves past it; U+FFFD for malformed UTF-8. Precondition: offset < text.size().
char32_t next_character(std::string_view text, std::size_t& offset);

/// UTF-16 of the text in upper case by simple mappings: equal for texts that the language calls equal, and ordered as
/// it orders them (.NET's OrdinalIgnoreCase).
std::u16string fold_case(std::string_view text);

std::size_t utf16_length(std::string_view text);

/// Unicode white space, as .NET's Char.IsWhiteSpace.
bool is_white_space(char32_t c);
std::string_view trim_white_space(std::string_view text);

/// Number form of a text: decimal, 0x, 0o, 0b, Infinity; blank is 0, anything else NaN.
double parse_number(std::string_view text);

/// At most 15 significant digits, exponents as "E+21" (.NET's G15); -0 is "0".
std::string format_number(double number);

}  // namespace towpath::pipelines
