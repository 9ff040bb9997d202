#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace towpath {

/// ASCII lower case; other bytes stay as they are.
std::string to_lower(std::string_view text);

/// Without leading and trailing blanks, tabs, carriage returns and line feeds.
std::string_view trim(std::string_view text);

/// Pieces between `separator`s; "a,,b" has three, "" has one (empty) piece.
std::vector<std::string> split(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

/// Every occurrence of `from` (not empty) replaced, left to right, without rescanning.
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::string_view bytes);

/// The candidate nearest to `word` by edit distance, when near enough to be a likely typing mistake
/// (distance <= 2, or <= 1/3 of the length). For "did you mean" hints.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// True when `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);

}  // namespace towpath
