#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "forge/diff.h"
#include "forge/forge.h"

namespace towpath::forge {

using ChangeId = Id<struct ChangeTag>;
using ThreadId = Id<struct ThreadTag>;

enum class ChangeState { open, merged, closed };
enum class MergeStrategy { merge, squash, rebase };
enum class Verdict { approve, request_changes, comment };
enum class Side { old_side, new_side };

/// A branch on its way into another one.
struct Change {
  ChangeId id{""};
  std::string repository, owner_ref;  ///< Name and owner of the repository.
  std::int64_t number = 0;            ///< From 1 in each repository.
  std::string title, description, author_ref, source_branch, target_branch;
  ChangeState state = ChangeState::open;
  std::string head;  ///< Commit of the source branch; of a change that has ended, the last one.
  /// Set once it was merged: the target before it, the commit that came of it, how, and by whom. `strategy` is "push"
  /// when the commits reached the target without the platform.
  std::string merge_base, merge_commit, strategy, ended_by;
  UtcTime created_at, updated_at;
  std::optional<UtcTime> ended_at;
  std::int64_t comments = 0, approvals = 0;  ///< Approvals of the present head.
  bool has_objections = false;               ///< Somebody's last word is "request changes".
};

struct Review {
  std::string id, reviewer_ref, body, commit;
  Verdict verdict = Verdict::comment;
  UtcTime created_at;
  bool is_stale = false;  ///< An approval of a commit that is not the head any more.
};

struct Comment {
  std::string id, author_ref, body;
  UtcTime created_at;
};

/// A conversation; about a line of the diff when `path` is not "".
struct Thread {
  ThreadId id{""};
  std::string path;
  Side side = Side::new_side;
  int line = 0;
  std::string commit;     ///< The head when it was begun.
  std::string line_text;  ///< What the line was then.
  bool is_resolved = false;
  bool is_outdated = false;  ///< The line is not in the diff any more.
  std::string resolved_by;
  std::vector<Comment> comments;
};

/// A workflow's result for the head commit.
struct Check {
  std::string name;   ///< The workflow's name.
  std::string state;  ///< queued, running, waiting, cancelling, succeeded, failed, cancelled, timed_out.
  std::string run_id, event;
  std::int64_t run_number = 0;
  std::optional<UtcTime> started_at, finished_at;
  bool is_required = false;
};

/// What a branch demands of changes that are merged into it.
struct Protection {
  std::string branch;
  std::int64_t required_approvals = 0;
  std::vector<std::string> required_checks;  ///< Names of workflows.
  bool requires_owner_approval = false;      ///< CODEOWNERS decides, too.
  bool requires_resolved_threads = false;
  bool requires_change = false;  ///< Nobody pushes to it directly.
};

/// Paths with the same owners, and whether one of them has approved.
struct OwnerDemand {
  std::vector<std::string> owners;  ///< References, or as written where nobody of that name is known.
  std::vector<std::string> paths;
  std::string approved_by;  ///< "" as long as nobody has.
};

/// A reason why a change cannot be merged. `code` is one of: state, conflict, nothing, check_missing, check_running,
/// check_failed, approvals, objection, owners, threads, permission.
struct MergeObstacle {
  std::string code, message;
};

/// Whether and why not a change can be merged.
struct Mergeability {
  std::vector<MergeObstacle> obstacles;
  std::vector<std::string> conflicts;  ///< Paths.
  bool is_mergeable() const { return obstacles.empty(); }
};

struct ChangeDetail {
  Change change;
  std::string base;  ///< Merge base of target and head: what the diff starts from.
  std::int64_t commits = 0, behind = 0;
  std::vector<Review> reviews;
  std::vector<Thread> threads;
  std::vector<Check> checks;
  Protection protection;
  std::vector<OwnerDemand> owners;
  std::vector<std::string> owner_problems;  ///< What is wrong in CODEOWNERS.
  Mergeability mergeability;
  bool may_review = false, may_merge = false, may_edit = false;
};

struct OpenChange {
  std::string repository, title, description, source_branch;
  std::string target_branch;  ///< "" for the default branch.
  /// Not empty: the source branch is made on top of the target with one commit of these files.
  std::vector<FileContent> files;
  std::string message;  ///< Of that commit; "" for the title.
};

/// Which changes to list; what is empty does not restrict.
struct ChangeFilter {
  std::string repository, state, author, text;
  std::string to_review_by;  ///< A reference: open changes of others that it owns and has not judged at their head.
  /// What waits for the principal: open changes of others that it or a group of its is asked to look at, as the owner
  /// of the repository or by CODEOWNERS, and has not judged at their head; and its own that were objected to at their
  /// head.
  bool awaits_me = false;
  std::string brought;  ///< A commit: the merged changes that it is the merge commit or the head of.
  std::string after;    ///< A change's id.
  std::size_t limit = 50;
};

struct ChangePage {
  std::vector<Change> items;
  std::string next;
  std::int64_t total = 0;
};

struct NewComment {
  std::string body;
  std::string thread;  ///< "" begins one.
  std::string path;    ///< "" for the conversation as a whole.
  Side side = Side::new_side;
  int line = 0;
};

struct MergeChange {
  MergeStrategy strategy = MergeStrategy::merge;
  std::string message;        ///< "" for one made of number and title.
  std::string expected_head;  ///< When not "": refused when the head is another, because what was looked at is not it.
  bool deletes_source = false;
  std::string override_reason = {};  ///< Why it is done although a policy says no that may be overridden.
};

/// Where checks come from (the run engine). Thread-safe, blocking.
class CheckSource {
 public:
  virtual ~CheckSource() = default;
  /// The newest run of each workflow and event for a commit.
  virtual std::vector<Check> checks(const std::string& repository, const std::string& commit) = 0;
};

/// Who is who (identity). Thread-safe, blocking.
class People {
 public:
  virtual ~People() = default;
  virtual bool exists(const std::string& ref) = 0;
  /// The person itself and all groups it belongs to; empty when unknown or disabled.
  virtual std::vector<std::string> owner_refs(const std::string& user_ref) = 0;
  /// Name and address for commits.
  virtual Signature signature(const std::string& user_ref) = 0;
};

/// Branches under review. Thread-safe, blocking. Common errors: forge.repository_not_found, forge.change_not_found
/// (also for what the principal may not see), auth.forbidden; forge.change_ended for what only open changes can do.
class Changes {
 public:
  virtual ~Changes() = default;

