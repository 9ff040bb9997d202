#include "forge_service.h"

#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "base/elsewhere.h"
#include "base/faults.h"

namespace towpath::forge {
namespace {

constexpr std::size_t commits_in_event = 50;

bool is_name(std::string_view name) {
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 63 && is_plain(name.front()) && is_plain(name.back()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_plain(c) || c == '-'; });
}

Error no_repository(const std::string& name) {
  return not_found("forge.repository_not_found", fmt::format("There is no repository '{}'.", name))
      .with_hint("See them with: towpath repo list");
}

const auth::SqlCondition everything{"1 = 1", {}};

}  // namespace

Result<Repository> ForgeService::create(const auth::Principal& principal, const CreateRepository& command) {
  if (!is_name(command.name))
    return invalid_input("forge.invalid_name", fmt::format("'{}' cannot be the name of a repository.", command.name))
        .with_hint("Use 1 to 63 lower-case letters, digits and '-', for example shop-api.")
        .with_field("/name", "must be 1 to 63 lower-case letters, digits and '-'");
  const std::string owner = command.owner_ref.empty() ? principal.ref : command.owner_ref;
  CHECK_OK(auth::check(kernel_.authorizer, principal, "repository.create", {owner, "", ""}));
  const Repository repository{new_id<RepositoryId>(),
                              command.name,
                              command.description,
                              owner,
                              command.project_id.empty() ? command.name : command.project_id,
                              command.default_branch.empty() ? "main" : command.default_branch,
                              kernel_.host_id,
                              kernel_.clock.now(),
                              std::nullopt,
                              command.is_observe_only};
  // The folder first: a row without a folder would be a broken repository, a folder without a row is only litter.
  CHECK_OK(GitRepository::create(folder_of(repository), repository.default_branch));
  fault_point("forge.create.after_folder");
  const auto created = kernel_.db.transact([&](db::Tx& tx) -> Result<Repository> {
    if (!store_.insert(tx, repository))
      return conflict("forge.duplicate_name", fmt::format("There already is a repository '{}'.", command.name))
          .with_hint("Choose another name.");
    kernel_.events.append(
        tx, {.type = "forge.repository.created",
             .subject = "repository:" + repository.name,
             .actor = principal.ref,
             .payload = boost::json::serialize(boost::json::object{
                 {"repository", repository.name}, {"owner", owner}, {"observeOnly", repository.is_observe_only}}),
             .owner_ref = owner,
             .project_id = repository.project_id});
    return repository;
  });
  fault_point("forge.create.after_row");
  if (!created.has_value()) std::filesystem::remove_all(folder_of(repository));
  return created;
}

Result<Repository> ForgeService::permitted(const auth::Principal& principal, const std::string& name,
                                           std::string_view permission) {
  const auth::SqlCondition visible = auth::to_sql(kernel_.authorizer.decide(principal, "repository.read"), "owner_ref");
  TRY(Repository repository, kernel_.db.read([&](db::Tx& tx) -> Result<Repository> {
    auto found = store_.find(tx, name, visible);
    if (!found) return no_repository(name);
    return std::move(*found);
  }));
  CHECK_OK(auth::check(kernel_.authorizer, principal, permission, {repository.owner_ref, repository.project_id, ""}));
  if (repository.host_id != kernel_.host_id)
    return other_host("forge.other_host", fmt::format("The repository '{}'", name), repository.host_id);
  return repository;
}

Result<Repository> ForgeService::get(const auth::Principal& principal, const std::string& name) {
  return permitted(principal, name, "repository.read");
}

Result<RepositoryPage> ForgeService::list(const auth::Principal& principal, const std::string& after,
                                          std::size_t limit) {
  const auth::SqlCondition visible = auth::to_sql(kernel_.authorizer.decide(principal, "repository.read"), "owner_ref");
  limit = std::clamp<std::size_t>(limit, 1, 500);
  return kernel_.db.read([&](db::Tx& tx) -> Result<RepositoryPage> {
    RepositoryPage page;
    page.total = store_.count(tx, visible);
    page.items = store_.list(tx, after, limit + 1, visible);
    if (page.items.size() > limit) {
      page.items.pop_back();
      page.next = page.items.back().name;
    }
    return page;
  });
}

