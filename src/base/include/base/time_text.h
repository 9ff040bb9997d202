#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace towpath {

/// Reads what others write: RFC 3339 with any offset and any number of digits of a second (cut to microseconds), also
/// with a blank before time and offset, as in "2026-01-31 08:00:00 +0100". Nothing for anything else, and for years
/// before 1970 (the year 1 is how Go writes "never").
std::optional<UtcTime> read_time(std::string_view text);

}  // namespace towpath
