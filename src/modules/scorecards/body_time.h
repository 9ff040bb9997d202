#pragma once

#include <string_view>

#include "base/time.h"
#include "json/object_reader.h"

namespace towpath::scorecards {

/// A time of a body: RFC 3339 with or without fractions, or a date, which means its end (UTC).
UtcTime time_of(json::ObjectReader& body, std::string_view key, UtcTime otherwise);

}  // namespace towpath::scorecards
