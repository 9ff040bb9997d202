#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace towpath::insights {

/// The beginning of a day (UTC) as "2026-11-29"; nothing for what is none.
std::optional<UtcTime> midnight_of(std::string_view day);

}  // namespace towpath::insights
