#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"
#include "json/object_reader.h"

namespace towpath::json {

/// The field as a time, in whatever form of RFC 3339 it is written (see read_time()); nothing when it is absent, and,
/// with a problem that finish() reports, when it is no time.
std::optional<UtcTime> optional_time(ObjectReader& body, std::string_view key);

}  // namespace towpath::json
