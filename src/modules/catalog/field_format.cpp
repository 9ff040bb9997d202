#include "field_format.h"

#include <algorithm>

namespace towpath::catalog {
namespace {

constexpr std::size_t max_length = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alphanumeric(char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z'); }

/// Parts of `is_part` characters separated by single `separator`s.
template <class IsPart>
bool is_parted(std::string_view text, char separator, IsPart is_part) {
  if (text.empty() || text.size() > max_length || !is_part(text.front()) || !is_part(text.back())) return false;
  for (std::size_t i = 1; i < text.size(); ++i)
    if (!is_part(text[i]) && (text[i] != separator || text[i - 1] == separator)) return false;
  return true;
}

bool is_subdomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  for (;;) {
    const auto dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > max_length || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; }))
      return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_entity_name(std::string_view text) {
  return !text.empty() && text.size() <= max_length && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

bool is_namespace(std::string_view text) {
  return is_parted(text, '-', [](char c) { return is_lower(c) || is_digit(c); });
}

bool is_tag(std::string_view text) {
  return is_parted(text, '-', [](char c) { return is_lower(c) || is_digit(c) || c == '+' || c == '#' || c == ':'; });
}

bool is_label_key(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos) return is_entity_name(text);
  return is_subdomain(text.substr(0, slash)) && is_entity_name(text.substr(slash + 1));
}

bool is_label_value(std::string_view text) { return text.empty() || is_entity_name(text); }

bool is_url(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon + 1 == text.size()) return false;
  const std::string_view scheme = text.substr(0, colon);
  return std::all_of(scheme.begin(), scheme.end(),
                     [](char c) { return is_alphanumeric(c) || c == '+' || c == '-' || c == '.'; }) &&
         !is_digit(scheme.front()) && text.find_first_of(" \t\r\n") == text.npos;
}

}  // namespace towpath::catalog
