#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "board.h"
#include "module/module.h"

namespace towpath::feedback {

/// Whether the platform is cared for. No data is nothing, never 0.
struct Heartbeat {
  std::optional<std::int64_t> days_since_improvement;  ///< Since something on the roadmap shipped.
  /// Of the feedback of the last 90 days that was answered, or whose five working days are over: the share that was
  /// answered within them.
  std::optional<double> answered_in_time;
  std::int64_t answered_in_time_n = 0;
  std::int64_t open_feedback = 0;  ///< With status new.
};

/// The instant five working days (Monday to Friday, UTC) after `start`.
UtcTime five_working_days_after(UtcTime start);

/// Of these reactions, by `now`.
Heartbeat heartbeat_of(const std::vector<Reaction>& reactions, const std::optional<UtcTime>& last_shipped, UtcTime now);

/// Permission: feedback.read.
Result<Heartbeat> heartbeat(const Kernel& kernel, const Board& board, const auth::Principal& principal);

}  // namespace towpath::feedback
