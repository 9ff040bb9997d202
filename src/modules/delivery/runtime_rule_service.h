#pragma once

#include <string>
#include <vector>

#include "delivery/runtimes.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

class RuntimeRuleService final : public RuntimeRules {
 public:
  RuntimeRuleService(const Kernel& kernel, const Stores& stores, Runtimes& runtimes)
      : kernel_(kernel), stores_(stores), runtimes_(runtimes) {}

  Result<std::vector<RuntimeRule>> rules(const auth::Principal& principal) override;
  Result<RuntimeRule> set_rule(const auth::Principal& principal, RuntimeRule rule) override;
  Result<std::vector<RuntimeReport>> runtimes(const auth::Principal& principal) override;

 private:
  const Kernel& kernel_;
  const Stores& stores_;
  Runtimes& runtimes_;
};

}  // namespace towpath::delivery
