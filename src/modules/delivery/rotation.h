#pragma once

#include <string>

#include "executors.h"

namespace towpath::delivery {

/// The steps in which a resource gets new credentials while its workload serves: rotate() makes them beside the old
/// ones; then either revoke() ends the old ones or undo() the new ones. Each may be repeated after a crash at any
/// point: what was chosen is kept before anything outside is touched. No threads.
class RotationSteps {
 public:
  /// All outlive it.
  RotationSteps(const Kernel& kernel, const Stores& stores, Vault& vault)
      : kernel_(kernel), stores_(stores), vault_(vault) {}

  /// `request`: as the driver was asked with last. The row of the resource names the new credentials when it returns,
  /// and the vault has them. Errors: those of Driver::rotate() and of the vault.
  Result<std::map<std::string, Secret>> rotate(Driver& driver, const Deployment& deployment,
                                               const ResourceRequest& request, const DriverContext& context);
  /// Only the new ones are valid from now on. `run`: for the record.
  Status revoke(Driver& driver, const Rotation& rotation, const DriverContext& context, const std::string& run);
  /// Only the old ones are valid, and the row and the vault name them.
  Status undo(Driver& driver, const Rotation& rotation, const DriverContext& context, const std::string& run);

 private:
  Result<Rotation> begin(Driver& driver, const Deployment& deployment, const Resource& row,
                         const ResourceRequest& request);
  Result<Resource> row_of(const std::string& gu_id) const;
  /// Ends the record, forgets the secrets that were kept for it and says what became of it.
  Status end(const Rotation& rotation, const Resource& row, std::string_view state, const std::string& run);

  const Kernel& kernel_;
  const Stores& stores_;
  Vault& vault_;
};

/// Where the vault keeps what a rotation may need again.
std::string old_secrets_key(const std::string& gu_id);
std::string new_secrets_key(const std::string& gu_id);

/// The node after the rollout: revokes what was replaced once nothing uses it any more, or undoes the replacement when
/// the new instance did not come into force.
class RevokeExecutor final : public runs::NodeExecutor {
 public:
  RevokeExecutor(DeploymentContext& c, Retirement& retirement) : c_(c), retirement_(retirement) {}
  runs::NodeResult execute(runs::NodeContext& context) override;
  bool is_resumable() const override { return true; }

 private:
  Status wait_until_alone(runs::NodeContext& context, int step, const Deployment& deployment);
  Status settle(runs::NodeContext& context, int step, const Deployment& deployment,
                const std::vector<Rotation>& rotations);
  DeploymentContext& c_;
  Retirement& retirement_;
};

}  // namespace towpath::delivery
