#pragma once

#include <optional>
#include <string>

#include "db/db.h"
#include "delivery/runtimes.h"

namespace towpath::delivery {

/// Rows of delivery_runtime_rules.
class RuntimeRuleStore {
 public:
  /// That in force: without a row, the usual runtime.
  RuntimeRule rule(db::Tx& tx, const std::string& env_type) const;
  void put(db::Tx& tx, const RuntimeRule& rule) const;
};

}  // namespace towpath::delivery
