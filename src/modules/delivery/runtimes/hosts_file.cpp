#include "hosts_file.h"

#include <set>
#include <string_view>

namespace towpath::delivery {

namespace {

constexpr std::string_view suffix = ".localhost";

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

void collect(std::string_view text, std::set<std::string>& names) {
  for (auto at = text.find(suffix); at != std::string_view::npos; at = text.find(suffix, at + 1)) {
    const auto end = at + suffix.size();
    if (end < text.size() && is_name_character(text[end])) continue;  // "a.localhost.example"
    auto begin = at;
    while (begin > 0 && is_name_character(text[begin - 1])) --begin;
    if (begin < at) names.emplace(text.substr(begin, end - begin));
  }
}

}  // namespace

std::string hosts_file(const Container& container, const std::string& of_this_machine) {
  std::set<std::string> names;
  for (const auto& [name, value] : container.variables) collect(value.reveal(), names);
  for (const auto& file : container.files) collect(file.content, names);
  if (names.empty()) return "";
  auto text = of_this_machine + "\n";
  for (const auto& name : names) text += "127.0.0.1 " + name + "\n";
  return text;
}

}  // namespace towpath::delivery
