#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"
#include "delivery/delivery.h"

namespace towpath::delivery {

/// Who must agree before something is deployed or promoted to environments of a type. Rollbacks, restarts and stops
/// never wait: they are how harm is ended.
struct ApprovalRule {
  std::string env_type;
  int required = 0;                    ///< 0 to 5; 0: nobody needs to agree.
  bool four_eyes = true;               ///< Who asked for the deployment does not count.
  std::vector<std::string> approvers;  ///< Groups; empty: whoever has approval.decide on the deployment.
  std::chrono::seconds expires_after{std::chrono::days(3)};  ///< One second to 30 days.
  std::string changed_by;                                    ///< "" for the rule every installation starts with.
  std::optional<UtcTime> changed_at;
};

struct ApprovalVote {
  std::string voter;
  bool approves = false;
  std::string comment;
  UtcTime at;
};

/// One request to agree to one plan. waiting -> approved | denied | expired | stale (the plan is another now, and was
/// asked for again) | cancelled (the deployment ended otherwise). The ends are final.
struct Approval {
  std::string id, deployment_id, run_id;
  std::int64_t round = 1;
  std::string component, project_id, environment, env_type, owner_ref;
  Mode mode = Mode::deploy;  ///< deploy, promote or job; of a job `deployment_id` is what it runs beside.
  std::int64_t release_number = 0;
  std::string plan = "{}";  ///< JSON: {"actions": [{action, subject, reason}]}.
  std::string plan_hash;    ///< 64 hex; what an approval is bound to.
  int required = 1;
  bool four_eyes = true;
  std::vector<std::string> approvers;
  std::string state = "waiting", reason, requested_by;
  UtcTime created_at, expires_at;
  std::optional<UtcTime> closed_at;
  std::vector<ApprovalVote> votes;
  bool may_decide = false;  ///< By the principal that asked for this.
  std::string why_not;      ///< In words, when not.
};

struct ApprovalFilter {
  std::string state, component, run;  ///< "" for any.
  std::string after;                  ///< Cursor: an approval's id.
  std::size_t limit = 50;
};

struct ApprovalPage {
  std::vector<Approval> items;
  std::string next;
  std::int64_t total = 0;
};

/// Approvals of deployments. Thread-safe, blocking.
class Approvals {
 public:
  virtual ~Approvals() = default;

  /// Newest first.
  virtual Result<ApprovalPage> list(const auth::Principal& principal, const ApprovalFilter& filter) = 0;
  /// Errors: delivery.approval_not_found (also when the principal may not see it).
  virtual Result<Approval> get(const auth::Principal& principal, const std::string& id) = 0;
  /// One voice. One "no" denies; enough voices let the run go on. `plan_hash` is of the plan that was looked at.
  /// Errors: delivery.approval_closed, delivery.approval_stale (the plan is another now; it is asked for anew),
  /// delivery.four_eyes, delivery.not_an_approver, delivery.already_voted.
  virtual Result<Approval> decide(const auth::Principal& principal, const std::string& id, bool approve,
                                  const std::string& comment, const std::string& plan_hash) = 0;

  /// One for each type of environment, in their order.
  virtual Result<std::vector<ApprovalRule>> rules(const auth::Principal& principal) = 0;
  /// For deployments planned from now on. Errors: delivery.invalid_approval_rule, delivery.unknown_type.
  virtual Result<ApprovalRule> set_rule(const auth::Principal& principal, ApprovalRule rule) = 0;
};

}  // namespace towpath::delivery
