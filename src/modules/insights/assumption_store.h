#pragma once

#include <optional>
#include <string>

#include "db/db.h"

namespace towpath::insights {

/// Rows of insights_assumptions: JSON by name.
class AssumptionStore {
 public:
  void put(db::Tx& tx, const std::string& name, const std::string& body, UtcTime at) const;
  std::optional<std::string> find(db::Tx& tx, const std::string& name) const;
};

}  // namespace towpath::insights
