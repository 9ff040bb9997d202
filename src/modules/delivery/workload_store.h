#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "delivery/workloads.h"

namespace towpath::delivery {

/// Rows of instances with what belongs to them; reads only.
class WorkloadStore {
 public:
  /// Without `delivered_by`.
  std::vector<RunningWorkload> in_force(db::Tx& tx, const std::string& host_id) const;
  std::optional<WorkloadPlace> place(db::Tx& tx, const std::string& component, const std::string& environment) const;
  std::vector<PlacedInstance> instances(db::Tx& tx, const std::string& component, const std::string& environment) const;
  std::vector<std::string> resource_ids(db::Tx& tx, const std::string& component, const std::string& environment) const;
};

}  // namespace towpath::delivery
