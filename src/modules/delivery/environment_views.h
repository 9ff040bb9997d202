#pragma once

#include "delivery_service.h"
#include "environment_costs.h"
#include "environment_views_store.h"

namespace towpath::delivery {

/// A component in a row of the matrix.
struct MatrixRow {
  ComponentStatus status;
  /// By environment: how many releases it is behind the one before it in the order of promotion; absent when either
  /// has none.
  std::map<std::string, std::int64_t> lag;
};

struct MatrixPage {
  std::vector<MatrixRow> rows;
  std::string next;  ///< A component's name; "" at the end.
};

/// A value of two environments; nothing where it is absent.
struct Difference {
  std::string name;
  std::optional<std::string> from, to;
};

/// What two environments of a component do not have in common.
struct Comparison {
  EnvironmentStatus from, to;
  std::vector<forge::Commit> commits;  ///< That `from` has and `to` has not, newest first, at most 100.
  std::vector<forge::Commit> missing;  ///< That `to` has and `from` has not.
  std::int64_t from_configuration = 0, to_configuration = 0;  ///< Versions; 0 for none.
  std::vector<Difference> configuration;                      ///< Keys whose values differ.
  std::vector<Difference> resources;                          ///< "postgres db": definition and state.
};

/// One thing that happened between two instants.
struct Happening {
  std::int64_t sequence = 0;
  UtcTime at;
  std::string kind;  ///< deployment, configuration or incident.
  std::string component, environment, actor;
  std::string state;       ///< Of a deployment: succeeded, failed; of an incident: opened, closed; or "".
  std::string title;       ///< One line in words.
  std::string deployment;  ///< Id, or "".
};

/// What pages about environments show, put together from rows. Thread-safe, blocking.
class EnvironmentViews {
 public:
  EnvironmentViews(const Kernel& kernel, DeliveryPorts& ports, const Stores& stores, Delivery& delivery)
      : kernel_(kernel), ports_(ports), stores_(stores), delivery_(delivery) {}

  /// Components by name with where they run. Component and project "" for any.
  Result<MatrixPage> matrix(const auth::Principal& principal, const std::string& component, const std::string& project,
                            const std::string& after, std::size_t limit);
  /// Errors: delivery.component_not_found, delivery.environment_not_found.
  Result<Comparison> compare(const auth::Principal& principal, const std::string& component, const std::string& from,
                             const std::string& to);
  /// Deployments that ended, configuration versions and incidents at or after `from` and before `to`, newest first, at
  /// most 500. Component and environment may be "".
  Result<std::vector<Happening>> happened(const auth::Principal& principal, const std::string& component,
                                          const std::string& environment, UtcTime from, UtcTime to);

  /// See environment_costs().
  Result<EnvironmentCosts> costs(const auth::Principal& principal, const std::string& project,
                                 const std::string& environment) {
    return environment_costs(kernel_, stores_, principal, project, environment);
  }

 private:
  const Kernel& kernel_;
  DeliveryPorts& ports_;
  const Stores& stores_;
  Delivery& delivery_;
  EnvironmentViewsStore store_;
};

}  // namespace towpath::delivery
