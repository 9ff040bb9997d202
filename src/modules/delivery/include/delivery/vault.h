#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::delivery {

/// Where secret outputs of resources are kept; a port, plugged by src/app with the secrets module. Thread-safe,
/// blocking.
class Vault {
 public:
  virtual ~Vault() = default;
  /// Replaces all secrets of a resource.
  virtual Status store(const std::string& gu_id, const std::map<std::string, Secret>& secrets) = 0;
  virtual Result<std::map<std::string, Secret>> load(const std::string& gu_id) = 0;
  virtual Status forget(const std::string& gu_id) = 0;
  /// Removes what of_component() answers: those of the environment, or with "" those of the component itself.
  virtual Status forget_component(const std::string& component, const std::string& environment) = 0;
  /// Secrets people set for a component in an environment ("component.<name>[.<environment>]"), by name; they become
  /// variables of the workload.
  virtual Result<std::map<std::string, Secret>> of_component(const std::string& component,
                                                             const std::string& environment) = 0;
  /// Secrets of the whole organisation, by name; credentials of cloud accounts are among them.
  virtual Result<std::map<std::string, Secret>> of_organisation() = 0;
  /// A text that delivery keeps in a row of its own, encrypted; `context` names the row and must be given again to open
  /// it. Errors: secrets.locked, secrets.key_wrong.
  virtual Result<std::string> seal(const Secret& text, std::string_view context) = 0;
  virtual Result<Secret> open(std::string_view sealed, std::string_view context) = 0;
};

}  // namespace towpath::delivery
