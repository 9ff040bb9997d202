#pragma once

#include <string>

#include "base/time.h"
#include "db/db.h"

namespace towpath::delivery {

/// Rows of delivery_scales: the number belongs to the place, not to a version.
class ScaleStore {
 public:
  /// How many instances are wanted there; 1 where nobody said otherwise.
  int instances(db::Tx& tx, const std::string& component, const std::string& environment) const;
  void set(db::Tx& tx, const std::string& component, const std::string& project, const std::string& environment,
           int instances, const std::string& by, UtcTime now) const;
  void remove_environment(db::Tx& tx, const std::string& project, const std::string& environment) const;
  void remove_component(db::Tx& tx, const std::string& component) const;
};

}  // namespace towpath::delivery
