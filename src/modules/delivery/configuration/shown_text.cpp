#include "shown_text.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::delivery {

std::string shown(std::string_view text, std::size_t most) {
  text = text.substr(0, most);
  // Not in the middle of a character: a lead byte and what follows it go together.
  for (int cut = 0; cut < 4 && !text.empty() && !is_utf8(text); ++cut) text.remove_suffix(1);
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return is_utf8(out) ? out : "";
}

std::string_view within(std::string_view path, std::string_view folder) {
  if (!folder.empty() && path.starts_with(folder) && path.substr(folder.size()).starts_with('/'))
    path.remove_prefix(folder.size() + 1);
  return path;
}

}  // namespace towpath::delivery
