#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "standards/waivers.h"

namespace towpath::standards {

/// `standards_waivers`.
class WaiverStore {
 public:
  void insert(db::Tx& tx, const Waiver& waiver) const;
  /// False, and nothing changed, when its state is another than `from` by now.
  bool settle(db::Tx& tx, const Waiver& waiver, const std::string& from, std::optional<UtcTime> remind_at) const;
  std::optional<Waiver> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  /// Whether one of the same target, subject and environment is asked for or in force at a time.
  std::optional<std::string> open_one(db::Tx& tx, const Waiver& waiver, UtcTime now) const;
  std::vector<Waiver> list(db::Tx& tx, const WaiverFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const WaiverFilter& filter, const auth::SqlCondition& visible) const;
  std::vector<Waivers::InForce> in_force(db::Tx& tx, const std::string& subject, UtcTime now) const;
  std::vector<Waivers::Counted> counted(db::Tx& tx, const Waivers::CountScope& scope, UtcTime now) const;

  /// Asked for or in force, and over at `now`.
  std::vector<Waiver> over(db::Tx& tx, UtcTime now, std::size_t limit) const;
  /// In force, and to be reminded of by `now`.
  std::vector<Waiver> to_remind(db::Tx& tx, UtcTime now, std::size_t limit) const;
  void set_reminded(db::Tx& tx, const std::string& id) const;
  /// When something has to be done next.
  std::optional<UtcTime> next_due(db::Tx& tx) const;
};

}  // namespace towpath::standards
