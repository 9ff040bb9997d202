#include "changes/changes_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/faults.h"
#include "base/strings.h"
#include "changes/change_words.h"

namespace towpath::forge {
namespace {

constexpr std::size_t max_title = 200, max_description = 64 * 1024;

Error no_change(const std::string& repository, std::int64_t number) {
  return not_found("forge.change_not_found", fmt::format("There is no change {}#{}.", repository, number))
      .with_hint("See them with: towpath change list --repository " + repository);
}

Error no_branch(const std::string& repository, const std::string& branch) {
  return not_found("forge.branch_not_found", fmt::format("'{}' has no branch '{}'.", repository, branch))
      .with_hint("Push it first: git push origin " + branch);
}

Status check_texts(const std::string& title, const std::string& description) {
  Error error = invalid_input("forge.invalid_change", "The change cannot be written down like this.");
  if (trim(title).empty() || title.size() > max_title || title.find('\n') != std::string::npos)
    error.add_field("/title", fmt::format("must be one line of 1 to {} bytes", max_title));
  if (description.size() > max_description)
    error.add_field("/description", fmt::format("must have at most {} KiB", max_description / 1024));
  if (error.fields().empty()) return ok();
  return error;
}

}  // namespace

std::string branch_head(GitRepository& git, const std::string& branch) {
  const auto refs = git.refs();
  const auto found = refs.find("refs/heads/" + branch);
  return found == refs.end() ? "" : found->second;
}

Result<GitRepository> ChangesService::git_of(const Repository& repository) const {
  return GitRepository::open(forge_.folder_of(repository));
}

Result<ChangesService::Found> ChangesService::find(const auth::Principal& principal, const std::string& name,
                                                   std::int64_t number, std::string_view permission) {
  TRY(Repository repository, forge_.permitted(principal, name, permission));
  auto change = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, repository.id, number); });
  if (!change) return no_change(name, number);
  return Found{std::move(repository), std::move(*change)};
}

Result<Change> ChangesService::present(const ChangeId& id) {
  auto change = kernel_.db.read([&](db::Tx& tx) { return store_.find(tx, id); });
  if (!change) return not_found("forge.change_not_found", "The change is gone.");
  return std::move(*change);
}

void ChangesService::announce(db::Tx& tx, const Repository& repository, const Change& change, const char* type,
                              const std::string& actor, const std::vector<std::pair<std::string, std::string>>& more) {
  boost::json::object payload{
      {"repository", repository.name}, {"number", change.number},         {"title", change.title},
      {"author", change.author_ref},   {"source", change.source_branch},  {"target", change.target_branch},
      {"head", change.head},           {"state", to_string(change.state)}};
  for (const auto& [key, value] : more) payload[key] = value;
  kernel_.events.append(tx, {.type = type,
                             .subject = fmt::format("change:{}#{}", repository.name, change.number),
                             .actor = actor,
                             .payload = boost::json::serialize(payload),
                             .owner_ref = repository.owner_ref,
                             .project_id = repository.project_id});
}

/// What the change is compared with; "" when there is nothing.
std::string ChangesService::base_of(const Repository& repository, const Change& change) const {
  auto git = git_of(repository);
  if (!git.has_value()) return "";
  const std::string target = branch_head(*git, change.target_branch);
  if (target.empty()) return "";
  const auto base = git->merge_base(change.head, target);
  return base.has_value() ? *base : "";
}

/// The source branch with one commit of the files, unless an earlier attempt has made just that.
Status ChangesService::make_branch(const auth::Principal& principal, const Repository& repository,
                                   const OpenChange& command, const std::string& target_commit) {
  CHECK_OK(
      auth::check(kernel_.authorizer, principal, "repository.push", {repository.owner_ref, repository.project_id, ""}));
  TRY(GitRepository git, git_of(repository));
  if (const std::string head = branch_head(git, command.source_branch); !head.empty()) {
    for (const FileContent& file : command.files) {
      const auto present = git.file(head, file.path);
      if (file.is_removed ? !present.has_value() : present.has_value() && *present == file.content) continue;
      return conflict("forge.branch_exists",
                      fmt::format("'{}' has a branch '{}' already.", repository.name, command.source_branch))
          .with_hint("Choose another name for the branch.");
    }
    return ok();
  }
  CHECK_OK(git.commit_files(command.source_branch, signature_of(principal.ref),
                            command.message.empty() ? command.title : command.message, command.files,
                            kernel_.clock.now(), target_commit));
  fault_point("forge.change.after_branch");
  return ok();
}

Status ChangesService::check_may_open(const Change& change, db::Tx& tx, const Repository& repository) const {
  for (const Change& other : store_.open_from(tx, repository.id, change.source_branch))
    if (other.target_branch == change.target_branch && other.id != change.id)
      return conflict("forge.change_exists", fmt::format("{}#{} already takes '{}' into '{}'.", repository.name,
                                                         other.number, change.source_branch, change.target_branch))
          .with_hint(fmt::format("Go on there: towpath change show {}#{}", repository.name, other.number));
  return ok();
}

