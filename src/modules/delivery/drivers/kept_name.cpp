#include "kept_name.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace towpath::delivery {

bool is_kept_before(std::string_view name, std::string_view mark, std::chrono::sys_days day) {
  const auto at = name.find(mark);
  if (at == name.npos) return false;
  const auto digits = name.substr(at + mark.size(), 8);
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (digits.size() != 8 || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  unsigned number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const std::chrono::year_month_day kept(std::chrono::year(static_cast<int>(number / 10'000)),
                                         std::chrono::month(number / 100 % 100), std::chrono::day(number % 100));
  return kept.ok() && std::chrono::sys_days(kept) < day;
}

}  // namespace towpath::delivery
