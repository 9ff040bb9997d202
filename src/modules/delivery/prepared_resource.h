#pragma once

#include <optional>
#include <string>

#include "executors.h"

namespace towpath::delivery {

/// A planned resource with everything a driver is asked with.
struct PreparedResource {
  Driver* driver = nullptr;                                   ///< Never null.
  ResourceRequest request;                                    ///< `known_secrets` are those of the vault.
  std::string version;                                        ///< "definition@version"
  std::string hash;                                           ///< Of all that goes in: equal means nothing was changed.
  bool are_params_secret = false, are_inputs_secret = false;  ///< Something in them came from a secret: no row has it.
  std::optional<Resource> existing;

  /// It is there, was made of the same, and nobody saw that it differs.
  bool is_as_before() const {
    return existing && (existing->state == "active" || existing->state == "orphaned") && existing->input_hash == hash &&
           existing->drift.empty();
  }
};

/// What preparing a resource needs. Everything referred to outlives it.
struct PreparationTools {
  const Kernel& kernel;
  const Stores& stores;
  Vault& vault;
  const std::vector<Driver*>& drivers;

  /// Null when this server has none of that name.
  Driver* driver(const std::string& name) const;
  /// Rows of a plan's resources that are active, by their names in it.
  std::map<std::string, Resource> rows(const Plan& plan) const;
};

/// Resolves placeholders and has the driver check the result. Errors: delivery.no_driver,
/// delivery.undefined_placeholder (also when a resource it needs is not there yet), delivery.invalid_params, those of
/// Driver::check(), of the vault.
Result<PreparedResource> prepare_resource(const PreparationTools& tools, const Deployment& deployment, const Plan& plan,
                                          const PlannedResource& planned);
inline Result<PreparedResource> prepare_resource(const DeploymentContext& c, const Deployment& deployment,
                                                 const Plan& plan, const PlannedResource& planned) {
  return prepare_resource(c.preparation(), deployment, plan, planned);
}

/// What a driver is asked with about a resource that was made: as its row says, with what the vault keeps of it.
/// Errors: those of the vault, of add_account().
Result<ResourceRequest> stored_request(const Kernel& kernel, const Stores& stores, Vault& vault, const Resource& row);

}  // namespace towpath::delivery
