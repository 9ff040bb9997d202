#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::delivery {

/// How much there may be; nothing where there is no limit.
struct Quota {
  std::optional<std::int64_t> environments, instances, memory_mib, cpu_millis;
  std::map<std::string, std::int64_t> resources = {};  ///< By type: "postgres".
  bool operator==(const Quota&) const = default;
};

/// What every environment of a type inherits.
struct EnvironmentType {
  std::string name;
  std::chrono::seconds default_ttl{0};                    ///< Of a new environment that says none; 0: it stays.
  std::chrono::seconds sleep_after{0};                    ///< Without a request; 0: never.
  std::string contact = {};                               ///< Whom to ask for more.
  std::map<std::string, std::string> configuration = {};  ///< Used where a component's own does not say otherwise.
  Quota of_type = {}, of_project = {}, of_environment = {};
  std::string changed_by = {};  ///< "" for what every installation starts with.
  std::optional<UtcTime> changed_at = std::nullopt;
};

/// How much of a quota is used.
struct QuotaUse {
  std::string scope;  ///< "type", "project" or "environment".
  std::string what;   ///< "environments", "instances", "memoryMiB", "cpuMillis" or a type of resource.
  std::int64_t used = 0, most = 0;
  std::vector<std::string> by = {};  ///< What uses it: environments, or components with theirs; at most 20.
};

/// What a change of a type means for one environment.
struct AffectedEnvironment {
  std::string project, environment;
  std::vector<std::string> changes;  ///< In words.
  bool needs_redeploy = false;       ///< What runs there has the values of before until then.
};

struct TypePreview {
  std::vector<AffectedEnvironment> affected;
  std::string digest;  ///< 64 hex: of the change and of all that it affects.
};

/// A type with the rules that hold for it.
struct EnvironmentTypeView {
  EnvironmentType type;
  std::string runtime;            ///< Workloads are started with.
  std::int64_t approvals = 0;     ///< How many must agree to a deployment.
  std::int64_t environments = 0;  ///< That there are, seen by who asks or not.
};

/// Types of environments. Thread-safe, blocking. Errors of all that name one: delivery.unknown_type.
class EnvironmentTypes {
 public:
  virtual ~EnvironmentTypes() = default;
  virtual Result<std::vector<EnvironmentTypeView>> types(const auth::Principal& principal) = 0;
  virtual Result<EnvironmentTypeView> type(const auth::Principal& principal, const std::string& name) = 0;
  /// What a change would mean. Errors: delivery.invalid_environment_type, naming each field.
  virtual Result<TypePreview> preview(const auth::Principal& principal, const EnvironmentType& type) = 0;
  /// Carries out what was previewed. Errors: those of preview(); delivery.plan_changed when `digest` is not that of its
  /// preview now.
  virtual Result<EnvironmentTypeView> set_type(const auth::Principal& principal, EnvironmentType type,
                                               const std::string& digest) = 0;
  /// Quotas that hold for an environment and how much of them is used. Errors: delivery.environment_not_found.
  virtual Result<std::vector<QuotaUse>> quotas(const auth::Principal& principal, const std::string& project,
                                               const std::string& environment) = 0;
};

}  // namespace towpath::delivery
