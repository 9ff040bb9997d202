#pragma once

#include <string>
#include <vector>

#include "decision_store.h"
#include "module/module.h"
#include "runs/runs.h"

namespace towpath::standards {

/// Kept decisions. A decision is seen by whoever may see what it is about. Thread-safe, blocking.
class DecisionService {
 public:
  DecisionService(const Kernel& kernel, runs::Runs& runs) : kernel_(kernel), runs_(runs) {}

  Result<DecisionPage> list(const auth::Principal& principal, DecisionFilter filter) const;
  /// Errors: standards.decision_not_found (also when the principal may not see it).
  Result<Decision> get(const auth::Principal& principal, const std::string& id) const;
  /// What was decided about something: the id of a decision, deployment or run, or "<noun>:<id>" of one; newest first;
  /// empty when no guardrail was asked.
  Result<std::vector<Decision>> why(const auth::Principal& principal, const std::string& about) const;
  /// The text a policy had, JSON; "" when it is not kept.
  std::string policy_text(const std::string& policy, const std::string& version) const;
  /// Old ones go.
  void clean_up();

 private:
  auth::SqlCondition visible(const auth::Principal& principal) const;

  const Kernel& kernel_;
  runs::Runs& runs_;
  DecisionStore store_;
};

}  // namespace towpath::standards
