// What a change looks like now, and whether it can be merged.

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "changes/changes_service.h"

namespace towpath::forge {
namespace {

constexpr std::size_t max_commits = 250;

/// Where a line of one side stands in the hunks now: at its old number when it is still there, else the nearest of the
/// same text; 0 when there is none.
int line_now(const FileDiff& file, Side side, int line, const std::string& text) {
  int best = 0;
  for (const DiffHunk& hunk : file.hunks)
    for (const DiffLine& each : hunk.lines) {
      const int number = side == Side::old_side ? each.old_number : each.new_number;
      if (number == 0 || each.text != text) continue;
      if (best == 0 || std::abs(number - line) < std::abs(best - line)) best = number;
    }
  return best;
}

}  // namespace

std::string ChangesService::owner_reference(const std::string& written) {
  const auto known = [&](const std::string& ref) { return people_ && people_->exists(ref) ? ref : std::string(); };
  if (written.starts_with("user:") || written.starts_with("group:")) return known(written);
  if (!written.starts_with('@')) return "";  // a mail address: people are known by name here
  const std::string name = written.substr(1);
  if (const auto slash = name.rfind('/'); slash != std::string::npos)
    return known("group:default/" + name.substr(slash + 1));
  if (const std::string user = known("user:default/" + name); !user.empty()) return user;
  return known("group:default/" + name);
}

bool ChangesService::belongs_to(const std::string& user_ref, const std::string& owner_ref) {
  if (user_ref == owner_ref) return true;
  if (!people_) return false;
  const auto refs = people_->owner_refs(user_ref);
  return std::find(refs.begin(), refs.end(), owner_ref) != refs.end();
}

Signature ChangesService::signature_of(const std::string& user_ref) const {
  if (people_ && user_ref.starts_with("user:")) return people_->signature(user_ref);
  const std::string name = user_ref.substr(user_ref.rfind('/') + 1);
  return {name, name + "@users.noreply.localhost"};
}

Status ChangesService::read_owners(ChangeDetail& out, const Repository& repository, GitRepository& git,
                                   const std::string& target) {
  // Of the target branch: a change must not choose its own judges.
  for (const std::string_view path : code_owner_files) {
    const auto text = git.file(target, std::string(path));
    if (!text.has_value() && text.error().kind() == ErrorKind::not_found) continue;
    if (!text.has_value()) return text.error();
    const CodeOwners owners = CodeOwners::parse(*text);
    for (const CodeOwners::Problem& problem : owners.problems())
      out.owner_problems.push_back(fmt::format("{}:{}: {}", path, problem.line, problem.message));
    for (const CodeOwners::Rule& rule : owners.rules())
      for (const std::string& written : rule.owners)
        if (owner_reference(written).empty() && out.owner_problems.size() < 20)
          out.owner_problems.push_back(fmt::format("{}:{}: nobody is known as '{}'.", path, rule.line, written));
    TRY(const auto files, git_.changed_files(forge_.folder_of(repository), out.base, out.change.head));
    std::vector<std::string> paths;
    for (const FileDiff& file : files) {
      paths.push_back(file.new_path);
      if (file.old_path != file.new_path) paths.push_back(file.old_path);
    }
    out.owners = owner_demands(
        owners, paths, out.reviews, [&](const std::string& written) { return owner_reference(written); },
        [&](const std::string& user, const std::string& owner) { return belongs_to(user, owner); });
    if (owners.is_cut())
      return invalid_input("forge.code_owners_cut", fmt::format("{} is too large to be read whole.", path));
    return ok();
  }
  return ok();
}

void ChangesService::mark_outdated(ChangeDetail& out, const Repository& repository) {
  const auto may_be_outdated = [&](const Thread& thread) {
    return !thread.path.empty() && thread.commit != out.change.head;
  };
  if (std::none_of(out.threads.begin(), out.threads.end(), may_be_outdated)) return;
  const auto diff = git_.diff(forge_.folder_of(repository), out.base, out.change.head, "");
  for (Thread& thread : out.threads) {
    if (!may_be_outdated(thread)) continue;
    int line = 0;
    if (diff.has_value())
      for (const FileDiff& file : diff->files)
        if ((thread.side == Side::old_side ? file.old_path : file.new_path) == thread.path)
          line = line_now(file, thread.side, thread.line, thread.line_text);
    thread.is_outdated = line == 0;
    if (line != 0) thread.line = line;
  }
}

Result<ChangeDetail> ChangesService::examine(const auth::Principal& principal, const Repository& repository,
                                             const Change& change) {
  ChangeDetail out;
  out.change = change;
  kernel_.db.read([&](db::Tx& tx) {
    out.reviews = conversation_.reviews(tx, change.id);
    out.threads = conversation_.threads(tx, change.id);
    out.protection = conversation_.protection(tx, repository.id, change.target_branch);
    return true;
  });
  mark_stale(out.reviews, change.head);
  const auth::Attributes attributes{repository.owner_ref, repository.project_id, ""};
  const auto may = [&](std::string_view permission) {
    return auth::check(kernel_.authorizer, principal, permission, attributes).has_value();
  };
  out.may_edit = may("change.update");
  out.may_review = change.state == ChangeState::open && may("change.review") && principal.ref != change.author_ref;
  out.may_merge = change.state == ChangeState::open && may("change.merge");
  if (checks_) out.checks = checks_->checks(repository.name, change.head);
  for (Check& check : out.checks)
    check.is_required = std::find(out.protection.required_checks.begin(), out.protection.required_checks.end(),
                                  check.name) != out.protection.required_checks.end();

  TRY(GitRepository git, git_of(repository));
  MergeFacts facts;
  facts.state = change.state;
  facts.target_branch = change.target_branch;
  facts.may_merge = may("change.merge");
  facts.protection = out.protection;
  facts.checks = out.checks;
  const std::string target =
      change.state == ChangeState::merged ? change.merge_base : branch_head(git, change.target_branch);
  if (target.empty()) {
    out.base = change.head;
    out.mergeability.obstacles.push_back(
        {"state", fmt::format("The branch {} does not exist any more.", change.target_branch)});
    return out;
  }
  const auto base = git.merge_base(change.head, target);
  facts.has_common_history = base.has_value();
  if (base.has_value()) {
    out.base = *base;
    const auto distance = git.distance(change.head, target);
    out.commits = distance.ahead;
    out.behind = distance.behind;
    facts.has_commits = distance.ahead > 0;
    if (const Status known = read_owners(out, repository, git, target); !known.has_value())
      facts.owners_unknown = known.error().message();
    mark_outdated(out, repository);
    if (change.state == ChangeState::open && out.behind > 0 && facts.has_commits) {
      TRY(const MergedTree merged, git_.merge(forge_.folder_of(repository), target, change.head));
      facts.conflicts = merged.conflicts;
      out.mergeability.conflicts = merged.conflicts;
    }
  }
  facts.reviews = out.reviews;
  facts.owners = out.owners;
  facts.open_threads = static_cast<int>(
      std::count_if(out.threads.begin(), out.threads.end(), [](const Thread& t) { return !t.is_resolved; }));
  out.mergeability.obstacles = merge_obstacles(facts);
  return out;
}

Result<ChangeDetail> ChangesService::detail(const auth::Principal& principal, const std::string& name,
                                            std::int64_t number) {
  TRY(const Found found, find(principal, name, number, "change.read"));
  return examine(principal, found.repository, found.change);
}

Result<Diff> ChangesService::diff(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                  const std::string& path) {
  TRY(const Found found, find(principal, name, number, "change.read"));
  TRY(GitRepository git, git_of(found.repository));
  const Change& change = found.change;
  const std::string target =
      change.state == ChangeState::merged ? change.merge_base : branch_head(git, change.target_branch);
  if (target.empty())
    return conflict("forge.branch_not_found",
                    fmt::format("The branch '{}' does not exist any more.", change.target_branch))
        .with_hint("Close the change.");
  TRY(const std::string base, git.merge_base(change.head, target));
  return git_.diff(forge_.folder_of(found.repository), base, change.head, path);
}

Result<std::vector<Commit>> ChangesService::commits(const auth::Principal& principal, const std::string& name,
                                                    std::int64_t number) {
  TRY(const Found found, find(principal, name, number, "change.read"));
  TRY(GitRepository git, git_of(found.repository));
  const Change& change = found.change;
  const std::string target =
      change.state == ChangeState::merged ? change.merge_base : branch_head(git, change.target_branch);
  TRY(auto commits, git.commits_between(target, change.head, max_commits, {}));
  std::reverse(commits.begin(), commits.end());
  return commits;
}

}  // namespace towpath::forge
