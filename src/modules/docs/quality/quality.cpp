#include "quality/quality.h"

#include <algorithm>

#include "base/strings.h"

namespace towpath::docs {

bool is_stale(const std::optional<UtcTime>& page, const std::optional<UtcTime>& code) {
  return page && code && *code - *page > stale_after;
}

std::string counted_text(const std::string& text) {
  constexpr std::size_t shortest = 3, longest = 100;
  std::vector<std::string> words;
  for (const std::string& word : split(to_lower(text), ' '))
    if (!trim(word).empty()) words.emplace_back(trim(word));
  const std::string out = join(words, " ");
  return out.size() < shortest || out.size() > longest ? "" : out;
}

std::vector<MissedSearch> without_beginnings(std::vector<MissedSearch> searches) {
  const std::vector<MissedSearch> all = searches;
  std::erase_if(searches, [&](const MissedSearch& each) {
    return std::any_of(all.begin(), all.end(), [&](const MissedSearch& other) {
      return other.text.size() > each.text.size() && other.text.starts_with(each.text);
    });
  });
  return searches;
}

}  // namespace towpath::docs
