#pragma once

#include "executors.h"
#include "retirement.h"

namespace towpath::delivery {

/// Puts one component to sleep in an environment: requests are held from here on, and only when nobody used it until
/// then is its instance stopped. Otherwise traffic goes back to it, and it stays awake.
class SleepExecutor final : public runs::NodeExecutor {
 public:
  SleepExecutor(DeploymentContext& c, Retirement& retirement) : c_(c), retirement_(retirement) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  /// Whether a request came for its routes within that time, or is under way; nothing when the data plane gives no
  /// answer.
  Result<bool> is_used(const std::string& component, const std::string& environment, std::chrono::seconds within);
  /// Leads requests to the instance again; forgets a sleep that nobody woke from.
  Status stay_awake(const std::string& component, const std::string& environment, const Instance& instance);
  DeploymentContext& c_;
  Retirement& retirement_;
};

}  // namespace towpath::delivery
