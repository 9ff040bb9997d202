#include "json/nullable.h"

#include <boost/json/value.hpp>

namespace towpath::json {

boost::json::value text_or_null(std::string_view text) {
  if (text.empty()) return nullptr;
  return boost::json::value(text);
}

boost::json::value time_or_null(const std::optional<UtcTime>& time) {
  if (!time) return nullptr;
  return boost::json::value(to_rfc3339(*time));
}

boost::json::value number_or_null(const std::optional<double>& number) {
  if (!number) return nullptr;
  return boost::json::value(*number);
}

boost::json::value number_or_null(const std::optional<std::int64_t>& number) {
  if (!number) return nullptr;
  return boost::json::value(*number);
}

}  // namespace towpath::json
