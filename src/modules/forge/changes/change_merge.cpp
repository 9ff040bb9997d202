// Merging: a write-ahead intent, one compare-and-swap of the target branch, and the change's end. Whoever finds an
// intent knows from the branch whether the swap happened.

#include <fmt/core.h>

#include <filesystem>

#include "base/faults.h"
#include "changes/change_words.h"
#include "changes/changes_service.h"
#include "changes/merge_question.h"
#include "log/log.h"

namespace towpath::forge {
namespace {

constexpr int attempts = 3;  ///< When others push to the target meanwhile.

Error refused(const Change& change, const std::vector<MergeObstacle>& obstacles) {
  Error error = conflict("forge.merge_refused", fmt::format("{}#{} cannot be merged: {}", change.repository,
                                                            change.number, obstacles.front().message))
                    .with_hint("What is in the way stands on its page; towpath change show lists it, too.");
  for (const MergeObstacle& obstacle : obstacles) error.add_field("/" + obstacle.code, obstacle.message);
  return error;
}

std::string message_of(const ChangeDetail& detail, const MergeChange& command) {
  if (!command.message.empty()) return command.message;
  const Change& change = detail.change;
  if (command.strategy == MergeStrategy::squash)
    return fmt::format("{} (#{})\n{}{}", change.title, change.number, change.description.empty() ? "" : "\n",
                       change.description);
  return fmt::format("Merge change #{}: {}\n\nBranch {} into {}.\n", change.number, change.title, change.source_branch,
                     change.target_branch);
}

}  // namespace

Result<std::string> ChangesService::merge_commit(const auth::Principal& principal, const Repository& repository,
                                                 const ChangeDetail& detail, const MergeChange& command,
                                                 const std::string& target) {
  const Change& change = detail.change;
  TRY(GitRepository git, git_of(repository));
  const Signature merger = signature_of(principal.ref);
  const UtcTime now = kernel_.clock.now();
  if (command.strategy == MergeStrategy::rebase) return git.rebase(detail.base, change.head, target, merger, now);
  TRY(const MergedTree merged, git_.merge(forge_.folder_of(repository), target, change.head));
  if (!merged.conflicts.empty())
    return conflict("forge.merge_conflict",
                    fmt::format("It conflicts with {} in {}.", change.target_branch, merged.conflicts.front()))
        .with_hint("Merge the target into the branch, push, and try again.");
  if (command.strategy == MergeStrategy::squash)
    return git.create_commit(merged.tree, {target}, signature_of(change.author_ref), merger,
                             message_of(detail, command), now);
  return git.create_commit(merged.tree, {target, change.head}, merger, merger, message_of(detail, command), now);
}

/// Everything up to the intent, which is stored.
Result<MergeIntent> ChangesService::prepare_merge(const auth::Principal& principal, const Repository& repository,
                                                  const ChangeDetail& detail, const MergeChange& command) {
  const Change& change = detail.change;
  if (!command.expected_head.empty() && command.expected_head != change.head)
    return conflict("forge.head_moved", "Somebody has pushed to the branch since you looked.")
        .with_hint("Look at the new commits, then merge again.");
  if (!detail.mergeability.is_mergeable()) return refused(change, detail.mergeability.obstacles);
  TRY(GitRepository git, git_of(repository));
  if (branch_head(git, change.source_branch) != change.head)
    return conflict("forge.head_moved", "Somebody is pushing to the branch at this moment.")
        .with_hint("Look at the new commits, then merge again.");
  const std::string target = branch_head(git, change.target_branch);
  TRY(const std::string result, merge_commit(principal, repository, detail, command, target));
  const MergeIntent intent{change.id,
                           change.head,
                           target,
                           result,
                           std::string(to_string(command.strategy)),
                           principal.ref,
                           command.deletes_source,
                           kernel_.clock.now()};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto present = store_.find(tx, change.id);
    if (!present || present->state != ChangeState::open)
      return conflict("forge.change_ended",
                      fmt::format("{}#{} is not open any more.", change.repository, change.number));
    if (present->head != change.head)
      return conflict("forge.head_moved", "Somebody has pushed to the branch since you looked.")
          .with_hint("Look at the new commits, then merge again.");
    store_.put_intent(tx, intent);
    return ok();
  }));
  fault_point("forge.merge.after_intent");
  return intent;
}

Result<Change> ChangesService::finish_merge(const Repository& repository, const MergeIntent& intent) {
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove_intent(tx, intent.change);
    if (!store_.merged(tx, intent, kernel_.clock.now())) return ok();
    const auto change = store_.find(tx, intent.change);
    announce(tx, repository, change.value(), "change.merged", intent.actor,
             {{"commit", intent.result}, {"strategy", intent.strategy}});
    fault_point("forge.merge.in_commit");
    return ok();
  }));
  fault_point("forge.merge.before_announce");
  TRY(Change change, present(intent.change));
  if (intent.deletes_source) {
    TRY(GitRepository git, git_of(repository));
    // Left alone when somebody pushed to it meanwhile: that is not merged.
    if (change.source_branch != repository.default_branch)
      if (const Status gone = git.move_branch(change.source_branch, intent.head, ""); !gone.has_value())
        log::info("a merged branch was not deleted",
                  {{"repository", repository.name}, {"branch", change.source_branch}});
  }
  forge_.sync_refs(repository, intent.actor);
  return change;
}