Status ForgeService::remove(const auth::Principal& principal, const std::string& name) {
  TRY(const Repository repository, permitted(principal, name, "repository.delete"));
  CHECK_OK(kernel_.db.transact([&](db::Tx& tx) -> Status {
    changes_.remove_all(tx, repository.id);
    store_.remove(tx, repository.id);
    kernel_.events.append(tx, {.type = "forge.repository.deleted",
                               .subject = "repository:" + name,
                               .actor = principal.ref,
                               .payload = boost::json::serialize(boost::json::object{{"repository", name}}),
                               .owner_ref = repository.owner_ref,
                               .project_id = repository.project_id});
    return ok();
  }));
  fault_point("forge.remove.after_row");
  std::filesystem::remove_all(folder_of(repository));
  return ok();
}

Result<GitRepository> ForgeService::open(const std::string& name) {
  TRY(const Repository repository, permitted(auth::system_principal(), name, "repository.read"));
  return GitRepository::open(folder_of(repository));
}

Result<std::string> ForgeService::commit_files(const auth::Principal& principal, const std::string& name,
                                               const std::string& branch, const Signature& author,
                                               const std::string& message, const std::vector<FileContent>& files) {
  TRY(const Repository repository, permitted(principal, name, "repository.push"));
  CHECK_OK(check_is_adopted(repository));
  const bool needs_change =
      kernel_.db.read([&](db::Tx& tx) { return conversation_.protection(tx, repository.id, branch).requires_change; });
  if (needs_change && !principal.is_system)
    return conflict("forge.branch_protected",
                    fmt::format("The branch '{}' of '{}' takes commits through a change only.", branch, name))
        .with_hint("Commit to another branch and open a change.");
  TRY(GitRepository git, GitRepository::open(folder_of(repository)));
  TRY(const std::string sha, git.commit_files(branch, author, message, files, kernel_.clock.now()));
  fault_point("forge.commit.before_announce");
  sync_refs(repository, principal.ref);
  return sha;
}

std::string ForgeService::announced(db::Tx& tx, const RepositoryId& id, const std::string& ref) const {
  const auto refs = store_.refs(tx, id);
  const auto found = refs.find(ref);
  return found == refs.end() ? "" : found->second;
}

void ForgeService::sync_refs(const Repository& repository, const std::string& actor) {
  const std::lock_guard lock(sync_mutex_);
  auto git = GitRepository::open(folder_of(repository));
  if (!git.has_value()) throw std::runtime_error(git.error().message());
  const auto actual = git->refs();
  const auto announced = kernel_.db.read(
      [&](db::Tx& tx) -> Result<std::map<std::string, std::string>> { return store_.refs(tx, repository.id); });
  struct Difference {
    std::string ref, before, after, payload;
  };
  std::vector<Difference> changes;
  const auto describe = [&](Difference change) {
    const bool is_branch = change.ref.starts_with("refs/heads/");
    boost::json::array commits;
    if (!change.after.empty()) {
      const auto list = git->commits_between(change.before, change.after, commits_in_event, {});
      if (list.has_value())
        for (const Commit& c : *list)
          commits.push_back(boost::json::object{
              {"sha", c.sha}, {"message", c.message}, {"author", c.author_name}, {"at", to_rfc3339(c.authored_at)}});
    }
    change.payload = boost::json::serialize(boost::json::object{
        {"repository", repository.name},
        {"ref", change.ref},
        {"branch", is_branch ? change.ref.substr(11) : ""},
        {"tag", is_branch ? "" : change.ref.substr(10)},
        {"isDefaultBranch", is_branch && change.ref.substr(11) == repository.default_branch},
        {"before", change.before},
        {"after", change.after},
        {"isForced", !change.before.empty() && !change.after.empty() && !git->is_ancestor(change.before, change.after)},
        {"commits", std::move(commits)}});
    changes.push_back(std::move(change));
  };
  for (const auto& [ref, sha] : actual)
    if (const auto it = announced->find(ref); it == announced->end() || it->second != sha)
      describe({ref, it == announced->end() ? "" : it->second, sha, ""});
  for (const auto& [ref, sha] : *announced)
    if (!actual.contains(ref)) describe({ref, sha, "", ""});
  if (changes.empty()) return;
  std::vector<RefMove> moves;
  for (const Difference& change : changes) moves.push_back({change.ref, change.before, change.after});
  const auto follow = watcher_ ? watcher_->on_moves(repository, moves, actor) : nullptr;
  const auto status = kernel_.db.transact([&](db::Tx& tx) -> Status {
    for (const Difference& change : changes) {
      if (change.after.empty())
        store_.remove_ref(tx, repository.id, change.ref);
      else
        store_.put_ref(tx, repository.id, change.ref, change.after);
      kernel_.events.append(tx, {.type = "forge.pushed",
                                 .subject = "repository:" + repository.name,
                                 .actor = actor,
                                 .payload = change.payload,
                                 .owner_ref = repository.owner_ref,
                                 .project_id = repository.project_id});
    }
    store_.pushed(tx, repository.id, kernel_.clock.now());
    if (follow) follow(tx);
    return ok();
  });
  if (!status.has_value()) throw std::runtime_error(status.error().message());
  fault_point("forge.announce.after_commit");
}

