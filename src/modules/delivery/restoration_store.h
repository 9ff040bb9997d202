#pragma once

#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::delivery {

/// What rows say of processes, ports and paths of a machine or a data directory that are no more.
class RestorationStore {
 public:
  struct InForce {
    std::string component, environment;
  };
  /// What ran when the backup was made.
  std::vector<InForce> in_force(db::Tx& tx) const;
  /// Instances that had not ended are failed with `reason`; no route has a port any more.
  void forget_processes(db::Tx& tx, const std::string& reason, UtcTime now) const;
  /// The next deployment asks their drivers again.
  void doubt_resources(db::Tx& tx, const std::string& reason, UtcTime now) const;
};

}  // namespace towpath::delivery
