#pragma once

#include <functional>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "module/module.h"
#include "planner.h"

namespace towpath::delivery {

/// Keeps the rows of definitions in step with the entities of the kinds ResourceDefinition and ResourceType: in the
/// transaction that saves them. Thread-safe.
class DefinitionBook final : public catalog::KindCheck {
 public:
  DefinitionBook(const Kernel& kernel, const std::vector<Driver*>& drivers, const Stores& stores)
      : kernel_(kernel), drivers_(drivers), stores_(stores) {}

  std::vector<FieldError> problems(const std::string& document) const override;
  /// Errors: delivery.unknown_type, delivery.missing_output (the type promises it), delivery.equal_criteria (names the
  /// other definition), delivery.definition_in_use (nothing else would serve what it made), delivery.type_in_use.
  Status take(db::Tx& tx, const std::vector<catalog::KindChange>& changes, const std::string& actor,
              catalog::UsedEntities used) const override;

  /// Takes the changes, lets somebody look at what is there then, and undoes all of it. Errors: those of take(), those
  /// of `look`.
  Status try_out(const std::vector<catalog::KindChange>& changes, const std::function<Status(db::Tx&)>& look) const;

  /// Stores the shipped definitions that are not there yet.
  Status seed() const;

 private:
  Status save(db::Tx& tx, const std::string& document, const std::string& actor) const;
  /// What is shipped under its name serves again.
  void remove(db::Tx& tx, const std::string& name, const std::string& actor) const;
  Status check_types(db::Tx& tx, const std::vector<catalog::KindChange>& changes) const;
  Status check_used(db::Tx& tx, const std::string& name, bool is_removed) const;
  void announce(db::Tx& tx, const Definition& definition, const std::string& what, const std::string& actor) const;

  const Kernel& kernel_;
  const std::vector<Driver*>& drivers_;
  const Stores& stores_;
};

/// Shipped types and those that are declared, by name; what is declared wins.
std::vector<ResourceType> known_types(db::Tx& tx, const DefinitionStore& store);

/// With its type's schema of parameters when it says none itself.
std::optional<Definition> completed(std::optional<Definition> definition, const std::vector<ResourceType>& types);

}  // namespace towpath::delivery
