#pragma once

#include <optional>
#include <string>
#include <vector>

#include "executors.h"

namespace towpath::delivery {

/// How one resource stands to what was applied last.
struct ResourceDrift {
  enum class Verdict {
    none,       ///< As it was applied.
    drifted,    ///< `changes` would make it so again.
    not_known,  ///< Its driver cannot tell.
    failed      ///< It could tell and did not: `reason`.
  };
  Resource resource;
  Verdict verdict = Verdict::not_known;
  std::optional<DriverChanges> changes = {};
  std::string reason = {};
};
std::string_view to_string(ResourceDrift::Verdict verdict);

/// Asks drivers how resources differ from what was applied; changes nothing. Thread-safe. Blocking: each driver has at
/// most a minute.
class DriftService {
 public:
  DriftService(DeploymentContext& context, Delivery& delivery) : c_(context), delivery_(delivery) {}

  /// Of a component in an environment. Right: resource.read. Errors: delivery.component_not_found,
  /// delivery.environment_not_found.
  Result<std::vector<ResourceDrift>> look(const auth::Principal& principal, const std::string& component,
                                          const std::string& environment);

 private:
  ResourceDrift look_at(Resource resource);

  DeploymentContext& c_;
  Delivery& delivery_;
};

}  // namespace towpath::delivery
