#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"

namespace towpath::insights {

/// What is wanted of a metric, for everything, a team or a component.
struct MetricTarget {
  std::string metric, component, owner_ref;
  double value = 0;
  std::string due_on;       ///< "2027-03-31", or "".
  std::string responsible;  ///< A group: who answers for it.
  std::string decision;     ///< What was decided from the metric.
  UtcTime set_at;
};

/// Rows of insights_targets.
class TargetStore {
 public:
  void put(db::Tx& tx, const MetricTarget& target) const;
  bool remove(db::Tx& tx, const std::string& metric, const std::string& component, const std::string& owner) const;
  /// Of one scope.
  std::vector<MetricTarget> list(db::Tx& tx, const std::string& component, const std::string& owner) const;
};

}  // namespace towpath::insights
