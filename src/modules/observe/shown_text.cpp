#include "shown_text.h"

#include "base/clip.h"
#include "base/strings.h"

namespace towpath::observe {

std::string shown(std::string_view text, std::size_t longest) {
  if (!is_utf8(text) || text.find('\0') != text.npos) return to_hex(text.substr(0, longest / 2));
  return std::string(clipped(text, longest));
}

}  // namespace towpath::observe
