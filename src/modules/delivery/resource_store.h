#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "delivery/delivery.h"
#include "resources/matching.h"

namespace towpath::delivery {

struct Definition {
  std::string id;
  std::int64_t version = 1;
  std::string type, driver, inputs = "{}", description;
};

/// Rows of delivery_definitions, delivery_criteria and delivery_resources.
class ResourceStore {
 public:
  void insert_definition(db::Tx& tx, const Definition& definition, const std::string& by, UtcTime now) const;
  /// The newest version.
  std::optional<Definition> definition(db::Tx& tx, const std::string& id) const;
  std::optional<Definition> definition(db::Tx& tx, const std::string& id, std::int64_t version) const;
  std::vector<Definition> definitions(db::Tx& tx) const;
  /// False when another definition has equal criteria for the type.
  bool insert_criterion(db::Tx& tx, const Criterion& criterion) const;
  std::vector<Criterion> criteria(db::Tx& tx, const std::string& type) const;
  /// Of all types, by type.
  std::vector<Criterion> criteria(db::Tx& tx) const;

  void put(db::Tx& tx, const Resource& resource) const;
  void remove(db::Tx& tx, const std::string& gu_id) const;
  std::optional<Resource> find(db::Tx& tx, const std::string& gu_id) const;
  /// "" for any component or environment.
  std::vector<Resource> list(db::Tx& tx, const std::string& component, const std::string& environment,
                             const auth::SqlCondition& visible) const;
};

}  // namespace towpath::delivery