void ForgeService::sync_all() {
  const auto repositories = kernel_.db.read([&](db::Tx& tx) -> Result<std::vector<Repository>> {
    std::vector<Repository> all;
    for (std::string after;;) {
      const auto page = store_.list(tx, after, 500, everything);
      if (page.empty()) return all;
      all.insert(all.end(), page.begin(), page.end());
      after = page.back().name;
    }
  });
  for (const Repository& repository : *repositories)
    if (repository.host_id == kernel_.host_id) sync_refs(repository, "system");
}

void ForgeService::remove_litter() {
  constexpr std::string_view ending = ".git";
  std::error_code absent;  // before the first repository there is no folder
  for (const auto& entry : std::filesystem::directory_iterator(folder_, absent)) {
    std::string id = entry.path().filename().string();
    if (!id.ends_with(ending)) continue;
    id.resize(id.size() - ending.size());
    const bool is_known = kernel_.db.read([&](db::Tx& tx) { return store_.has(tx, RepositoryId(id)); });
    if (!is_known) std::filesystem::remove_all(entry.path());
  }
}

Result<std::vector<Branch>> ForgeService::branches(const std::string& name) {
  TRY(const Repository repository, permitted(auth::system_principal(), name, "repository.read"));
  TRY(GitRepository git, GitRepository::open(folder_of(repository)));
  std::vector<Branch> out;
  for (const auto& [ref, sha] : git.refs()) {
    if (!ref.starts_with("refs/heads/")) continue;
    const bool is_default = ref.substr(11) == repository.default_branch;
    out.push_back({ref.substr(11), sha, is_default, is_default});
  }
  return out;
}

Result<std::string> ForgeService::resolve(const std::string& name, const std::string& ref) {
  TRY(GitRepository git, open(name));
  return git.resolve(ref);
}

Result<Commit> ForgeService::commit(const std::string& name, const std::string& ref) {
  TRY(GitRepository git, open(name));
  return git.commit(ref);
}

Result<std::vector<Commit>> ForgeService::history(const std::string& name, const std::string& ref,
                                                  const std::string& path, const std::string& after,
                                                  std::size_t limit) {
  TRY(GitRepository git, open(name));
  return git.history(ref, path, after, limit);
}

Result<std::vector<Commit>> ForgeService::commits_between(const std::string& name, const std::string& base,
                                                          const std::string& head, std::size_t limit,
                                                          const std::vector<std::string>& paths) {
  TRY(GitRepository git, open(name));
  return git.commits_between(base, head, limit, paths);
}

Result<std::vector<std::string>> ForgeService::changed_paths(const std::string& name, const std::string& base,
                                                             const std::string& head) {
  TRY(GitRepository git, open(name));
  return git.changed_paths(base, head);
}

Result<std::vector<TreeEntry>> ForgeService::tree(const std::string& name, const std::string& ref,
                                                  const std::string& path) {
  TRY(GitRepository git, open(name));
  return git.tree(ref, path);
}

Result<std::string> ForgeService::file(const std::string& name, const std::string& ref, const std::string& path) {
  TRY(GitRepository git, open(name));
  return git.file(ref, path);
}

Status ForgeService::export_tree(const std::string& name, const std::string& commit, const std::string& folder) {
  TRY(GitRepository git, open(name));
  return git.export_tree(commit, folder);
}

}  // namespace towpath::forge