Result<Change> ChangesService::open(const auth::Principal& principal, const OpenChange& command) {
  TRY(const Repository repository, forge_.permitted(principal, command.repository, "change.create"));
  CHECK_OK(check_is_adopted(repository));
  CHECK_OK(check_texts(command.title, command.description));
  const std::string target = command.target_branch.empty() ? repository.default_branch : command.target_branch;
  if (command.source_branch == target || command.source_branch.empty())
    return invalid_input("forge.invalid_change", "A change goes from one branch into another.")
        .with_field("/source", "must be another branch than the target");
  std::string base, looked_at;
  std::vector<std::string> owners;
  {
    TRY(GitRepository git, git_of(repository));
    const std::string target_commit = branch_head(git, target);
    if (target_commit.empty()) return no_branch(repository.name, target);
    if (!command.files.empty()) CHECK_OK(make_branch(principal, repository, command, target_commit));
    const std::string head = branch_head(git, command.source_branch);
    if (head.empty()) return no_branch(repository.name, command.source_branch);
    TRY(base, git.merge_base(head, target_commit));
    if (git.distance(head, target_commit).ahead == 0)
      return conflict("forge.nothing_to_merge",
                      fmt::format("'{}' has no commit that '{}' has not.", command.source_branch, target))
          .with_hint("Commit something on the branch and push it.");
    looked_at = head;
    owners = asked_owners(repository, git, head, target);
  }
  forge_.sync_refs(repository, principal.ref);
  const ChangeId id = new_id<ChangeId>();
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    Change change;
    change.id = id;
    change.title = std::string(trim(command.title));
    change.description = command.description;
    change.author_ref = principal.ref;
    change.source_branch = command.source_branch;
    change.target_branch = target;
    change.created_at = change.updated_at = kernel_.clock.now();
    // As announced: what is pushed from now on finds this row and moves its head.
    change.head = forge_.announced(tx, repository.id, "refs/heads/" + command.source_branch);
    if (change.head.empty()) return no_branch(repository.name, command.source_branch);
    CHECK_OK(check_may_open(change, tx, repository));
    change.number = store_.next_number(tx, repository.id);
    store_.insert(tx, repository.id, change);
    store_.put_owners(tx, change.id, looked_at, owners);
    announce(tx, repository, change, "change.opened", principal.ref, {{"base", base}});
    return ok();
  }));
  fault_point("forge.change.after_row");
  TRY(Change opened, present(id));
  if (opened.head != looked_at) CHECK_OK(find_owners(repository, opened));  // pushed to between the two
  return opened;
}

Result<ChangePage> ChangesService::list(const auth::Principal& principal, const ChangeFilter& asked) {
  ChangeReader reader{principal.ref, principal.owner_refs,
                      auth::to_sql(kernel_.authorizer.decide(principal, "change.read"), "r.owner_ref"),
                      auth::to_sql(kernel_.authorizer.decide(principal, "change.review"), "r.owner_ref")};
  if (reader.owner_refs.empty()) reader.owner_refs = {principal.ref};
  const std::size_t limit = std::clamp<std::size_t>(asked.limit, 1, 500);
  return kernel_.db.read([&](db::Tx& tx) -> Result<ChangePage> {
    ChangePage page;
    page.total = store_.count(tx, asked, reader);
    page.items = store_.list(tx, asked, reader, limit + 1);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().id.text();
    }
    return page;
  });
}

Result<Change> ChangesService::get(const auth::Principal& principal, const std::string& repository,
                                   std::int64_t number) {
  TRY(Found found, find(principal, repository, number, "change.read"));
  return std::move(found.change);
}

Result<Change> ChangesService::edit(const auth::Principal& principal, const std::string& name, std::int64_t number,
                                    const std::optional<std::string>& title,
                                    const std::optional<std::string>& description) {
  TRY(Found found, find(principal, name, number, "change.update"));
  Change& change = found.change;
  change.title = title ? std::string(trim(*title)) : change.title;
  change.description = description.value_or(change.description);
  CHECK_OK(check_texts(change.title, change.description));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.edit(tx, change.id, change.title, change.description, kernel_.clock.now());
    announce(tx, found.repository, change, "change.updated", principal.ref, {{"what", "text"}});
    return ok();
  }));
  return present(change.id);
}

Result<Change> ChangesService::close(const auth::Principal& principal, const std::string& name, std::int64_t number) {
  TRY(Found found, find(principal, name, number, "change.update"));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    if (!store_.close(tx, found.change.id, principal.ref, kernel_.clock.now()))
      return conflict("forge.change_ended",
                      fmt::format("{}#{} is {} already.", name, number, to_string(found.change.state)));
    found.change.state = ChangeState::closed;
    announce(tx, found.repository, found.change, "change.closed", principal.ref, {{"reason", "closed"}});
    return ok();
  }));
  return present(found.change.id);
}

