#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace boost::json {
class value;
}

namespace towpath::json {

/// The text as a JSON string; null when it is empty, which is how rows say that there is none.
boost::json::value text_or_null(std::string_view text);

/// RFC 3339, or null.
boost::json::value time_or_null(const std::optional<UtcTime>& time);

/// The number, or null.
boost::json::value number_or_null(const std::optional<double>& number);
boost::json::value number_or_null(const std::optional<std::int64_t>& number);

}  // namespace towpath::json
