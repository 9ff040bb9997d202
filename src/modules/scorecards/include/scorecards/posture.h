#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"

namespace towpath::scorecards {

/// Whose entities are looked at: those `seen_by` lets through by their owner, of one entity or one owner where these
/// are not "". The caller has decided.
struct PostureScope {
  auth::Decision seen_by;
  std::string entity_ref, owner_ref;
};

/// A component on one scorecard.
struct ComponentStanding {
  std::string entity_ref, scorecard, title;  ///< The scorecard's name and title.
  std::string level;                         ///< The highest it has reached; "" for none.
  /// The level that is asked for: the highest that a running campaign asks the component's team or everybody for, else
  /// the scorecard's lowest.
  std::string asked;
  bool is_met = false;
  UtcTime since;  ///< When it came to its level.
};

/// So many checks that fail now, and have since then.
struct FailingSince {
  UtcTime since;
  std::int64_t checks = 0;
};

struct FailingCheck {
  std::string entity_ref, scorecard, check, title;  ///< The check's id and title.
  UtcTime since;
};

struct FailingChecks {
  bool is_checked = false;            ///< Whether any check says anything about what is asked.
  std::vector<FailingSince> ages;     ///< Of all that fail; waived and unknown ones do not.
  std::vector<FailingCheck> longest;  ///< Those that have failed longest, oldest first: at most a thousand.
};

/// How everything stands now, for whoever counts it. A fixed number of statements each, however much there is.
/// Thread-safe, blocking.
class Posture {
 public:
  virtual ~Posture() = default;
  /// By component and scorecard. Scorecards that are switched off are left out.
  virtual std::vector<ComponentStanding> components(const PostureScope& scope) = 0;
  virtual FailingChecks failing(const PostureScope& scope) = 0;
};

}  // namespace towpath::scorecards
