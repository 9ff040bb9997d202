#pragma once

#include <string>
#include <vector>

#include "baseline_store.h"
#include "module/module.h"

namespace towpath::insights {

/// Baselines: who may bring one and who sees it. Rights: baseline.read, baseline.update, baseline.delete. Thread-safe.
class BaselineService {
 public:
  explicit BaselineService(const Kernel& kernel) : kernel_(kernel) {}

  /// Replaces what there is of that name. Errors: auth.forbidden (of the owner before, too).
  Result<Baseline> put(const auth::Principal& principal, Baseline baseline);
  /// Errors: insights.baseline_not_found, also when the principal may not see it.
  Result<Baseline> get(const auth::Principal& principal, const std::string& name);
  /// Errors: insights.baseline_not_found, auth.forbidden.
  Status remove(const auth::Principal& principal, const std::string& name);
  /// With releases; `component` and `owner` "" for all.
  std::vector<Baseline> list(const auth::Principal& principal, const std::string& component, const std::string& owner);

 private:
  Result<Baseline> readable(db::Tx& tx, const auth::Principal& principal, const std::string& name);

  const Kernel& kernel_;
  BaselineStore store_;
};

}  // namespace towpath::insights
