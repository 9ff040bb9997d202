#pragma once

#include <set>
#include <string>

#include "db/db.h"

namespace towpath::delivery {

/// What retention asks of releases and deployments.
class RetentionStore {
 public:
  /// See needed_bundles().
  std::set<std::string> needed_bundles(db::Tx& tx) const;
};

}  // namespace towpath::delivery
