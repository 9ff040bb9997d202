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
    drifted,    ///< `words` say how; `changes` would make it so again.
    not_known,  ///< It is not there to be asked about: `reason`.
    failed      ///< It could tell and did not: `reason`.
  };
  Resource resource;
  Verdict verdict = Verdict::not_known;
  std::string words = {};                     ///< What differs; "" for nothing.
  std::optional<DriverChanges> changes = {};  ///< Where its driver names them one by one.
  std::string reason = {};
};
std::string_view to_string(ResourceDrift::Verdict verdict);

/// A resource of which a look said that it is not as it was applied.
struct KnownDrift {
  Resource resource;             ///< Its `drift` says how.
  std::optional<UtcTime> since;  ///< When that was said first; nothing when the log no longer has it.
};

/// Asks drivers how resources differ from what was applied; changes none of them. Thread-safe. Blocking: each driver
/// has at most a minute.
class DriftService {
 public:
  DriftService(DeploymentContext& context, Delivery& delivery) : c_(context), delivery_(delivery) {}

  /// Of a component in an environment. Right: resource.read. Errors: delivery.component_not_found,
  /// delivery.environment_not_found.
  Result<std::vector<ResourceDrift>> look(const auth::Principal& principal, const std::string& component,
                                          const std::string& environment);
  /// As look(), and keeps what was found with the resources, as the hourly watch does.
  Result<std::vector<ResourceDrift>> check(const auth::Principal& principal, const std::string& component,
                                           const std::string& environment);

  /// What looks said so far, as far as the principal may see. Right: resource.read.
  Result<std::vector<KnownDrift>> known(const auth::Principal& principal);

 private:
  ResourceDrift look_at(Resource resource);

  DeploymentContext& c_;
  Delivery& delivery_;
};

}  // namespace towpath::delivery
