#include "score/quantity.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace towpath::delivery {
namespace {

/// The number at the start of `text`, and what follows it.
std::pair<long double, std::string_view> split_number(std::string_view text) {
  // Digits by hand: from_chars of g++ 12 takes doubles only through strtod's locale and 53 bits; these have 64.
  long double number = 0, scale = 1;
  bool is_fraction = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.') {
      is_fraction = true;
      continue;
    }
    if (text[at] < '0' || text[at] > '9') break;
    number = number * 10 + (text[at] - '0');
    if (is_fraction) scale *= 10;
  }
  return {number / scale, text.substr(at)};
}

template <class T>
T rounded_up(long double amount) {
  const long double whole = std::ceil(amount);
  const auto most = std::numeric_limits<T>::max();
  return whole >= static_cast<long double>(most) ? most : static_cast<T>(whole);
}

}  // namespace

std::uint64_t memory_bytes(std::string_view text) {
  const auto [number, unit] = split_number(text);
  if (unit.empty()) return rounded_up<std::uint64_t>(number);
  const auto power = static_cast<int>(std::string_view("KMGTPE").find(unit[0])) + 1;
  return rounded_up<std::uint64_t>(number * std::pow(unit.size() == 2 ? 1024.0L : 1000.0L, power));
}

std::uint32_t cpu_millis(std::string_view text) {
  const auto [number, unit] = split_number(text);
  return rounded_up<std::uint32_t>(unit == "m" ? number : number * 1000);
}

}  // namespace towpath::delivery
