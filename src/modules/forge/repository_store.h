#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "forge/forge.h"

namespace towpath::forge {

/// Rows of forge_repositories and forge_refs.
class RepositoryStore {
 public:
  /// False, and nothing changed, when the name is taken.
  bool insert(db::Tx& tx, const Repository& repository) const;
  std::optional<Repository> find(db::Tx& tx, const std::string& name, const auth::SqlCondition& visible) const;
  std::vector<Repository> list(db::Tx& tx, const std::string& after, std::size_t limit,
                               const auth::SqlCondition& visible) const;
  std::int64_t count(db::Tx& tx, const auth::SqlCondition& visible) const;
  /// False when it was so already.
  bool set_observe_only(db::Tx& tx, const RepositoryId& id, bool is_observe_only) const;
  void remove(db::Tx& tx, const RepositoryId& id) const;
  bool has(db::Tx& tx, const RepositoryId& id) const;

  std::map<std::string, std::string> refs(db::Tx& tx, const RepositoryId& id) const;
  void put_ref(db::Tx& tx, const RepositoryId& id, const std::string& ref, const std::string& commit) const;
  void pushed(db::Tx& tx, const RepositoryId& id, UtcTime at) const;
  void remove_ref(db::Tx& tx, const RepositoryId& id, const std::string& ref) const;
};

}  // namespace towpath::forge
