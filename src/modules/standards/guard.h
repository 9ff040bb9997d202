#pragma once

#include <mutex>
#include <set>

#include "decision_store.h"
#include "module/module.h"
#include "policy_book.h"
#include "standards/module.h"

namespace towpath::standards {

/// Answers at the gates: evaluates the policies in force, keeps the decision, says no where one stops.
class PolicyGuard final : public gate::Guard {
 public:
  PolicyGuard(const Kernel& kernel, StandardsPorts& ports, const PolicyBook& book, Waivers& waivers)
      : kernel_(kernel), ports_(ports), book_(book), waivers_(waivers) {}

  Status pass(const auth::Principal& principal, const gate::Question& question) override;

  /// The decision without keeping it: what pass() is made of.
  Decision decide(const PolicySet& set, const boost::json::object& input, const auth::Principal& principal,
                  const gate::Question& question) const;

 private:
  void keep(const Decision& decision, const PolicySet& set);

  const Kernel& kernel_;
  StandardsPorts& ports_;
  const PolicyBook& book_;
  Waivers& waivers_;
  DecisionStore store_;
  std::mutex mutex_;                     // guards kept_versions_
  std::set<std::string> kept_versions_;  ///< "<policy>@<version>" of those known to be in the table.
};

/// The error of a denied decision. Errors: policy.denied, policy.override_needed.
Error denial_of(const Decision& decision);

}  // namespace towpath::standards
