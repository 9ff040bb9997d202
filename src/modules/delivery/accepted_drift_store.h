#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/time.h"
#include "db/db.h"

namespace towpath::delivery {

/// What somebody takes for right although it is not what was applied.
struct AcceptedDrift {
  std::string gu_id;
  std::string finding;  ///< 64 hex, see digest_of() in drift.h: another finding is not accepted.
  std::string drift;    ///< In words, what differs.
  std::string reason, by;
  UtcTime at;
};

/// Rows of delivery_accepted_drifts: one for a resource at most.
class AcceptedDriftStore {
 public:
  void put(db::Tx& tx, const AcceptedDrift& accepted) const;
  std::optional<AcceptedDrift> find(db::Tx& tx, const std::string& gu_id) const;
  /// Whether there was one.
  bool remove(db::Tx& tx, const std::string& gu_id) const;
  /// Of resources that are visible, by gu_id.
  std::vector<AcceptedDrift> list(db::Tx& tx, const auth::SqlCondition& visible) const;
};

}  // namespace towpath::delivery
