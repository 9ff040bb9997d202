#pragma once

#include <chrono>

#include "base/result.h"
#include "delivery/score.h"

namespace towpath::delivery {

/// How long the version before stays running after a switch, without traffic, so that a rollback needs no start. Not at
/// all when it says nothing: what works by itself, without requests, would go on working beside the new version.
inline constexpr std::string_view warm_annotation = "towpath.dev/keep-warm-seconds";
/// How long a new version may take until it is healthy, in whole seconds.
inline constexpr std::string_view startup_annotation = "towpath.dev/startup-seconds";
/// How long an old version goes on serving what it had begun (streams, WebSockets) before it is stopped all the same.
inline constexpr std::string_view drain_annotation = "towpath.dev/drain-seconds";

/// Times of a rollout; Score's probes carry none, so a workload sets them by annotation.
struct RolloutTimes {
  std::chrono::seconds startup{60};
  std::chrono::seconds drain{600};
  std::chrono::seconds warm{0};
};

/// Errors: delivery.invalid_annotation (not a whole number, or more than a day).
Result<RolloutTimes> rollout_times(const ScoreWorkload& workload);

}  // namespace towpath::delivery
