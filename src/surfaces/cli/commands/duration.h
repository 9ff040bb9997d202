#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace towpath::cli {

/// "90m", "8h", "3d", "45s" or "45" in seconds. Errors: cli.usage.
Result<std::int64_t> parse_duration(const std::string& text);

}  // namespace towpath::cli
