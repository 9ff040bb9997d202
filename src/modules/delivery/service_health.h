#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "module/module.h"

namespace towpath::delivery {

/// What runs of a component in one lasting environment.
struct ServicePlace {
  std::string component, owner_ref, environment, type;
  std::string health, reason;
  std::int64_t release_number = 0;  ///< 0 when the release is gone.
};

/// Whether all is well, in numbers and with what is not.
struct ServiceHealth {
  std::size_t services = 0, healthy = 0;  ///< Components that run anywhere; those of them without a troubled place.
  std::vector<ServicePlace> attention;    ///< Degraded and missing ones, production first, at most `most_attention`.
};
inline constexpr std::size_t most_attention = 200;

/// Rows of what is in force; reads only.
class ServicePlaceStore {
 public:
  /// Of all environments but ephemeral ones, production first, then by name; not where it was stopped.
  std::vector<ServicePlace> list(db::Tx& tx, const auth::SqlCondition& visible) const;
};

/// The health of all that runs, as far as the principal may see it. Thread-safe, blocking.
class ServiceHealthReport {
 public:
  explicit ServiceHealthReport(const Kernel& kernel) : kernel_(kernel) {}
  Result<ServiceHealth> of(const auth::Principal& principal) const;

 private:
  const Kernel& kernel_;
  ServicePlaceStore store_;
};

/// Sums up places; they are in the order in which they are to be told.
ServiceHealth sum_up(const std::vector<ServicePlace>& places);

void add_service_health_route(http::Router& router, const ServiceHealthReport& report);

}  // namespace towpath::delivery
