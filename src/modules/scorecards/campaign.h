#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace towpath::scorecards {

/// How many entities meet what a campaign asks for: all its checks pass or are waived. `unknown`: none fails, but not
/// all can be told.
struct Progress {
  std::int64_t met = 0, unmet = 0, unknown = 0;

  std::int64_t all() const { return met + unmet + unknown; }
  void add(const Progress& other) {
    met += other.met;
    unmet += other.unmet;
    unknown += other.unknown;
  }
  bool operator==(const Progress&) const = default;
};

/// A bar that is raised: checks that everybody in a scope is asked to pass by a date.
struct Campaign {
  std::string id, title, why, scorecard;
  std::vector<std::string> checks;  ///< Ids.
  std::string level;                ///< The level they make; "" when they were chosen one by one.
  std::string team_ref;             ///< Whom it is for; "" for everybody.
  std::string owner_ref;            ///< Who answers for it.
  /// running -> done (everything in scope meets it), over (the date has passed) or ended (somebody ended it).
  std::string state = "running";
  std::string end_reason;
  UtcTime starts_at, due_at;
  std::optional<UtcTime> ended_at;
};

/// What of it a team has done. "" for what no group owns.
struct TeamProgress {
  std::string team_ref;
  bool is_public = false;  ///< Of the entities counted.
  Progress progress;
};

struct ProgressPoint {
  UtcTime at;
  Progress progress;
};

struct NewCampaign {
  std::string title, why, scorecard;
  std::vector<std::string> checks;  ///< Or:
  std::string level;                ///< All checks up to it.
  std::string team_ref, owner_ref;
  UtcTime due_at;
};

}  // namespace towpath::scorecards
