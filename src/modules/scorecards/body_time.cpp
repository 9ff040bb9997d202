#include "body_time.h"

#include <string>

namespace towpath::scorecards {

UtcTime time_of(json::ObjectReader& body, std::string_view key, UtcTime otherwise) {
  constexpr std::size_t date_size = 10;
  const auto text = body.optional_string(key);
  if (!text) return otherwise;
  if (const auto exact = parse_rfc3339(*text); exact.has_value()) return *exact;
  const bool is_date = text->size() == date_size;
  const std::string filled = is_date                ? *text + "T23:59:59.000000Z"
                             : text->ends_with('Z') ? text->substr(0, text->size() - 1) + ".000000Z"
                                                    : *text;
  if (const auto time = parse_rfc3339(filled); time.has_value()) return *time;
  body.problem(key, "must be a date as 2026-12-31, or a time as 2026-12-31T10:00:00Z");
  return otherwise;
}

}  // namespace towpath::scorecards
