#pragma once

#include <optional>
#include <string>

#include "approval_gate.h"
#include "delivery/approvals.h"
#include "delivery/module.h"
#include "planner.h"
#include "runs/approval_nodes.h"

namespace towpath::delivery {

class ApprovalService final : public Approvals {
 public:
  ApprovalService(const Kernel& kernel, runs::Runs& runs, runs::ApprovalNodes& nodes, const Stores& stores)
      : kernel_(kernel), runs_(runs), nodes_(nodes), stores_(stores) {}

  Result<ApprovalPage> list(const auth::Principal& principal, const ApprovalFilter& filter) override;
  Result<Approval> get(const auth::Principal& principal, const std::string& id) override;
  Result<Approval> decide(const auth::Principal& principal, const std::string& id, bool approve,
                          const std::string& comment, const std::string& plan_hash) override;
  Result<std::vector<ApprovalRule>> rules(const auth::Principal& principal) override;
  Result<ApprovalRule> set_rule(const auth::Principal& principal, ApprovalRule rule) override;

  /// Marks what waits in a project ("" for all) for a plan that is another now.
  void refresh(const std::string& project);
  /// Cancels older deployments of the same place that still wait: the newest request counts.
  void supersede(const std::string& deployment_id);
  /// Ends what nobody agreed to in time, each by itself. Answers when to look again.
  std::optional<UtcTime> expire_due();

 private:
  auth::SqlCondition visible(const auth::Principal& principal) const;
  /// ok(), or why this principal has no voice.
  Status voice_of(const auth::Principal& principal, const Approval& approval) const;
  void set_voice(const auth::Principal& principal, Approval& approval) const;
  /// Whether the plan is still what was asked for.
  Result<bool> is_current(db::Tx& tx, const Approval& approval) const;
  Status close_stale(db::Tx& tx, const Approval& approval);
  Status close(db::Tx& tx, const Approval& approval, const std::string& state, const std::string& actor,
               const std::string& comment, const std::optional<Error>& refusal);

  const Kernel& kernel_;
  runs::Runs& runs_;
  runs::ApprovalNodes& nodes_;
  const Stores& stores_;
};

}  // namespace towpath::delivery
