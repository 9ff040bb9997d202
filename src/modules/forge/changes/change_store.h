#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "forge/changes.h"

namespace towpath::forge {

/// A merge that has begun: what the target branch moves from and to.
struct MergeIntent {
  ChangeId change{""};
  std::string head, target, result, strategy, actor;
  bool deletes_source = false;
  UtcTime begun_at;
};

/// Who lists changes, and what may be shown to them.
struct ChangeReader {
  std::string ref;
  std::vector<std::string> owner_refs;  ///< Itself and its groups.
  auth::SqlCondition visible;
  auth::SqlCondition may_review;
};

/// Rows of forge_changes, forge_change_owners and forge_change_merges.
class ChangeStore {
 public:
  std::int64_t next_number(db::Tx& tx, const RepositoryId& repository) const;
  void insert(db::Tx& tx, const RepositoryId& repository, const Change& change) const;
  std::optional<Change> find(db::Tx& tx, const RepositoryId& repository, std::int64_t number) const;
  std::optional<Change> find(db::Tx& tx, const ChangeId& id) const;
  /// Newest first.
  std::vector<Change> list(db::Tx& tx, const ChangeFilter& filter, const ChangeReader& reader, std::size_t limit) const;
  std::int64_t count(db::Tx& tx, const ChangeFilter& filter, const ChangeReader& reader) const;

  std::vector<Change> open_from(db::Tx& tx, const RepositoryId& repository, const std::string& source) const;
  std::vector<Change> open_into(db::Tx& tx, const RepositoryId& repository, const std::string& target) const;
  /// How many open changes each repository has, by its name.
  std::map<std::string, std::int64_t> open_counts(db::Tx& tx, const auth::SqlCondition& visible) const;

  void edit(db::Tx& tx, const ChangeId& id, const std::string& title, const std::string& description, UtcTime at) const;
  void touch(db::Tx& tx, const ChangeId& id, UtcTime at) const;
  /// False when it already is there, or is not open.
  bool move_head(db::Tx& tx, const ChangeId& id, const std::string& head, UtcTime at) const;
  /// False, and nothing changed, when it is not open.
  bool merged(db::Tx& tx, const MergeIntent& intent, UtcTime at) const;
  bool close(db::Tx& tx, const ChangeId& id, const std::string& actor, UtcTime at) const;
  bool reopen(db::Tx& tx, const ChangeId& id, const std::string& head, UtcTime at) const;

  /// Whom CODEOWNERS asks to look at the change as it is at `head`.
  void put_owners(db::Tx& tx, const ChangeId& id, const std::string& head,
                  const std::vector<std::string>& owner_refs) const;
  /// Open changes whose owners are not known, or are those of an earlier head.
  std::vector<Change> open_without_owners(db::Tx& tx) const;

  void put_intent(db::Tx& tx, const MergeIntent& intent) const;
  void remove_intent(db::Tx& tx, const ChangeId& id) const;
  std::optional<MergeIntent> intent(db::Tx& tx, const ChangeId& id) const;
  std::vector<MergeIntent> intents(db::Tx& tx) const;

  void remove_all(db::Tx& tx, const RepositoryId& repository) const;
};

}  // namespace towpath::forge
