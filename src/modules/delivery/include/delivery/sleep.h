#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace towpath::delivery {

/// A component that sleeps in an environment: its instance is stopped, its routes stay, and a request wakes it.
struct Sleeper {
  std::string component, project_id, environment;
  std::string state;  ///< falling | asleep | waking | failed (could not be woken)
  UtcTime since;
  std::string reason;              ///< In words: why it sleeps, or why it did not wake.
  std::string deployment_id = {};  ///< That wakes it.
  std::optional<UtcTime> retry_at = std::nullopt;
};

/// A run that puts a component to sleep or wakes it.
struct SleepRun {
  std::string component, run_id;
};

}  // namespace towpath::delivery
