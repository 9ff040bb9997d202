#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/delivery.h"

namespace towpath::delivery {

/// Rows of delivery_projects, delivery_components, delivery_environments and delivery_configurations.
class EnvironmentStore {
 public:
  void put_project(db::Tx& tx, const std::string& id, const std::string& owner, UtcTime now) const;
  void put_component(db::Tx& tx, const Component& component, UtcTime now) const;
  std::optional<Component> component(db::Tx& tx, const std::string& name, const auth::SqlCondition& visible) const;
  std::vector<Component> components(db::Tx& tx, const std::string& project) const;
  std::optional<std::string> project_owner(db::Tx& tx, const std::string& project) const;
  void remove_component(db::Tx& tx, const std::string& name) const;

  /// False when the name is taken.
  bool insert(db::Tx& tx, const Environment& environment) const;
  std::optional<Environment> find(db::Tx& tx, const std::string& project, const std::string& name,
                                  const auth::SqlCondition& visible) const;
  std::vector<Environment> list(db::Tx& tx, const std::string& project, const auth::SqlCondition& visible) const;
  void set_state(db::Tx& tx, const std::string& project, const std::string& name, std::string_view state) const;
  void remove(db::Tx& tx, const std::string& project, const std::string& name) const;
  std::vector<Environment> expired(db::Tx& tx, UtcTime now) const;
  std::optional<UtcTime> next_expiry(db::Tx& tx) const;

  Delivery::Configuration configuration(db::Tx& tx, const std::string& project, const std::string& environment,
                                        const std::string& component, std::optional<std::int64_t> version) const;
  void insert_configuration(db::Tx& tx, const std::string& project, const std::string& environment,
                            const std::string& component, const Delivery::Configuration& configuration,
                            const std::string& by, UtcTime now) const;
};

}  // namespace towpath::delivery
