#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "catalog/catalog.h"
#include "db/db.h"
#include "descriptor.h"

namespace towpath::catalog {

/// Rows of catalog_entities, catalog_relations, catalog_tags and catalog_sources.
class EntityStore {
 public:
  std::optional<Entity> find(db::Tx& tx, const std::string& ref, const auth::SqlCondition& visible) const;
  std::vector<Entity> list(db::Tx& tx, const EntityFilter& filter, const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const EntityFilter& filter, const auth::SqlCondition& visible) const;
  /// The values of a column among the entities of a filter.
  enum class Facet { kind, owner, type, lifecycle, tag };
  std::vector<FacetValue> facet(db::Tx& tx, Facet facet, const EntityFilter& filter,
                                const auth::SqlCondition& visible) const;
  std::vector<NameGroup> names(db::Tx& tx, const auth::SqlCondition& visible) const;
  std::vector<Relation> relations(db::Tx& tx, const std::string& ref) const;

  struct Known {
    std::string source, hash;
  };
  std::optional<Known> known(db::Tx& tx, const std::string& ref) const;
  std::vector<std::string> refs_of_source(db::Tx& tx, const std::string& source) const;
  /// An entity as it is written: with the text that tells whether it changed, and what its descriptor states.
  struct Stated {
    Entity entity;
    std::string hash;
    std::vector<StatedRelation> relations;
  };
  /// Inserts or replaces them, with relations and tags; each reference stands once.
  void put(db::Tx& tx, const std::vector<Stated>& stated) const;
  /// With relations, tags and conflicts.
  void remove(db::Tx& tx, const std::string& ref) const;
  /// What another source says under a reference counts for nothing, but is remembered.
  void put_conflict(db::Tx& tx, const std::string& ref, const std::string& source) const;
  void remove_conflict(db::Tx& tx, const std::string& ref, const std::string& source) const;
  std::vector<std::string> conflicts(db::Tx& tx, const std::string& ref) const;
  bool has_source(db::Tx& tx, const std::string& source) const;
  void put_source(db::Tx& tx, const std::string& source, const std::string& commit,
                  const std::optional<std::string>& problem, UtcTime now) const;
};

}  // namespace towpath::catalog
