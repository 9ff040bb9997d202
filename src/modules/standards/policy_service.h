#pragma once

#include <string>
#include <vector>

#include "decision_store.h"
#include "module/module.h"
#include "policy_book.h"

namespace towpath::standards {

/// A policy and how it went in the last 30 days.
struct PolicyUse {
  Policy policy;
  std::string problem;  ///< Why it cannot be read, so that it comes to unknown; "" when it can.
  std::int64_t decisions = 0, unmet = 0;
};

/// What a file of policies comes to: one for each document.
struct DocumentResult {
  std::string ref;  ///< "" when it cannot be told.
  int line = 1;
  std::optional<Error> error;     ///< With file:line:column, when it cannot be saved.
  std::vector<TestResult> tests;  ///< Of a policy whose condition can be read.
};

/// The policies. Thread-safe, blocking.
class PolicyService {
 public:
  PolicyService(const Kernel& kernel, catalog::Catalog& catalog, PolicyBook& book)
      : kernel_(kernel), catalog_(catalog), book_(book) {}

  /// By name.
  Result<std::vector<PolicyUse>> list(const auth::Principal& principal) const;
  /// Errors: standards.policy_not_found.
  Result<PolicyUse> get(const auth::Principal& principal, const std::string& name) const;
  /// Writes the policy's descriptor. Errors: standards.policy_not_found, standards.declared_elsewhere where a
  /// repository declares it, auth.forbidden.
  Result<PolicyUse> set_mode(const auth::Principal& principal, const std::string& name, Mode mode);
  /// Checks a file as saving it would, and runs the tests in it; nothing is saved. Errors: yaml.invalid,
  /// yaml.too_large.
  Result<std::vector<DocumentResult>> test(const auth::Principal& principal, const std::string& text,
                                           const std::string& file) const;

 private:
  const Kernel& kernel_;
  catalog::Catalog& catalog_;
  PolicyBook& book_;
  DecisionStore store_;
};

}  // namespace towpath::standards