Result<Change> ChangesService::reopen(const auth::Principal& principal, const std::string& name, std::int64_t number) {
  TRY(Found found, find(principal, name, number, "change.update"));
  CHECK_OK(check_is_adopted(found.repository));
  const std::string base = base_of(found.repository, found.change);
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    Change change = found.change;
    change.head = forge_.announced(tx, found.repository.id, "refs/heads/" + change.source_branch);
    if (change.head.empty()) return no_branch(name, change.source_branch);
    CHECK_OK(check_may_open(change, tx, found.repository));
    if (!store_.reopen(tx, change.id, change.head, kernel_.clock.now()))
      return conflict("forge.change_ended",
                      fmt::format("{}#{} is {} and cannot be reopened.", name, number, to_string(change.state)))
          .with_hint("Open a new one from the branch.");
    change.state = ChangeState::open;
    announce(tx, found.repository, change, "change.updated", principal.ref, {{"what", "reopened"}, {"base", base}});
    return ok();
  }));
  TRY(Change reopened, present(found.change.id));
  CHECK_OK(find_owners(found.repository, reopened));
  return reopened;
}

std::map<std::string, std::int64_t> ChangesService::open_counts(const auth::Principal& principal) {
  const auth::SqlCondition visible = auth::to_sql(kernel_.authorizer.decide(principal, "change.read"), "r.owner_ref");
  return kernel_.db.read([&](db::Tx& tx) { return store_.open_counts(tx, visible); });
}

std::function<void(db::Tx&)> ChangesService::on_moves(const Repository& repository, const std::vector<RefMove>& moves,
                                                      const std::string& actor) {
  constexpr std::string_view prefix = "refs/heads/";
  struct Landed {
    Change change;
    RefMove move;
  };
  std::vector<RefMove> branches;
  std::map<std::string, std::string> bases;  // merge base of each change that gets a new head
  std::vector<AskedOwners> asked;            // of changes with a new head, or into a branch with another CODEOWNERS
  std::vector<Landed> landed;                // open changes all of whose commits came to their target by a push
  auto git = git_of(repository);
  for (const RefMove& move : moves) {
    if (!move.ref.starts_with(prefix)) continue;
    branches.push_back({move.ref.substr(prefix.size()), move.before, move.after});
    if (move.after.empty() || !git.has_value()) continue;
    const std::string& branch = branches.back().ref;
    for (Change& change : kernel_.db.read([&](db::Tx& tx) { return store_.open_from(tx, repository.id, branch); })) {
      change.head = move.after;
      bases[change.id.text()] = base_of(repository, change);
      asked.push_back({change.id, change.head, asked_owners(repository, *git, change.head, change.target_branch)});
    }
    const bool has_other_owners = !same_code_owners(*git, move.before, move.after);
    for (Change& change : kernel_.db.read([&](db::Tx& tx) { return store_.open_into(tx, repository.id, branch); })) {
      if (has_other_owners)
        asked.push_back({change.id, change.head, asked_owners(repository, *git, change.head, branch)});
      if (git->is_ancestor(change.head, move.after)) landed.push_back({std::move(change), move});
    }
  }
  return [this, repository, branches = std::move(branches), bases = std::move(bases), landed = std::move(landed),
          asked = std::move(asked), actor](db::Tx& tx) {
    const UtcTime now = kernel_.clock.now();
    for (const RefMove& move : branches) {
      for (Change& change : store_.open_from(tx, repository.id, move.ref)) {
        if (store_.intent(tx, change.id)) continue;  // being merged: its end says what became of it
        if (!move.after.empty()) {
          if (!store_.move_head(tx, change.id, move.after, now)) continue;
          const std::string before = change.head;
          change.head = move.after;
          const auto base = bases.find(change.id.text());
          announce(tx, repository, change, "change.updated", actor,
                   {{"what", "head"}, {"before", before}, {"base", base == bases.end() ? "" : base->second}});
        } else if (store_.close(tx, change.id, actor, now)) {
          change.state = ChangeState::closed;
          announce(tx, repository, change, "change.closed", actor, {{"reason", "the branch was deleted"}});
        }
      }
    }
    for (const AskedOwners& each : asked) store_.put_owners(tx, each.change, each.head, each.owner_refs);
    for (const Landed& each : landed) {
      if (store_.intent(tx, each.change.id)) continue;
      const MergeIntent by_push{
          each.change.id, each.change.head, each.move.before, each.move.after, "push", actor, false, now};
      if (!store_.merged(tx, by_push, now)) continue;
      Change change = each.change;
      change.state = ChangeState::merged;
      announce(tx, repository, change, "change.merged", actor, {{"commit", each.move.after}, {"strategy", "push"}});
    }
  };
}

}  // namespace towpath::forge
