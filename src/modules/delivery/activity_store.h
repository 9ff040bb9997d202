#pragma once

#include <map>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/activity.h"

namespace towpath::delivery {

/// Reads of many components at once. Rows of deployments are those `visible` lets through.
class ActivityStore {
 public:
  std::vector<std::string> known(db::Tx& tx, const std::vector<std::string>& components,
                                 const auth::SqlCondition& visible) const;
  /// By component, by environment type in the order of promotion.
  std::map<std::string, std::vector<RunningVersion>> running(db::Tx& tx, const std::vector<std::string>& components,
                                                             const auth::SqlCondition& visible) const;
  std::map<std::string, ComponentActivity::Last> last(db::Tx& tx, const std::vector<std::string>& components,
                                                      const auth::SqlCondition& visible) const;
  struct Count {
    std::string component, day, state;  ///< The day as "2026-11-28".
    std::int64_t number = 0;
  };
  /// Ended deployments that began at `from` or later.
  std::vector<Count> counts(db::Tx& tx, const std::vector<std::string>& components, UtcTime from,
                            const auth::SqlCondition& visible) const;
  /// Release numbers by release id.
  std::map<std::string, std::int64_t> release_numbers(db::Tx& tx, const std::string& component,
                                                      const std::vector<std::string>& releases) const;
};

}  // namespace towpath::delivery
