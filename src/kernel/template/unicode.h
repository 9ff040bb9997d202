#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// JavaScript counts text in UTF-16 code units; we keep UTF-8. Text cut in the middle of a surrogate pair is held with
// the halves encoded on their own (WTF-8) and made well-formed again when it leaves the interpreter.
namespace towpath::tmpl {

bool is_ascii(std::string_view text);

std::u16string to_utf16(std::string_view text);
std::string to_utf8(std::u16string_view text);

/// Length in UTF-16 code units.
std::size_t utf16_length(std::string_view text);

/// The code units [from, to), clamped to the text.
std::string utf16_slice(std::string_view text, std::size_t from, std::size_t to);

/// Position of byte offset `at` in code units.
inline std::size_t utf16_offset(std::string_view text, std::size_t at) { return utf16_length(text.substr(0, at)); }

/// Joins surrogate halves that became neighbours; a half left alone becomes U+FFFD.
std::string well_formed(std::string text);

/// Bytes of the white space character (as JavaScript's \s and trim() see it) at the start of `text`; 0 if none.
std::size_t leading_space(std::string_view text);
std::string_view trim_start(std::string_view text);
std::string_view trim_end(std::string_view text);
inline std::string_view trim_both(std::string_view text) { return trim_end(trim_start(text)); }

std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

/// The first code unit in upper case, the rest in lower case.
std::string capitalized(std::string_view text);

/// Appends one code point (surrogate halves allowed).
void append_utf8(std::string& out, char32_t code_point);

}  // namespace towpath::tmpl
