#pragma once

#include <algorithm>
#include <string_view>

namespace towpath {

/// The beginning of a text, at most `bytes` long, not ending inside a character of UTF-8: what is too long to keep is
/// cut here, because PostgreSQL and JSON refuse half a character.
constexpr std::string_view clipped(std::string_view text, std::size_t bytes) {
  std::size_t end = std::min(text.size(), bytes);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace towpath
