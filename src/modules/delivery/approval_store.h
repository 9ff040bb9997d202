#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/approvals.h"

namespace towpath::delivery {

/// Rows of delivery_approval_rules, delivery_approvals and delivery_approval_votes.
class ApprovalStore {
 public:
  std::optional<ApprovalRule> rule(db::Tx& tx, const std::string& env_type) const;
  void put_rule(db::Tx& tx, const ApprovalRule& rule) const;

  /// Lets through what `decision` does, and what one of `refs` is named to approve.
  static auth::SqlCondition visible(const auth::Decision& decision, const std::vector<std::string>& refs);

  /// Nothing happens when the run has one of that round already.
  void insert(db::Tx& tx, const Approval& approval) const;
  /// Without votes.
  std::optional<Approval> find(db::Tx& tx, const std::string& id, const auth::SqlCondition& visible) const;
  std::optional<Approval> of_round(db::Tx& tx, const std::string& run_id, std::int64_t round) const;
  /// Newest first, with their votes; `limit` counts instead of the filter's.
  std::vector<Approval> list(db::Tx& tx, const ApprovalFilter& filter, std::size_t limit,
                             const auth::SqlCondition& visible) const;
  /// All that the filter lets through, whatever its cursor.
  std::int64_t count(db::Tx& tx, const ApprovalFilter& filter, const auth::SqlCondition& visible) const;
  /// What waits: of one project ("" for all).
  std::vector<Approval> waiting(db::Tx& tx, const std::string& project) const;
  std::vector<Approval> waiting_in(db::Tx& tx, const std::string& component, const std::string& environment) const;
  std::optional<Approval> waiting_of_run(db::Tx& tx, const std::string& run_id) const;
  /// Of what waits, the first time after `now`.
  std::optional<UtcTime> next_expiry(db::Tx& tx, UtcTime now) const;
  /// False when it does not wait any more.
  bool close(db::Tx& tx, const std::string& id, std::string_view state, UtcTime now) const;

  /// False when this voter has voted.
  bool vote(db::Tx& tx, const std::string& id, const ApprovalVote& vote, const std::string& plan_hash) const;
  std::vector<ApprovalVote> votes(db::Tx& tx, const std::string& id) const;

  /// All of deployments that are about to be removed.
  void remove_environment(db::Tx& tx, const std::string& environment_uid) const;
  void remove_component(db::Tx& tx, const std::string& component) const;
};

}  // namespace towpath::delivery
