#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/db.h"
#include "scorecards/posture.h"

namespace towpath::scorecards {

/// Reads scorecards_results and scorecards_standings over all entities of a scope.
class PostureStore {
 public:
  struct StandingRow {
    std::string entity_ref, team_ref, scorecard, level;
    std::int64_t rank = 0;
    UtcTime since;
  };
  /// Of components, by entity and scorecard.
  std::vector<StandingRow> standings(db::Tx& tx, const PostureScope& scope) const;

  struct AgeRow {
    std::string scorecard;
    FailingSince failing;
  };
  /// Checks that fail, put together by scorecard and the time since when.
  std::vector<AgeRow> ages(db::Tx& tx, const PostureScope& scope) const;
  /// Oldest first, without titles.
  std::vector<FailingCheck> failing(db::Tx& tx, const PostureScope& scope, std::size_t limit) const;
  bool has_results(db::Tx& tx, const PostureScope& scope) const;
};

}  // namespace towpath::scorecards
