#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "standards/policy.h"

namespace towpath::standards {

/// `standards_decisions`, `standards_findings` and `standards_policy_versions`.
class DecisionStore {
 public:
  void insert(db::Tx& tx, const Decision& decision) const;
  /// Keeps the text of a version, once.
  void put_version(db::Tx& tx, const Policy& policy, UtcTime now) const;
  std::optional<std::string> version(db::Tx& tx, const std::string& policy, const std::string& version) const;
  /// With input and findings.
  std::optional<Decision> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  /// Newest first, with findings, without input.
  std::vector<Decision> list(db::Tx& tx, const DecisionFilter& filter, const auth::SqlCondition& visible) const;

  /// How often a policy was asked since a time, and how often it was not met.
  struct Count {
    std::string policy;
    std::int64_t decisions = 0, unmet = 0;
  };
  std::vector<Count> counts(db::Tx& tx, UtcTime since) const;

  /// Goes over kept decisions, newest first, at most `limit`: with input, and of the findings only that of `policy`.
  void each(db::Tx& tx, const std::string& policy, UtcTime since, std::size_t limit, const auth::SqlCondition& visible,
            const std::function<void(Decision)>& on_decision) const;
  /// Removes the oldest beyond `before`; answers how many.
  std::int64_t remove_before(db::Tx& tx, UtcTime before, std::size_t limit) const;
};

}  // namespace towpath::standards
