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
    accepted,   ///< The same, and somebody took it for right: `accepted`.
    not_known,  ///< It is not there to be asked about: `reason`.
    failed      ///< It could tell and did not: `reason`.
  };
  Resource resource;
  Verdict verdict = Verdict::not_known;
  std::string words = {};                     ///< What differs; "" for nothing.
  std::optional<DriverChanges> changes = {};  ///< Where its driver names them one by one.
  std::string reason = {};
  std::optional<AcceptedDrift> accepted = {};
};
std::string_view to_string(ResourceDrift::Verdict verdict);

/// A resource of which a look said that it is not as it was applied.
struct KnownDrift {
  Resource resource;             ///< Its `drift` says how.
  std::optional<UtcTime> since;  ///< When that was said first; nothing when the log no longer has it.
};

/// A resource whose difference to what was applied is taken for right.
struct KnownAcceptance {
  Resource resource;
  AcceptedDrift accepted;
};

/// That what is found is to be what is expected from now on.
struct DriftAcceptance {
  std::string component, environment;
  std::string resource;  ///< Its name in score.yaml, or its id.
  std::string seen;      ///< In words, what was looked at; "" for whatever is found.
  std::string reason;    ///< 1 to 500 bytes.
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

  /// What is accepted, as far as the principal may see. Right: resource.read.
  Result<std::vector<KnownAcceptance>> accepted(const auth::Principal& principal);

  /// Looks at a resource and takes the difference that is found for right: until it is applied again, another one is
  /// found, or that is taken back. Right: resource.accept. Errors: as look(); delivery.resource_not_found,
  /// delivery.invalid_acceptance, delivery.nothing_drifted, delivery.drift_changed (what is found is not what was
  /// seen).
  Result<ResourceDrift> accept(const auth::Principal& principal, const DriftAcceptance& wanted);
  /// What was accepted is drift again. Right: resource.accept. Errors: delivery.resource_not_found,
  /// delivery.nothing_accepted.
  Status take_back(const auth::Principal& principal, const std::string& gu_id);

 private:
  /// Errors: as look().
  Result<std::vector<Resource>> resources_of(const auth::Principal& principal, const std::string& component,
                                             const std::string& environment);
  ResourceDrift look_at(Resource resource, const std::optional<AcceptedDrift>& accepted);
  /// Of all, by gu_id.
  std::map<std::string, AcceptedDrift> all_accepted();

  DeploymentContext& c_;
  Delivery& delivery_;
};

}  // namespace towpath::delivery
