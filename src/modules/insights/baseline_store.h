#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "insights/baseline.h"

namespace towpath::insights {

/// Rows of insights_baselines and their releases.
class BaselineStore {
 public:
  /// Replaces what there is of that name.
  void put(db::Tx& tx, const Baseline& baseline) const;
  bool remove(db::Tx& tx, const std::string& name) const;
  /// Without releases.
  std::optional<Baseline> find(db::Tx& tx, const std::string& name) const;
  std::vector<HistoricRelease> releases(db::Tx& tx, const std::string& name) const;
  /// By name. `component` and `owner` "" for all.
  std::vector<Baseline> list(db::Tx& tx, const std::string& component, const std::string& owner,
                             const auth::SqlCondition& visible) const;
};

}  // namespace towpath::insights
