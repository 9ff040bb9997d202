// What people say about a change.

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/strings.h"
#include "changes/change_words.h"
#include "changes/changes_service.h"

namespace towpath::forge {
namespace {

constexpr std::size_t max_body = 64 * 1024;

Status check_open(const Change& change) {
  if (change.state == ChangeState::open) return ok();
  return conflict("forge.change_ended",
                  fmt::format("{}#{} is {}.", change.repository, change.number, to_string(change.state)));
}

Status check_body(const std::string& body, const char* code) {
  if (!trim(body).empty() && body.size() <= max_body) return ok();
  return invalid_input(code, "There is nothing to say, or too much.")
      .with_field("/body", fmt::format("must have 1 to {} bytes", max_body));
}

std::string protection_payload(const std::string& repository, const Protection& p) {
  boost::json::array checks;
  for (const std::string& check : p.required_checks) checks.emplace_back(check);
  return boost::json::serialize(boost::json::object{{"repository", repository},
                                                    {"branch", p.branch},
                                                    {"requiredApprovals", p.required_approvals},
                                                    {"requiredChecks", std::move(checks)},
                                                    {"requiresOwnerApproval", p.requires_owner_approval},
                                                    {"requiresResolvedThreads", p.requires_resolved_threads},
                                                    {"requiresChange", p.requires_change}});
}

}  // namespace

Result<Review> ChangesService::review(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                      Verdict verdict, const std::string& body, const std::string& expected_head) {
  TRY(Found found, find(principal, name, number, "change.review"));
  if (verdict != Verdict::approve) CHECK_OK(check_body(body, "forge.invalid_review"));
  if (body.size() > max_body) return check_body("", "forge.invalid_review").error();
  if (verdict != Verdict::comment && principal.ref == found.change.author_ref)
    return conflict("forge.own_change", "Nobody judges a change of their own.")
        .with_hint("Ask somebody else, or leave a comment.");
  Review review;
  review.id = new_ulid();
  review.reviewer_ref = principal.ref;
  review.verdict = verdict;
  review.body = body;
  review.created_at = kernel_.clock.now();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    const auto change = store_.find(tx, found.change.id);
    if (!change) return not_found("forge.change_not_found", "The change is gone.");
    CHECK_OK(check_open(*change));
    if (!expected_head.empty() && expected_head != change->head)
      return conflict("forge.head_moved", "Somebody has pushed to the branch since you looked.")
          .with_hint("Look at the new commits, then judge again.");
    review.commit = change->head;
    conversation_.insert_review(tx, change->id, review);
    store_.touch(tx, change->id, review.created_at);
    announce(tx, found.repository, *change, "change.reviewed", principal.ref,
             {{"verdict", std::string(to_string(verdict))}});
    return ok();
  }));
  return review;
}

Result<Thread> ChangesService::comment(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                       const NewComment& said) {
  TRY(Found found, find(principal, name, number, "change.comment"));
  CHECK_OK(check_body(said.body, "forge.invalid_comment"));
  Thread thread;
  thread.id = said.thread.empty() ? new_id<ThreadId>() : ThreadId(said.thread);
  thread.path = said.path;
  thread.side = said.side;
  thread.line = said.line;
  thread.commit = found.change.head;
  if (said.thread.empty() && !said.path.empty()) {
    TRY(const Diff diff, this->diff(principal, name, number, said.path));
    bool is_in_diff = false;
    for (const DiffHunk& hunk : diff.files.front().hunks)
      for (const DiffLine& line : hunk.lines)
        if (said.line > 0 && said.line == (said.side == Side::old_side ? line.old_number : line.new_number)) {
          is_in_diff = true;
          thread.line_text = line.text;
        }
    if (!is_in_diff)
      return invalid_input("forge.invalid_comment",
                           fmt::format("Line {} of '{}' is not part of the diff.", said.line, said.path))
          .with_field("/line", "must be a line of the diff on that side");
  }
  const Comment comment{new_ulid(), principal.ref, said.body, kernel_.clock.now()};
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (said.thread.empty()) {
      conversation_.insert_thread(tx, found.change.id, thread);
    } else {
      const auto threads = conversation_.threads(tx, found.change.id);
      const auto it = std::find_if(threads.begin(), threads.end(), [&](const Thread& t) { return t.id == thread.id; });
      if (it == threads.end())
        return not_found("forge.thread_not_found", "The change has no such thread.")
            .with_hint("Leave the thread out to begin a new one.");
      thread = *it;
    }
    conversation_.insert_comment(tx, thread.id, comment);
    store_.touch(tx, found.change.id, comment.created_at);
    announce(tx, found.repository, found.change, "change.commented", principal.ref,
             {{"thread", thread.id.text()}, {"path", thread.path}});
    return ok();
  }));
  thread.comments.push_back(comment);
  return thread;
}