  /// Errors: forge.branch_not_found, forge.branch_exists, forge.change_exists (names its number),
  /// forge.nothing_to_merge, forge.invalid_change, forge.invalid_path, forge.observe_only. Asked again with the same
  /// files after a crash it goes on where it was.
  virtual Result<Change> open(const auth::Principal& principal, const OpenChange& command) = 0;
  virtual Result<ChangePage> list(const auth::Principal& principal, const ChangeFilter& filter) = 0;
  virtual Result<Change> get(const auth::Principal& principal, const std::string& repository, std::int64_t number) = 0;
  virtual Result<ChangeDetail> detail(const auth::Principal& principal, const std::string& repository,
                                      std::int64_t number) = 0;
  virtual Result<Change> edit(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                              const std::optional<std::string>& title,
                              const std::optional<std::string>& description) = 0;
  /// `path` "" for all files, or one file with higher limits.
  virtual Result<Diff> diff(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                            const std::string& path) = 0;
  /// Oldest first.
  virtual Result<std::vector<Commit>> commits(const auth::Principal& principal, const std::string& repository,
                                              std::int64_t number) = 0;
  /// Errors: forge.own_change (the author approves or objects), forge.invalid_review, forge.head_moved.
  virtual Result<Review> review(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                                Verdict verdict, const std::string& body, const std::string& expected_head) = 0;
  /// Errors: forge.invalid_comment, forge.thread_not_found.
  virtual Result<Thread> comment(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                                 const NewComment& comment) = 0;
  virtual Result<Thread> resolve(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                                 const ThreadId& thread, bool is_resolved) = 0;
  /// Errors: forge.merge_refused (a field for each obstacle), forge.head_moved, forge.merge_conflict,
  /// forge.branch_moved (others pushed all the time), forge.observe_only; policy.denied, policy.override_needed.
  virtual Result<Change> merge(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                               const MergeChange& command) = 0;
  virtual Result<Change> close(const auth::Principal& principal, const std::string& repository,
                               std::int64_t number) = 0;
  /// Errors: forge.branch_not_found, forge.change_exists, forge.observe_only.
  virtual Result<Change> reopen(const auth::Principal& principal, const std::string& repository,
                                std::int64_t number) = 0;

  virtual Result<std::vector<Protection>> protections(const auth::Principal& principal,
                                                      const std::string& repository) = 0;
  /// Errors: forge.invalid_protection, forge.observe_only.
  virtual Result<Protection> protect(const auth::Principal& principal, const std::string& repository,
                                     const Protection& protection) = 0;
};

}  // namespace towpath::forge
