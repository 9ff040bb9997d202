#include <fmt/core.h>

#include <array>
#include <charconv>

#include "insights/devlake.h"

namespace towpath::insights::devlake {
namespace {

/// Digits at the front of `text`, taken off; nothing when there is none or more than `most`.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > most) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return std::chrono::microseconds(0);
  std::int64_t value = 0;
  int digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits)
    if (digits < 6) value = value * 10 + (text.front() - '0');
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) value *= 10;
  return std::chrono::microseconds(value);
}

std::optional<std::chrono::minutes> take_zone(std::string_view& text) {
  if (text.empty() || take(text, 'Z')) return std::chrono::minutes(0);
  const bool is_east = take(text, '+');
  if (!is_east && !take(text, '-')) return std::nullopt;
  std::string_view first = text.substr(0, 2);
  text.remove_prefix(first.size());
  const auto hours = take_number(first, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional(0) : take_number(text, 2);
  if (!hours || !first.empty() || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset(*hours * 60 + *minutes);
  return is_east ? offset : -offset;
}

}  // namespace

std::optional<UtcTime> parse_instant(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
  std::array<int, 3> clock{};
  for (std::size_t part = 0; part < clock.size(); ++part) {
    if (part > 0 && !take(text, ':')) return std::nullopt;
    const auto number = take_number(text, 2);
    if (!number) return std::nullopt;
    clock[part] = *number;
  }
  const auto fraction = take_fraction(text);
  const auto zone = take_zone(text);
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!fraction || !zone || !text.empty() || !date.ok() || clock[0] > 23 || clock[1] > 59 || clock[2] > 60)
    return std::nullopt;
  return UtcTime(std::chrono::sys_days(date)) + std::chrono::hours(clock[0]) + std::chrono::minutes(clock[1]) +
         std::chrono::seconds(clock[2]) + *fraction - *zone;
}

std::string instant_text(UtcTime time) {
  const std::string exact = to_rfc3339(time);  // six digits and Z
  return exact.substr(0, exact.size() - 4) + "+00:00";
}

}  // namespace towpath::insights::devlake