Result<Thread> ChangesService::resolve(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                       const ThreadId& id, bool is_resolved) {
  TRY(Found found, find(principal, name, number, "change.comment"));
  return kernel_.db.transact([&](db::Tx& tx) -> Result<Thread> {
    if (!conversation_.set_resolved(tx, found.change.id, id, is_resolved, principal.ref))
      return not_found("forge.thread_not_found", "The change has no such thread.");
    announce(tx, found.repository, found.change, "change.updated", principal.ref,
             {{"what", is_resolved ? "thread resolved" : "thread reopened"}, {"thread", id.text()}});
    for (Thread& thread : conversation_.threads(tx, found.change.id))
      if (thread.id == id) return std::move(thread);
    return not_found("forge.thread_not_found", "The change has no such thread.");
  });
}

Result<std::vector<Protection>> ChangesService::protections(const auth::Principal& principal, const std::string& name) {
  TRY(const Repository repository, forge_.permitted(principal, name, "repository.read"));
  return kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Protection>> {
    auto out = conversation_.protections(tx, repository.id);
    const bool has_default =
        std::any_of(out.begin(), out.end(), [&](const Protection& p) { return p.branch == repository.default_branch; });
    if (!has_default) out.insert(out.begin(), conversation_.protection(tx, repository.id, repository.default_branch));
    return out;
  });
}

Result<Protection> ChangesService::protect(const auth::Principal& principal, const std::string& name,
                                           const Protection& protection) {
  TRY(const Repository repository, forge_.permitted(principal, name, "repository.protect"));
  CHECK_OK(check_is_adopted(repository));
  Error problems = invalid_input("forge.invalid_protection", "A branch cannot be protected like this.");
  if (protection.required_approvals < 0 || protection.required_approvals > 10)
    problems.add_field("/requiredApprovals", "must be 0 to 10");
  for (const std::string& check : protection.required_checks)
    if (trim(check).empty() || check.find('\n') != std::string::npos || check.size() > 200)
      problems.add_field("/requiredChecks", "must be names of workflows");
  if (protection.required_checks.size() > 50) problems.add_field("/requiredChecks", "must be at most 50");
  if (!problems.fields().empty()) return problems;
  TRY(GitRepository git, git_of(repository));
  if (branch_head(git, protection.branch).empty() && protection.branch != repository.default_branch)
    return not_found("forge.branch_not_found", fmt::format("'{}' has no branch '{}'.", name, protection.branch))
        .with_hint("See them with: towpath repo branches " + name);
  std::vector<std::string> reviewed;
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    conversation_.put_protection(tx, repository.id, protection);
    reviewed.clear();
    for (const Protection& each : conversation_.protections(tx, repository.id))
      if (each.requires_change) reviewed.push_back(each.branch);
    kernel_.events.append(tx, {.type = "forge.branch.protected",
                               .subject = "repository:" + repository.name,
                               .actor = principal.ref,
                               .payload = protection_payload(repository.name, protection),
                               .owner_ref = repository.owner_ref,
                               .project_id = repository.project_id});
    return ok();
  }));
  fault_point("forge.protect.before_hook");
  GitRepository::set_reviewed(forge_.folder_of(repository), reviewed);
  return protection;
}

}  // namespace towpath::forge
