#pragma once

#include <optional>
#include <string_view>

#include "workload_log.h"

namespace towpath::delivery {

/// The file a container's log is written to, in the log directory of its instance.
inline constexpr std::string_view container_log_file = "container.log";

/// What conmon writes with the log driver k8s-file: `<RFC 3339 time> <stdout|stderr> <F|P> <text>`; P marks a line that
/// goes on. There is one file, which begins anew when it is full; its number is the time of its first record.
const LogFormat& container_log();
/// The same, of a container that has ended.
const LogFormat& ended_container_log();

/// Microseconds of a time such as 2026-11-29T14:37:26.613474892+00:00; nothing for other text.
std::optional<UtcTime> parse_container_time(std::string_view text);

}  // namespace towpath::delivery
