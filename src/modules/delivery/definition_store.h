#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "resources/definition.h"
#include "resources/matching.h"

namespace towpath::delivery {

/// Rows of delivery_definitions, delivery_criteria and delivery_resource_types.
class DefinitionStore {
 public:
  void insert(db::Tx& tx, const Definition& definition) const;
  /// The newest version, also a withdrawn one.
  std::optional<Definition> newest(db::Tx& tx, const std::string& id) const;
  std::optional<Definition> version(db::Tx& tx, const std::string& id, std::int64_t version) const;
  /// Newest first.
  std::vector<Definition> versions(db::Tx& tx, const std::string& id) const;
  /// The newest version of each that is not withdrawn, by id.
  std::vector<Definition> in_force(db::Tx& tx) const;
  /// Marks the newest version; its criteria are removed by remove_criteria().
  void withdraw(db::Tx& tx, const std::string& id, UtcTime now) const;

  /// False when another definition has equal criteria for the type.
  bool insert_criterion(db::Tx& tx, const Criterion& criterion) const;
  void remove_criteria(db::Tx& tx, const std::string& id) const;
  /// Of the row that equals it in all but the definition.
  std::optional<std::string> holder(db::Tx& tx, const Criterion& criterion) const;
  std::vector<Criterion> criteria(db::Tx& tx, const std::string& type) const;
  /// Those that fit, sixteen at most: each of the four texts is either the wanted one or any. What it costs does not
  /// depend on how many there are.
  std::vector<Criterion> fitting(db::Tx& tx, const Wanted& wanted) const;
  /// Those that fit all of `wanted` but its res_id.
  std::vector<Criterion> fitting_any_id(db::Tx& tx, const Wanted& wanted) const;
  std::vector<Criterion> criteria_of(db::Tx& tx, const std::string& id) const;
  /// Of all types, by type.
  std::vector<Criterion> criteria(db::Tx& tx) const;

  void put_type(db::Tx& tx, const std::string& name, const std::string& document, const std::string& by,
                UtcTime now) const;
  void remove_type(db::Tx& tx, const std::string& name) const;
  /// Descriptors, by name.
  std::vector<std::string> type_documents(db::Tx& tx) const;
};

}  // namespace towpath::delivery
