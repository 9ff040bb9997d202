#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "changes/change_store.h"
#include "changes/conversation_store.h"
#include "changes/merge_rules.h"
#include "forge/changes.h"
#include "forge_service.h"
#include "git_tool.h"

namespace towpath::forge {

/// Changes of the repositories of this host. Follows refs in the transactions that announce them, so that a change's
/// head is always the announced one. Thread-safe.
class ChangesService final : public Changes, public RefWatcher {
 public:
  /// `checks` and `people` may be absent: then there are no checks, and nobody but the principal itself is known.
  ChangesService(const Kernel& kernel, ForgeService& forge, process::Spawner& spawner, CheckSource* checks,
                 People* people)
      : kernel_(kernel), forge_(forge), git_(spawner), checks_(checks), people_(people) {}

  Result<Change> open(const auth::Principal& principal, const OpenChange& command) override;
  Result<ChangePage> list(const auth::Principal& principal, const ChangeFilter& filter) override;
  Result<Change> get(const auth::Principal& principal, const std::string& repository, std::int64_t number) override;
  Result<ChangeDetail> detail(const auth::Principal& principal, const std::string& repository,
                              std::int64_t number) override;
  Result<Change> edit(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                      const std::optional<std::string>& title, const std::optional<std::string>& description) override;
  Result<Diff> diff(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                    const std::string& path) override;
  Result<std::vector<Commit>> commits(const auth::Principal& principal, const std::string& repository,
                                      std::int64_t number) override;
  Result<Review> review(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                        Verdict verdict, const std::string& body, const std::string& expected_head) override;
  Result<Thread> comment(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                         const NewComment& comment) override;
  Result<Thread> resolve(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                         const ThreadId& thread, bool is_resolved) override;
  Result<Change> merge(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                       const MergeChange& command) override;
  Result<Change> close(const auth::Principal& principal, const std::string& repository, std::int64_t number) override;
  Result<Change> reopen(const auth::Principal& principal, const std::string& repository, std::int64_t number) override;
  Result<std::vector<Protection>> protections(const auth::Principal& principal, const std::string& repository) override;
  Result<Protection> protect(const auth::Principal& principal, const std::string& repository,
                             const Protection& protection) override;

  std::function<void(db::Tx&)> on_moves(const Repository& repository, const std::vector<RefMove>& moves,
                                        const std::string& actor) override;
  /// Finishes or drops merges that a crash left half done. At start, before refs are announced.
  void settle_all();
  /// Finds out whom CODEOWNERS asks to look at open changes of which that is not known. At start.
  void find_missing_owners();
  /// How many open changes each repository has that the principal sees, by name.
  std::map<std::string, std::int64_t> open_counts(const auth::Principal& principal);

 private:
  struct Found {
    Repository repository;
    Change change;
  };
  /// The change and its repository, when the principal may see it and do `permission`.
  Result<Found> find(const auth::Principal& principal, const std::string& repository, std::int64_t number,
                     std::string_view permission);
  struct AskedOwners {
    ChangeId change{""};
    std::string head;
    std::vector<std::string> owner_refs;
  };
  /// Known people and groups whom CODEOWNERS of the target asks to look at what `head` changes.
  std::vector<std::string> asked_owners(const Repository& repository, GitRepository& git, const std::string& head,
                                        const std::string& target_branch);
  Status find_owners(const Repository& repository, const Change& change);
  Result<GitRepository> git_of(const Repository& repository) const;
  std::string base_of(const Repository& repository, const Change& change) const;
  Result<Change> present(const ChangeId& id);
  Status check_may_open(const Change& change, db::Tx& tx, const Repository& repository) const;

  /// `changes` by `actor`, in the transaction. `more` is added to what every event of a change says.
  void announce(db::Tx& tx, const Repository& repository, const Change& change, const char* type,
                const std::string& actor, const std::vector<std::pair<std::string, std::string>>& more = {});

  Status make_branch(const auth::Principal& principal, const Repository& repository, const OpenChange& command,
                     const std::string& target_commit);
  Result<ChangeDetail> examine(const auth::Principal& principal, const Repository& repository, const Change& change);
  /// An error, in words for who wants to merge, when not all owners are known.
  Status read_owners(ChangeDetail& out, const Repository& repository, GitRepository& git, const std::string& target);
  void mark_outdated(ChangeDetail& out, const Repository& repository);
  std::string owner_reference(const std::string& written);
  bool belongs_to(const std::string& user_ref, const std::string& owner_ref);
  Signature signature_of(const std::string& user_ref) const;

  /// Asks guardrails about a change that could be merged; the head they were asked about. Errors: policy.denied,
  /// policy.override_needed.
  Result<std::string> pass_gate(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                const std::string& override_reason);
  Result<MergeIntent> prepare_merge(const auth::Principal& principal, const Repository& repository,
                                    const ChangeDetail& detail, const MergeChange& command);
  Result<std::string> merge_commit(const auth::Principal& principal, const Repository& repository,
                                   const ChangeDetail& detail, const MergeChange& command, const std::string& target);
  Result<Change> finish_merge(const Repository& repository, const MergeIntent& intent);
  void settle(const Repository& repository, const MergeIntent& intent);

  const Kernel& kernel_;
  ForgeService& forge_;
  GitTool git_;
  CheckSource* checks_;
  People* people_;
  ChangeStore store_;
  ConversationStore conversation_;
  std::mutex merge_mutex_;  // one merge at a time, from the first look to the end
};

/// Whether two commits have the same CODEOWNERS; "" has none.
bool same_code_owners(GitRepository& git, const std::string& before, const std::string& after);

/// The commit a branch is at; "" when there is none of that name.
std::string branch_head(GitRepository& git, const std::string& branch);

}  // namespace towpath::forge