void ChangesService::settle(const Repository& repository, const MergeIntent& intent) {
  auto git = git_of(repository);
  if (!git.has_value()) return;  // its files are gone: a restore brings them, and settles then
  const auto change = present(intent.change);
  if (!change.has_value()) return;
  const std::string target = branch_head(*git, change->target_branch);
  if (!target.empty() && git->is_ancestor(intent.result, target)) {
    if (const auto done = finish_merge(repository, intent); !done.has_value())
      log::error("a merge could not be finished",
                 {{"repository", repository.name}, {"detail", done.error().message()}});
    return;
  }
  // The branch never moved. What was pushed to the source meanwhile was not taken over while the intent stood.
  const std::string base = base_of(repository, *change);
  const Status dropped = kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.remove_intent(tx, intent.change);
    const std::string head = forge_.announced(tx, repository.id, "refs/heads/" + change->source_branch);
    if (head.empty()) return ok();
    if (store_.move_head(tx, intent.change, head, kernel_.clock.now()))
      announce(tx, repository, store_.find(tx, intent.change).value(), "change.updated", "system",
               {{"what", "head"}, {"before", intent.head}, {"base", base}});
    return ok();
  });
  if (!dropped.has_value()) throw std::runtime_error(dropped.error().message());
}

void ChangesService::settle_all() {
  const std::lock_guard lock(merge_mutex_);
  for (const MergeIntent& intent : kernel_.db.read([&](db::Tx& tx) { return store_.intents(tx); })) {
    const auto change = present(intent.change);
    if (!change.has_value()) continue;
    const auto repository = forge_.get(auth::system_principal(), change->repository);
    if (repository.has_value()) settle(*repository, intent);  // those of other hosts are theirs
  }
  // A crash between the row and git's configuration left a branch open to pushes.
  for (const auto& [id, branches] : kernel_.db.read([&](db::Tx& tx) { return conversation_.reviewed_branches(tx); })) {
    Repository repository;
    repository.id = RepositoryId(id);
    const std::string folder = forge_.folder_of(repository);
    if (std::filesystem::exists(folder)) GitRepository::set_reviewed(folder, branches);
  }
}

Result<std::string> ChangesService::pass_gate(const auth::Principal& principal, const std::string& name,
                                              std::int64_t number, const std::string& override_reason) {
  TRY(const Found found, find(principal, name, number, "change.merge"));
  CHECK_OK(check_is_adopted(found.repository));
  if (found.change.state != ChangeState::open) return found.change.head;  // merge() says so
  TRY(const ChangeDetail detail, examine(principal, found.repository, found.change));
  if (!detail.mergeability.is_mergeable()) return found.change.head;
  TRY(const Diff diff, this->diff(principal, name, number, ""));
  gate::Question question = question_of(found.repository, detail, diff);
  question.override_reason = override_reason;
  CHECK_OK(kernel_.gates.pass(principal, question));
  return found.change.head;
}

Result<Change> ChangesService::merge(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                     const MergeChange& given) {
  MergeChange command = given;
  TRY(const std::string judged, pass_gate(principal, name, number, command.override_reason));
  if (command.expected_head.empty()) command.expected_head = judged;
  for (int attempt = 1;; ++attempt) {
    const std::lock_guard lock(merge_mutex_);
    TRY(Found found, find(principal, name, number, "change.merge"));
    if (const auto left = kernel_.db.read([&](db::Tx& tx) { return store_.intent(tx, found.change.id); })) {
      settle(found.repository, *left);
      TRY(found.change, present(found.change.id));
    }
    if (found.change.state != ChangeState::open)
      return conflict("forge.change_ended",
                      fmt::format("{}#{} is {} already.", name, number, to_string(found.change.state)));
    TRY(const ChangeDetail detail, examine(principal, found.repository, found.change));
    TRY(const MergeIntent intent, prepare_merge(principal, found.repository, detail, command));
    TRY(GitRepository git, git_of(found.repository));
    const Status moved = git.move_branch(found.change.target_branch, intent.target, intent.result);
    if (moved.has_value()) {
      fault_point("forge.merge.after_move");
      return finish_merge(found.repository, intent);
    }
    settle(found.repository, intent);
    if (moved.error().code() != "forge.branch_moved" || attempt == attempts) return moved.error();
  }
}

}  // namespace towpath::forge
