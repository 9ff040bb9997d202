#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::delivery {

/// Opens every week on these days at this minute (UTC).
struct WeeklyWindow {
  std::vector<std::string> days;  ///< "mon" to "sun".
  int at_minute = 0;              ///< Of the day, 0 to 1439.
  int duration_minutes = 0;       ///< 1 to 10,080 (a week); may reach into the next days.
};

/// A window of time in which nothing is deployed (deny), or outside of which nothing is (allow). Deny wins over allow;
/// as soon as one allow window names a place, it is deployed to within such windows only. Deployments under way finish;
/// rollbacks, restarts and stops are never held up.
struct Freeze {
  std::string id;
  std::string effect = "deny";  ///< deny | allow
  std::string reason;           ///< For whoever is held up.
  std::string project_id;       ///< "" for every project.
  std::string env_type;         ///< "" for every type.
  std::string owner_ref;        ///< The project's; "" for every project.
  UtcTime starts_at;
  std::optional<UtcTime> ends_at;
  std::optional<WeeklyWindow> weekly;  ///< Within start and end; absent: open all the time.
  bool may_override = false;           ///< Whoever may deploy may pass it with a reason; others need freeze.override.
  std::string created_by;
  UtcTime created_at;
};

/// Until when a freeze is open at `now`; nothing when it is not. An open end is UtcTime::max().
std::optional<UtcTime> open_until(const Freeze& freeze, UtcTime now);

/// What holds a deployment up now: the freeze, and when it can begin as far as that freeze says (nothing: when the
/// freeze is removed). Nothing when nothing does. All of `freezes` concern the place.
struct Held {
  Freeze freeze;
  std::optional<UtcTime> until;
};
std::optional<Held> held_by(const std::vector<Freeze>& freezes, UtcTime now);

/// Freeze windows. Thread-safe, blocking.
class Freezes {
 public:
  virtual ~Freezes() = default;
  /// Those that are not over, by start. `project` "" for all.
  virtual Result<std::vector<Freeze>> list(const auth::Principal& principal, const std::string& project) = 0;
  /// Errors: delivery.invalid_freeze (a field each), delivery.project_not_found.
  virtual Result<Freeze> create(const auth::Principal& principal, Freeze freeze) = 0;
  /// Errors: delivery.freeze_not_found.
  virtual Status remove(const auth::Principal& principal, const std::string& id) = 0;
};

}  // namespace towpath::delivery
