#include "slug.h"

#include <algorithm>

namespace towpath::federation {

bool is_slug(std::string_view text) {
  constexpr std::size_t longest = 63;
  const auto is_letter_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= longest && is_letter_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

}  // namespace towpath::federation
