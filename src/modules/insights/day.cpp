#include "day.h"

#include <string>

namespace towpath::insights {

std::optional<UtcTime> midnight_of(std::string_view day) {
  const auto time = parse_rfc3339(std::string(day) + "T00:00:00.000000Z");
  if (day.size() != 10 || !time.has_value()) return std::nullopt;
  return *time;
}

}  // namespace towpath::insights
