#include "json/time_field.h"

#include "base/time_text.h"

namespace towpath::json {

std::optional<UtcTime> optional_time(ObjectReader& body, std::string_view key) {
  const auto text = body.optional_string(key);
  if (!text) return std::nullopt;
  const auto time = read_time(*text);
  if (!time) body.problem(key, "must be a time such as 2026-01-31T08:00:00Z");
  return time;
}

}  // namespace towpath::json
