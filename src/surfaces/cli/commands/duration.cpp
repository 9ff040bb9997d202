#include "duration.h"

#include <fmt/core.h>

namespace towpath::cli {

Result<std::int64_t> parse_duration(const std::string& text) {
  constexpr std::size_t most_digits = 9;
  const std::string digits = text.substr(0, text.find_first_not_of("0123456789"));
  const std::string unit = text.substr(digits.size());
  const std::int64_t factor = unit == "s" || unit.empty() ? 1
                              : unit == "m"               ? 60
                              : unit == "h"               ? 3600
                              : unit == "d"               ? 86400
                                                          : 0;
  if (digits.empty() || digits.size() > most_digits || factor == 0)
    return invalid_input("cli.usage", fmt::format("'{}' is not a length of time.", text))
        .with_hint("Write it like 90m, 8h or 3d.");
  return std::stoll(digits) * factor;
}

}  // namespace towpath::cli
