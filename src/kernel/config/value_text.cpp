#include "value_text.h"

#include <charconv>
#include <limits>
#include <utility>

namespace towpath::config {
namespace {

/// A whole number not below zero and one of the units, without a blank between them necessarily.
template <std::size_t N>
std::optional<std::int64_t> parse_with_unit(std::string_view text,
                                            const std::pair<std::string_view, std::int64_t> (&units)[N]) {
  std::int64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || number < 0) return std::nullopt;
  std::string_view unit = text.substr(static_cast<std::size_t>(rest - text.data()));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  for (const auto& [name, factor] : units)
    if (unit == name && number <= std::numeric_limits<std::int64_t>::max() / factor) return number * factor;
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_duration(std::string_view text) {
  constexpr std::pair<std::string_view, std::int64_t> units[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  if (text == "0") return 0;
  return parse_with_unit(text, units);
}

std::optional<std::int64_t> parse_size(std::string_view text) {
  constexpr std::int64_t k = 1000, ki = 1024;
  constexpr std::pair<std::string_view, std::int64_t> units[] = {{"", 1},
                                                                 {"B", 1},
                                                                 {"kB", k},
                                                                 {"MB", k * k},
                                                                 {"GB", k * k * k},
                                                                 {"TB", k * k * k * k},
                                                                 {"KiB", ki},
                                                                 {"MiB", ki * ki},
                                                                 {"GiB", ki * ki * ki},
                                                                 {"TiB", ki * ki * ki * ki}};
  return parse_with_unit(text, units);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || rest != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return std::nullopt;
}

}  // namespace towpath::config
