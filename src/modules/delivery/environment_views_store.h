#pragma once

#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"

namespace towpath::delivery {

/// Reads across the module's tables, for views.
class EnvironmentViewsStore {
 public:
  /// Names of components after `after`, in order. Component and project "" for any.
  std::vector<std::string> components(db::Tx& tx, const std::string& component, const std::string& project,
                                      const std::string& after, std::size_t limit,
                                      const auth::SqlCondition& visible) const;
};

}  // namespace towpath::delivery
