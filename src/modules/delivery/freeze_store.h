#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/freezes.h"

namespace towpath::delivery {

/// Rows of delivery_freezes.
class FreezeStore {
 public:
  void insert(db::Tx& tx, const Freeze& freeze) const;
  void remove(db::Tx& tx, const std::string& id) const;
  std::optional<Freeze> find(db::Tx& tx, const std::string& id) const;
  /// Those that end after `now`, by start; `project` "" for all, else those that concern it.
  std::vector<Freeze> list(db::Tx& tx, const std::string& project, UtcTime now) const;
  /// Those that concern a place and end after `now`.
  std::vector<Freeze> concerning(db::Tx& tx, const std::string& project, const std::string& env_type,
                                 UtcTime now) const;
};

}  // namespace towpath::delivery
