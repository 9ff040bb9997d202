#include "metric_text.h"

#include <fmt/core.h>

#include "output.h"

namespace towpath::cli {

std::string metric_text(const boost::json::value& value, const std::string& unit) {
  if (value.is_null()) return "no data";
  const double number = value.to_number<double>();
  if (unit == "share") return fmt::format("{:.0f} %", number * 100);
  if (unit == "hours" && number >= 48) return fmt::format("{:.1f} days", number / 24);
  if (unit == "count") return fmt::format("{:.4g}", number);
  return fmt::format("{:.3g} {}", number, unit);
}

std::string metric_note(const boost::json::value& metric) {
  if (metric.at("value").is_null()) return text_at(metric, "reasonText");
  return metric.at("warning").is_null() ? "" : "Too few to say much.";
}

}  // namespace towpath::cli
