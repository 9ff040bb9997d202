#pragma once

#include "catalog/catalog.h"
#include "catalog/directory.h"
#include "descriptor_file.h"
#include "entity_store.h"
#include "module/module.h"

namespace towpath::catalog {

class CatalogService final : public Catalog {
 public:
  CatalogService(const Kernel& kernel, SourceReader& sources) : kernel_(kernel), sources_(sources) {}

  Result<EntityPage> list(const auth::Principal& principal, const EntityFilter& filter) override;
  Result<EntityFacets> facets(const auth::Principal& principal, const EntityFilter& filter) override;
  Result<std::vector<NameGroup>> names(const auth::Principal& principal) override;
  Result<Entity> get(const auth::Principal& principal, const EntityRef& ref) override;
  Result<std::vector<std::string>> apply(const auth::Principal& principal, const std::string& text,
                                         const std::string& file_name, SaveWitness* witness = nullptr) override;
  Status remove(const auth::Principal& principal, const EntityRef& ref) override;
  Status ingest_repository(const std::string& repository, const std::string& commit, const std::string& actor) override;

  Result<std::vector<DocumentVerdict>> validate(const std::string& text, const std::string& file_name) override {
    return catalog::validate(text, file_name, checks_);
  }
  void add_check(std::string kind, const KindCheck& check) { checks_[std::move(kind)] = &check; }

  /// Brings the entity of a person or group in step with the directory; `entry` is nothing when it is gone there. What
  /// is declared elsewhere stays. Errors: catalog.invalid_entity.
  Status mirror(const std::string& ref, const std::optional<DirectoryEntry>& entry, const std::string& actor);
  bool has_mirrored() {
    return kernel_.db.read([&](db::Tx& tx) { return store_.has_source(tx, directory_source); });
  }

  /// Removes what came from a source that is gone.
  void forget_source(const std::string& source, const std::string& actor);

 private:
  struct Batch {
    std::string source, commit, actor;
    std::vector<FoundDescriptor> found;
    bool is_complete = false;  ///< What the source had before and has no more is removed.
    UsedEntities used = UsedEntities::refuse;
  };
  Status write(db::Tx& tx, const Batch& batch);
  /// Hands changes to the modules whose kinds they are.
  Status hand_over(db::Tx& tx, const std::vector<KindChange>& changes, const std::string& actor, UsedEntities used);
  Status check_own_kinds(const std::vector<FoundDescriptor>& found, const std::string& repository);
  void announce(db::Tx& tx, const char* type, const Entity& entity, const std::string& actor);
  /// With the limit in bounds and the owner as a full reference.
  static Result<EntityFilter> normalized(const EntityFilter& given);
  auth::SqlCondition visible(const auth::Principal& principal) const;

  const Kernel& kernel_;
  SourceReader& sources_;
  EntityStore store_;
  KindChecks checks_;  ///< Filled before anything is asked.
};

}  // namespace towpath::catalog
