#include "shown_text.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::observe {

std::string shown(std::string_view text, std::size_t longest) {
  if (!is_utf8(text) || text.find('\0') != text.npos) return to_hex(text.substr(0, longest / 2));
  std::size_t end = std::min(text.size(), longest);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

}  // namespace towpath::observe
