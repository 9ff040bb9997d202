#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/entity_ref.h"
#include "db/db.h"

namespace towpath::catalog {

struct Relation {
  std::string type, target;  ///< "ownedBy", "group:default/payments".
};

struct Entity {
  std::string ref, uid, kind, ns, name, title, description, type, lifecycle, owner_ref, project_id;
  bool is_public = false;
  std::vector<std::string> tags;
  std::string document;  ///< The descriptor as JSON.
  std::string source, source_file, source_commit;
  UtcTime created_at, updated_at;
  std::vector<Relation> relations;     ///< Only from get().
  std::vector<std::string> conflicts;  ///< Sources that say something else under this reference. Only from get().
};

/// How a list is ordered. What is equal is ordered by reference.
enum class EntitySort { ref, owner, type, lifecycle, updated };

struct EntityFilter {
  std::string kind, owner, type, lifecycle, tag, text;  ///< "" for any; kind in any case.
  std::string after;                                    ///< Cursor: a reference.
  std::size_t limit = 100;                              ///< 1..1000.
  EntitySort sort = EntitySort::ref;                    ///< `updated`: newest first.
  std::int64_t offset = 0;                              ///< Rows to leave out after the cursor.
};

struct EntityPage {
  std::vector<Entity> items;
  std::string next;  ///< "" also where a list is not ordered by reference: offsets lead through it.
  std::int64_t total = 0;
};

/// One value a filter can take, and how many entities have it.
struct FacetValue {
  std::string value;
  std::int64_t count = 0;
};

/// What each filter can be set to, most frequent first, at most 200 values. Each is counted under all the other filters
/// but not under its own, so that a chosen value can be exchanged for another.
struct EntityFacets {
  std::vector<FacetValue> kind, owner, type, lifecycle, tag;
};

/// The names of the entities of one kind, namespace and owner; what a list to search in needs and no more.
struct NameGroup {
  std::string kind, ns, owner_ref;  ///< The owner is "" where nobody is.
  std::vector<std::string> names;
};

/// One thing that is wrong with a document, and where in the file.
struct DocumentProblem {
  std::string pointer;  ///< JSON Pointer from the document's root.
  std::string message;
  int line = 1, column = 1;  ///< From 1; columns in characters.
};

/// The verdict on one document of a file.
struct DocumentVerdict {
  std::string ref;  ///< "" when it cannot be told.
  int line = 1;     ///< Where the document starts.
  std::optional<Error> error;
  std::vector<DocumentProblem> problems = {};  ///< All that `error` names; at least one when there is one.
};

/// Where the files of a source come from; plugged by src/app with the forge.
class SourceReader {
 public:
  virtual ~SourceReader() = default;
  /// The text of a file at a commit of a repository. Errors: not found and others, passed on.
  virtual Result<std::string> read(const std::string& repository, const std::string& commit,
                                   const std::string& path) = 0;
  /// Whether the repository is the platform team's, whose descriptors may declare the platform's own kinds.
  virtual bool is_of_platform_team(const std::string& /*repository*/) { return false; }
};

/// An entity of a module's own kind that is saved or removed.
struct KindChange {
  std::string kind, name;
  std::string document;  ///< JSON; of a removed entity as it was.
  bool is_removed = false;
};

/// Whether an entity that something still uses may go. `allow` is for what cannot be refused: its repository is gone.
enum class UsedEntities { refuse, allow };

/// What a module says of documents of a kind of its own, beyond the kind's schema. Thread-safe.
class KindCheck {
 public:
  virtual ~KindCheck() = default;
  /// What is wrong with a document (JSON) that fits the schema, as JSON Pointers from its root. A message about a text
  /// that begins with "line:column: " is about that place within it.
  virtual std::vector<FieldError> problems(const std::string& document) const = 0;
  /// Called in the transaction that saves and removes entities, with all of them at once, for modules that keep rows of
  /// their own about them; an error undoes everything. May be called more than once for one change.
  virtual Status take(db::Tx& /*tx*/, const std::vector<KindChange>& /*changes*/, const std::string& /*actor*/,
                      UsedEntities /*used*/) const {
    return ok();
  }
};

/// Looks on while a file is saved, in the transaction that does it, and may undo all of it: for whoever saves only what
/// was looked at. Each is called once in every attempt.
class SaveWitness {
 public:
  virtual ~SaveWitness() = default;
  virtual Status before(db::Tx& tx) = 0;
  virtual Status after(db::Tx& tx) = 0;
};

/// By kind. Everything referred to outlives the map.
using KindChecks = std::map<std::string, const KindCheck*>;

/// The catalog. Thread-safe, blocking.
class Catalog {
 public:
  virtual ~Catalog() = default;

  virtual Result<EntityPage> list(const auth::Principal& principal, const EntityFilter& filter) = 0;
  /// Over what the principal may see; the filter's cursor and limit do not count.
  virtual Result<EntityFacets> facets(const auth::Principal& principal, const EntityFilter& filter) = 0;
  /// Every entity the principal may see, by name, in groups.
  virtual Result<std::vector<NameGroup>> names(const auth::Principal& principal) = 0;
  /// Errors: catalog.entity_not_found (also when the principal may not see it).
  virtual Result<Entity> get(const auth::Principal& principal, const EntityRef& ref) = 0;
  /// Registers or replaces the documents of a text as source "api". All or nothing. Answers the references.
  /// An entity of the platform's own kinds needs the permission "platform.write".
  /// Errors: yaml.invalid, catalog.invalid_entity, catalog.duplicate_entity (it comes from another source), those of
  /// the witness.
  virtual Result<std::vector<std::string>> apply(const auth::Principal& principal, const std::string& text,
                                                 const std::string& file_name, SaveWitness* witness = nullptr) = 0;
  /// Errors: catalog.entity_not_found, catalog.from_repository, catalog.from_directory (delete it there).
  virtual Status remove(const auth::Principal& principal, const EntityRef& ref) = 0;
  /// Reads a repository's descriptors at a commit; what a push does. Errors as apply().
  virtual Status ingest_repository(const std::string& repository, const std::string& commit,
                                   const std::string& actor) = 0;
  /// What registering a file would say of each document's contents; nothing is registered. Errors: yaml.invalid,
  /// yaml.too_large.
  virtual Result<std::vector<DocumentVerdict>> validate(const std::string& text, const std::string& file_name) = 0;
};

/// Checks a descriptor file without a server: YAML, envelope, field formats, kinds, relations, and what `checks` say.
/// One verdict a document. Errors: yaml.invalid, yaml.too_large for the whole file.
Result<std::vector<DocumentVerdict>> validate(std::string_view text, std::string_view file_name,
                                              const KindChecks& checks = {});

}  // namespace towpath::catalog
