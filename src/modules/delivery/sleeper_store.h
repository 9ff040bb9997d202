#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "delivery/sleep.h"

namespace towpath::delivery {

/// Rows of delivery_sleepers.
class SleeperStore {
 public:
  std::optional<Sleeper> find(db::Tx& tx, const std::string& component, const std::string& environment) const;
  /// By component; "" for every environment of the project, or every project.
  std::vector<Sleeper> list(db::Tx& tx, const std::string& project, const std::string& environment) const;
  void put(db::Tx& tx, const Sleeper& sleeper) const;
  /// False when it was awake.
  bool remove(db::Tx& tx, const std::string& component, const std::string& environment) const;
  /// The place of a route whose component sleeps.
  std::optional<Sleeper> of_route(db::Tx& tx, const std::string& route_id) const;
  /// When the first of those that failed may be tried again.
  std::optional<UtcTime> next_retry(db::Tx& tx) const;
  /// Makes those that failed and may be tried again ordinary sleepers; how many.
  std::size_t allow_retries(db::Tx& tx, UtcTime now) const;
};

}  // namespace towpath::delivery
