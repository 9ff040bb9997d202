#pragma once

#include <chrono>
#include <string>

#include "executors.h"
#include "scale_order.h"

namespace towpath::delivery {

/// Asks for an approval of a scaling, where the rule of the environment's type wants one.
class ScalePlanExecutor final : public runs::NodeExecutor {
 public:
  explicit ScalePlanExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

/// Has as many instances run as are wanted. More: they start beside those that serve, and requests go to all once all
/// are healthy. Fewer: the newest get no new request, which the proxy has acknowledged, and are left to the retirement,
/// which stops them when nothing uses them any more. What did not become healthy goes again, and the number stays what
/// it was. Each step looks at what there is, so it may be repeated.
class ScaleExecutor final : public runs::NodeExecutor {
 public:
  ScaleExecutor(DeploymentContext& c, Retirement& retirement) : c_(c), retirement_(retirement) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  struct Present;
  Result<Present> look_at(const runs::NodeContext& context, const ScaleOrder& order) const;
  /// Tells the runtime, having written down what it may let go of.
  Status tell(const Present& present, int copies, std::stop_token stop);
  Result<InstanceStatus> wait(runs::NodeContext& context, int step, const Present& present, int copies,
                              bool must_be_healthy, std::chrono::seconds longest);
  /// Leads requests to the copies there are now, and lets go of the others.
  Status lead_to(const Present& present, const InstanceStatus& status);
  Status bring_to(runs::NodeContext& context, const Present& present, int copies);
  void go_back(runs::NodeContext& context, const Present& present);
  DeploymentContext& c_;
  Retirement& retirement_;
};

/// Announces how a scaling ended.
class ScaleEndExecutor final : public runs::NodeExecutor {
 public:
  explicit ScaleEndExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

/// "delivery.scale.<what>": from `before` to what was ordered; `why` in words.
void announce_scale(db::Tx& tx, const Kernel& kernel, const std::string& what, const Deployment& deployment,
                    const ScaleOrder& order, std::int64_t before, const std::string& run, const std::string& actor,
                    const std::string& why);

}  // namespace towpath::delivery
