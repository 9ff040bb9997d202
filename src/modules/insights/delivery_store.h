#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "insights/dora.h"

namespace towpath::insights {

/// A delivery with what authorisation needs.
struct DeliveryRow {
  Delivery delivery;
  std::string owner_ref, project_id, env_type, mode;
  std::string external_id;  ///< What the source of one that another system made calls it; "" when it says nothing.
};

/// Rows of insights_deployments.
class DeliveryStore {
 public:
  void insert(db::Tx& tx, const DeliveryRow& row) const;
  /// Whether a delivery that another system made is there already: its source has told it before, or the same commit
  /// came to the same place with the same end by `slack` earlier or later, told by another or made here.
  bool is_told(db::Tx& tx, const DeliveryRow& row, std::chrono::microseconds slack) const;
  void clear(db::Tx& tx) const;
  /// How often deliveries or incidents have changed.
  std::int64_t mark(db::Tx& tx) const;
  void move_mark(db::Tx& tx) const;
  /// The id of the last one that went live in an environment from `since` to `time`, or "".
  std::string in_force(db::Tx& tx, const std::string& component, const std::string& environment, UtcTime since,
                       UtcTime time) const;
  /// Of [from, to), oldest first; of one component, of one owner where they are not "".
  std::vector<Delivery> list(db::Tx& tx, const std::string& component, const std::string& owner, UtcTime from,
                             UtcTime to, const auth::SqlCondition& visible) const;
};

}  // namespace towpath::insights
