#pragma once

#include <optional>
#include <string>

#include "executors.h"
#include "job_order.h"

namespace towpath::delivery {

/// Asks for an approval of a job, where the rule of the environment's type wants one.
class JobPlanExecutor final : public runs::NodeExecutor {
 public:
  explicit JobPlanExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

/// Runs the command.
class JobExecutor final : public runs::NodeExecutor {
 public:
  explicit JobExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  /// Nobody knows whether half a job may be done twice.
  bool is_resumable() const override { return false; }

 private:
  Status check_still_agreed(const runs::NodeContext& context, const Deployment& deployment) const;
  /// What must not be seen in its output.
  Status mask_secrets(runs::NodeContext& context, const Deployment& deployment, const Plan& plan) const;
  DeploymentContext& c_;
};

/// Announces how a job ended and removes what it left on the host.
class JobEndExecutor final : public runs::NodeExecutor {
 public:
  explicit JobEndExecutor(DeploymentContext& c) : c_(c) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  DeploymentContext& c_;
};

/// "delivery.job.<what>"; `why` in words, `exit_code` of the command when it ended by itself.
void announce_job(db::Tx& tx, const Kernel& kernel, const std::string& what, const Deployment& deployment,
                  const JobOrder& order, const std::string& run, const std::string& actor, const std::string& why,
                  std::optional<std::int64_t> exit_code);

/// Cancels jobs of a component in an environment and waits for their end. Errors: delivery.cancelled.
Status end_jobs(DeploymentContext& c, const runs::NodeContext& context, const std::string& component,
                const std::string& environment);

}  // namespace towpath::delivery
