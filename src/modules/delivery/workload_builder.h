#pragma once

#include <map>
#include <string>

#include "delivery/runtime.h"
#include "delivery/score.h"
#include "delivery/vault.h"
#include "planner.h"

namespace towpath::delivery {

/// Looks up placeholders of one workload: metadata, and outputs of its resources from their rows and the vault.
class PlaceholderScope {
 public:
  /// Reads the rows of `plan` once; secrets are loaded from the vault when asked for.
  PlaceholderScope(const ScoreWorkload& workload, std::map<std::string, Resource> resources_by_name, Vault& vault)
      : workload_(workload), resources_(std::move(resources_by_name)), vault_(vault) {}

  Lookup lookup();

 private:
  Result<std::optional<Resolved>> find(const std::vector<std::string>& path);

  const ScoreWorkload& workload_;
  std::map<std::string, Resource> resources_;
  Vault& vault_;
  std::map<std::string, std::map<std::string, Secret>> secrets_;  ///< By gu_id, once loaded.
};

/// The instance to start: every placeholder resolved, configuration values and secrets of the environment as variables
/// (configuration over Score, secrets over both). Errors: delivery.undefined_placeholder.
Result<InstanceRequest> build_instance(const Deployment& deployment, const Release& release,
                                       const ScoreWorkload& workload, PlaceholderScope& scope,
                                       const std::map<std::string, std::string>& configuration,
                                       const std::map<std::string, Secret>& secrets);

}  // namespace towpath::delivery
