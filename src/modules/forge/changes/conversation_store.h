#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "forge/changes.h"

namespace towpath::forge {

/// Rows of forge_change_reviews, forge_change_threads, forge_change_comments and forge_protections.
class ConversationStore {
 public:
  void insert_review(db::Tx& tx, const ChangeId& change, const Review& review) const;
  /// Oldest first.
  std::vector<Review> reviews(db::Tx& tx, const ChangeId& change) const;

  /// Without its comments.
  void insert_thread(db::Tx& tx, const ChangeId& change, const Thread& thread) const;
  void insert_comment(db::Tx& tx, const ThreadId& thread, const Comment& comment) const;
  /// Oldest first, each with its comments.
  std::vector<Thread> threads(db::Tx& tx, const ChangeId& change) const;
  bool set_resolved(db::Tx& tx, const ChangeId& change, const ThreadId& thread, bool is_resolved,
                    const std::string& actor) const;

  std::vector<Protection> protections(db::Tx& tx, const RepositoryId& repository) const;
  /// What the branch demands; nothing when nobody said so.
  Protection protection(db::Tx& tx, const RepositoryId& repository, const std::string& branch) const;
  /// Branches nobody may push to, by repository.
  std::map<std::string, std::vector<std::string>> reviewed_branches(db::Tx& tx) const;
  void put_protection(db::Tx& tx, const RepositoryId& repository, const Protection& protection) const;
};

}  // namespace towpath::forge
