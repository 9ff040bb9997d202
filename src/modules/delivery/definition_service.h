#pragma once

#include <string>
#include <vector>

#include "definition_book.h"
#include "definition_effects.h"
#include "definition_file.h"
#include "provisioners/provisioner_import.h"

namespace towpath::delivery {

/// A definition as it is in force.
struct DefinitionView {
  Definition definition;
  std::vector<Criterion> criteria;
  std::int64_t resources = 0;  ///< That its versions made.
  std::int64_t older = 0;      ///< Of those, with another version than the newest.
};

/// One definition in full.
struct DefinitionDetail {
  DefinitionView view;
  std::string text;                   ///< Its descriptor as YAML.
  std::string source;                 ///< Where it is declared: "api", "repository:<name>"; "" for a shipped one.
  std::vector<DriverOutput> outputs;  ///< Its own, or what the driver offers.
  std::vector<Resource> made;         ///< Those the caller may see.
};

struct DefinitionVersion {
  Definition definition;
  std::string text;  ///< Descriptor as YAML.
  std::int64_t resources = 0;
};

struct TypeView {
  ResourceType type;
  std::vector<std::string> definitions;  ///< Names of those in force.
};

/// Which workloads something would affect.
struct Affected {
  std::vector<std::string> definitions;  ///< What it is about.
  std::vector<Effect> effects;
  std::string digest;  ///< 64 hex: of the text and of all that saving it means; "" for what is no text.
};

/// What a file of Score's provisioners gives.
struct ImportedDefinitions {
  std::string text;  ///< Definitions, and the types they need, as one YAML text to look at and apply; "" for none.
  std::vector<ImportedProvisioner> provisioners;
};

/// The definitions, for people. Thread-safe, blocking.
class DefinitionService {
 public:
  DefinitionService(const Kernel& kernel, catalog::Catalog& catalog, const DefinitionBook& book, const Stores& stores,
                    const std::vector<Driver*>& drivers)
      : kernel_(kernel), catalog_(catalog), book_(book), stores_(stores), drivers_(drivers) {}

  /// By name.
  Result<std::vector<DefinitionView>> list(const auth::Principal& principal) const;
  /// Errors: delivery.definition_not_found.
  Result<DefinitionDetail> get(const auth::Principal& principal, const std::string& name) const;
  /// Newest first; also of one that was withdrawn. Errors: delivery.definition_not_found.
  Result<std::vector<DefinitionVersion>> versions(const auth::Principal& principal, const std::string& name) const;
  Result<std::vector<TypeView>> types(const auth::Principal& principal) const;

  /// What saving a file of definitions and types would change; nothing is saved. For whoever may declare them. Errors:
  /// those of saving it: yaml.invalid, catalog.invalid_entity, those of DefinitionBook::take(); delivery.no_definitions
  /// when the file holds none.
  Result<Affected> affected_by(const auth::Principal& principal, const std::string& text,
                               const std::string& file) const;
  /// What is wrong with a text, each with its line and column. For whoever may declare definitions.
  Result<DefinitionCheck> check(const auth::Principal& principal, const std::string& text,
                                const std::string& file) const;
  /// Saves what was previewed: `digest` is that of affected_by(). Answers the references. Errors: as affected_by();
  /// delivery.plan_changed when it would mean something else now; those of Catalog::apply().
  Result<std::vector<std::string>> save(const auth::Principal& principal, const std::string& text,
                                        const std::string& file, const std::string& digest) const;
  /// Where a definition makes resources, and what upgrading them or removing it would change. Errors:
  /// delivery.definition_not_found, delivery.definition_in_use (removal).
  Result<Affected> affected_by_name(const auth::Principal& principal, const std::string& name, bool is_removed) const;

  /// Makes definitions of a file of Score's provisioners; nothing is saved. For whoever may declare them. Errors: those
  /// of parse_provisioners().
  Result<ImportedDefinitions> import_file(const auth::Principal& principal, const std::string& text,
                                          const std::string& file, const std::string& owner) const;

 private:
  /// The changes taken, looked at, and undone.
  Result<std::vector<Effect>> try_out(const std::vector<catalog::KindChange>& changes) const;
  Error no_definition(db::Tx& tx, const std::string& name) const;

  const Kernel& kernel_;
  catalog::Catalog& catalog_;
  const DefinitionBook& book_;
  const Stores& stores_;
  const std::vector<Driver*>& drivers_;
};

}  // namespace towpath::delivery
