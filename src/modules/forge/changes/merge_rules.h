#pragma once

#include <functional>
#include <string>
#include <vector>

#include "forge/changes.h"
#include "forge/code_owners.h"

namespace towpath::forge {

/// What decides whether a change can be merged, as read from git, the database and the run engine.
struct MergeFacts {
  ChangeState state = ChangeState::open;
  std::string target_branch;
  bool has_commits = true;  ///< The target has not everything already.
  bool has_common_history = true;
  std::vector<std::string> conflicts;
  Protection protection;
  std::vector<Review> reviews;  ///< Oldest first, marked by mark_stale().
  std::vector<Check> checks;
  std::vector<OwnerDemand> owners;
  std::string owners_unknown;  ///< Why not everybody who owns what is changed is known; "" when they are.
  int open_threads = 0;
  bool may_merge = true;
};

/// Everything that stands in the way, in words; empty when it can be merged. Pure.
std::vector<MergeObstacle> merge_obstacles(const MergeFacts& facts);

/// Marks approvals that were given for another commit than the head.
void mark_stale(std::vector<Review>& reviews, const std::string& head);

/// The last word of each reviewer: the newest review that is more than a comment. In the order of the reviews.
std::vector<Review> last_words(const std::vector<Review>& reviews);

/// Who owns which of the paths, and who of them has approved. `reference` turns an owner as written into a reference
/// ("" when nobody is known); `is_member` says whether a person is the owner or belongs to it.
std::vector<OwnerDemand> owner_demands(const CodeOwners& owners, const std::vector<std::string>& paths,
                                       const std::vector<Review>& reviews,
                                       const std::function<std::string(const std::string&)>& reference,
                                       const std::function<bool(const std::string&, const std::string&)>& is_member);

}  // namespace towpath::forge
