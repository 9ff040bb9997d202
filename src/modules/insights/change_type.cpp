#include "change_type.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::insights {

std::string change_type_of(std::string_view title) {
  constexpr std::size_t longest = 20;
  const auto colon = title.find(':');
  if (colon == title.npos || colon + 1 >= title.size() || title[colon + 1] != ' ') return {};
  std::string_view head = title.substr(0, colon);
  if (head.ends_with('!')) head.remove_suffix(1);
  if (head.ends_with(')')) {
    const auto scope = head.find('(');
    if (scope == head.npos) return {};
    head = head.substr(0, scope);
  }
  const std::string type = to_lower(head);
  const bool is_word = !type.empty() && type.size() <= longest &&
                       std::all_of(type.begin(), type.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return is_word ? type : std::string();
}

}  // namespace towpath::insights
