#pragma once

#include <string>
#include <string_view>

#include "audit/audit.h"

namespace towpath::audit {

// The lines of an export; README.md shows them.

std::string header_line(std::int64_t after, const std::string& previous_hash);
std::string event_line(const events::Evidence& evidence);
std::string closing_line(const Checkpoint& last);

}  // namespace towpath::audit
