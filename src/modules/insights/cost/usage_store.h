#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "fact_store.h"

namespace towpath::insights::cost {

/// Use of one component in one environment in one hour.
struct UsageHour {
  std::string component, environment, project_id, owner_ref, env_type;
  std::string hour;  ///< "2026-11-29T10:00:00Z"
  double core_hours = 0, gb_hours = 0;
};

/// A sum of hours, by what was asked for: a day, an environment type, a component and its environment.
struct UsageSum {
  std::string component, environment, project_id, owner_ref, env_type;
  std::string day;
  double core_hours = 0, gb_hours = 0;
  std::int64_t hours = 0;
};

/// Rows of insights_usage_hours and insights_machine_hours.
class UsageStore {
 public:
  /// Adds to what the hour has.
  void add(db::Tx& tx, const UsageHour& use) const;
  void add_machine(db::Tx& tx, const std::string& host, const std::string& hour, double core_hours,
                   double gb_hours) const;
  /// By day, component and environment, of [from, to).
  std::vector<UsageSum> by_day(db::Tx& tx, const FactScope& scope, UtcTime from, UtcTime to) const;
  /// By component and environment.
  std::vector<UsageSum> by_place(db::Tx& tx, const FactScope& scope, UtcTime from, UtcTime to) const;
  /// All machines; `hours` counts rows.
  UsageSum machines(db::Tx& tx, UtcTime from, UtcTime to) const;
};

/// The beginning of a time's hour.
std::string hour_of(UtcTime time);

}  // namespace towpath::insights::cost
