#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "delivery/environment_types.h"

namespace towpath::delivery {

/// Rows of delivery_environment_types.
class EnvironmentTypeStore {
 public:
  /// That in force: without a row, one that says nothing.
  EnvironmentType type(db::Tx& tx, const std::string& name) const;
  void put(db::Tx& tx, const EnvironmentType& type) const;
};

}  // namespace towpath::delivery
