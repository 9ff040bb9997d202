#pragma once

#include <string>
#include <vector>

#include "decision_store.h"
#include "module/module.h"
#include "policy_book.h"

namespace towpath::standards {

/// What a changed policy would have done to one decision.
enum class Effect {
  stops,     ///< It was not stopped by this policy, and would be.
  lets,      ///< It was, and would not be.
  advises,   ///< It was met or not asked; it would say something, and stop nothing.
  is_quiet,  ///< It said something, and would not any more.
};
std::string_view to_string(Effect effect);

struct ReplayedDecision {
  Decision decision;  ///< Without input; of its findings only that of the policy, where there was one.
  Effect effect = Effect::stops;
  Verdict verdict = Verdict::pass;
};

/// A changed policy over what was decided before.
struct WhatIf {
  std::string policy;
  std::size_t replayed = 0;  ///< Decisions that were looked at.
  std::size_t asked = 0;     ///< Of these, those the changed policy is about.
  std::size_t skipped = 0;   ///< Whose input was too large to be kept.
  bool is_cut = false;       ///< There are older ones that were not looked at.

  /// How many decisions of a gate and a team would change; teams are those that own what was decided about.
  struct Group {
    std::string gate, team;
    std::size_t stops = 0, lets = 0, advises = 0, is_quiet = 0;
  };
  std::vector<Group> groups;              ///< Most stops first.
  std::vector<ReplayedDecision> changes;  ///< Newest first, at most 200.
};

/// Replays changed policies. Thread-safe, blocking.
class WhatIfService {
 public:
  WhatIfService(const Kernel& kernel, const PolicyBook& book) : kernel_(kernel), book_(book) {}

  /// Over what the principal may see of the last `days`, at most `limit` decisions. `text` is one policy as YAML; it is
  /// not saved. Errors: yaml.invalid, standards.invalid_policy (with file:line:column), auth.forbidden.
  Result<WhatIf> replay(const auth::Principal& principal, const std::string& text, const std::string& file, int days,
                        std::size_t limit) const;

 private:
  const Kernel& kernel_;
  const PolicyBook& book_;
  DecisionStore store_;
};

}  // namespace towpath::standards
