#include "git_repository.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "git_objects.h"

namespace towpath::forge {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{16} << 20;

UtcTime time_of(const git_time& time) { return UtcTime(std::chrono::seconds(time.time)); }

Commit value_of(git_commit* commit) {
  Commit out;
  out.sha = text(*git_commit_id(commit));
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    out.parents.push_back(text(*git_commit_parent_id(commit, i)));
  const git_signature* author = git_commit_author(commit);
  out.author_name = author->name;
  out.author_email = author->email;
  out.authored_at = time_of(author->when);
  out.committed_at = time_of(git_commit_committer(commit)->when);
  out.message = git_commit_message(commit);
  return out;
}

Error no_path(const std::string& path) {
  return not_found("forge.path_not_found", fmt::format("There is no '{}' at that commit.", path));
}

constexpr std::string_view update_hook = R"(#!/bin/sh
# Branch protection: of the refs named in the repository's configuration, the protected ones cannot be deleted or
# rewritten, and the reviewed ones not pushed to.
ref=$1 old=$2 new=$3
zero=0000000000000000000000000000000000000000
if [ "$old" != "$zero" ] && git config --get-all towpath.reviewed | grep -Fxq "$ref"; then
  echo "The branch ${ref#refs/heads/} takes commits through a change only. Push another branch and open a change." >&2
  exit 1
fi
git config --get-all towpath.protected | grep -Fxq "$ref" || exit 0
if [ "$new" = "$zero" ]; then
  echo "The branch ${ref#refs/heads/} is protected and cannot be deleted." >&2
  exit 1
fi
[ "$old" = "$zero" ] && exit 0
git merge-base --is-ancestor "$old" "$new" && exit 0
echo "The branch ${ref#refs/heads/} is protected: its history cannot be rewritten. Pull, then push again." >&2
exit 1
)";

/// Replaced in one step: a push may be reading it.
void write_hook(const std::string& folder) {
  std::filesystem::create_directories(folder + "/hooks");
  const std::string hook = folder + "/hooks/update", fresh = hook + ".new";
  std::ofstream(fresh, std::ios::binary | std::ios::trunc) << update_hook;
  if (::chmod(fresh.c_str(), 0755) != 0) throw std::runtime_error("cannot write " + fresh);
  std::filesystem::rename(fresh, hook);
}

}  // namespace

GitLibrary::GitLibrary() {
  static const int users = git_libgit2_init();
  (void)users;
}

GitRepository::GitRepository(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GitRepository::GitRepository(GitRepository&&) noexcept = default;
GitRepository::~GitRepository() = default;

Status GitRepository::create(const std::string& folder, const std::string& default_branch) {
  git_repository_init_options options;
  must(git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION), "init options");
  options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
  const std::string head = "refs/heads/" + default_branch;
  options.initial_head = head.c_str();
  git_repository* repository = nullptr;
  must(git_repository_init_ext(&repository, folder.c_str(), &options), "init");
  const Owned<git_repository, git_repository_free> owned(repository);
  git_config* config = nullptr;
  must(git_repository_config(&config, repository), "config");
  const Owned<git_config, git_config_free> owned_config(config);
  must(git_config_set_string(config, "towpath.protected", head.c_str()), "config");
  must(git_config_set_bool(config, "http.receivepack", 1), "config");
  must(git_config_set_bool(config, "receive.fsckObjects", 1), "config");
  must(git_config_set_bool(config, "uploadpack.allowAnySHA1InWant", 1), "config");
  write_hook(folder);
  return ok();
}

void GitRepository::set_reviewed(const std::string& folder, const std::vector<std::string>& branches) {
  write_hook(folder);  // that of a repository made by an earlier version knows less
  git_repository* repository = nullptr;
  must(git_repository_open_bare(&repository, folder.c_str()), "open");
  const Owned<git_repository, git_repository_free> owned(repository);
  git_config* config = nullptr;
  must(git_repository_config(&config, repository), "config");
  const Owned<git_config, git_config_free> owned_config(config);
  if (const int code = git_config_delete_multivar(config, "towpath.reviewed", ".*"); code != GIT_ENOTFOUND)
    must(code, "config");
  // The expression fits no value, so each is added.
  for (const std::string& branch : branches)
    must(git_config_set_multivar(config, "towpath.reviewed", "^$", ("refs/heads/" + branch).c_str()), "config");
}

Result<GitRepository> GitRepository::open(const std::string& folder) {
  auto impl = std::make_unique<Impl>();
  git_repository* repository = nullptr;
  if (git_repository_open_bare(&repository, folder.c_str()) < 0)
    return failed("forge.repository_damaged", "The repository's files cannot be opened.")
        .with_hint("Look at the server's log, then restore the repository from a backup.");
  impl->repository.reset(repository);
  return GitRepository(std::move(impl));
}

std::map<std::string, std::string> GitRepository::refs() {
  std::map<std::string, std::string> out;
  git_reference_iterator* iterator = nullptr;
  must(git_reference_iterator_new(&iterator, impl_->repository.get()), "refs");
  const Owned<git_reference_iterator, git_reference_iterator_free> owned(iterator);
  git_reference* reference = nullptr;
  while (git_reference_next(&reference, iterator) == 0) {
    const OwnedReference each(reference);
    const std::string name = git_reference_name(reference);
    if (!name.starts_with("refs/heads/") && !name.starts_with("refs/tags/")) continue;
    if (const git_oid* target = git_reference_target(reference)) out[name] = text(*target);
  }
  return out;
}

Result<std::string> GitRepository::resolve(const std::string& ref) {
  TRY(const OwnedCommit found, impl_->find(ref));
  return text(*git_commit_id(found.get()));
}

Result<Commit> GitRepository::commit(const std::string& ref) {
  TRY(const OwnedCommit found, impl_->find(ref));
  return value_of(found.get());
}

Result<std::vector<Commit>> GitRepository::history(const std::string& ref, const std::string& path,
                                                   const std::string& after, std::size_t limit) {
  TRY(const OwnedCommit head, impl_->find(ref));
  git_revwalk* walk = nullptr;
  must(git_revwalk_new(&walk, impl_->repository.get()), "walk");
  const OwnedWalk owned(walk);
  git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  must(git_revwalk_push(walk, git_commit_id(head.get())), "walk");
  std::vector<Commit> out;
  bool is_past_cursor = after.empty();
  git_oid oid;
  while (out.size() < limit && git_revwalk_next(&oid, walk) == 0) {
    if (!is_past_cursor) {
      is_past_cursor = text(oid) == after;
      continue;
    }
    git_commit* commit = nullptr;
    must(git_commit_lookup(&commit, impl_->repository.get(), &oid), "commit");
    const OwnedCommit each(commit);
    if (path.empty() || impl_->touches(commit, {path}, Impl::Paths::literal)) out.push_back(value_of(commit));
  }
  return out;
}

Result<std::vector<Commit>> GitRepository::commits_between(const std::string& base, const std::string& head,
                                                           std::size_t limit, const std::vector<std::string>& paths) {
  TRY(const OwnedCommit to, impl_->find(head));
  git_revwalk* walk = nullptr;
  must(git_revwalk_new(&walk, impl_->repository.get()), "walk");
  const OwnedWalk owned(walk);
  git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  must(git_revwalk_push(walk, git_commit_id(to.get())), "walk");
  if (!base.empty()) {
    TRY(const OwnedCommit from, impl_->find(base));
    must(git_revwalk_hide(walk, git_commit_id(from.get())), "walk");
  }
  std::vector<Commit> out;
  git_oid oid;
  while (out.size() < limit && git_revwalk_next(&oid, walk) == 0) {
    git_commit* commit = nullptr;
    must(git_commit_lookup(&commit, impl_->repository.get(), &oid), "commit");
    const OwnedCommit each(commit);
    if (git_commit_parentcount(commit) > 1) continue;
    if (paths.empty() || impl_->touches(commit, paths, Impl::Paths::patterns)) out.push_back(value_of(commit));
  }
  return out;
}

Result<std::vector<std::string>> GitRepository::changed_paths(const std::string& base, const std::string& head) {
  TRY(const OwnedCommit to, impl_->find(head));
  if (base.empty()) return impl_->diff(nullptr, impl_->tree_of(to.get()).get());
  TRY(const OwnedCommit from, impl_->find(base));
  return impl_->diff(impl_->tree_of(from.get()).get(), impl_->tree_of(to.get()).get());
}

Result<std::vector<TreeEntry>> GitRepository::tree(const std::string& ref, const std::string& path) {
  TRY(const OwnedCommit commit, impl_->find(ref));
  OwnedTree tree = impl_->tree_of(commit.get());
  if (!path.empty()) {
    git_tree_entry* entry = nullptr;
    if (git_tree_entry_bypath(&entry, tree.get(), path.c_str()) < 0) return no_path(path);
    const OwnedEntry owned(entry);
    git_tree* sub = nullptr;
    if (git_tree_entry_type(entry) != GIT_OBJECT_TREE ||
        git_tree_lookup(&sub, impl_->repository.get(), git_tree_entry_id(entry)) < 0)
      return no_path(path);
    tree.reset(sub);
  }
  git_odb* odb = nullptr;
  must(git_repository_odb(&odb, impl_->repository.get()), "objects");
  const Owned<git_odb, git_odb_free> owned_odb(odb);
  std::vector<TreeEntry> out;
  for (std::size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
    const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
    TreeEntry item;
    item.name = git_tree_entry_name(entry);
    item.path = path.empty() ? item.name : path + "/" + item.name;
    item.is_folder = git_tree_entry_type(entry) == GIT_OBJECT_TREE;
    item.is_executable = git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE;
    std::size_t size = 0;
    git_object_t type{};
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
        git_odb_read_header(&size, &type, odb, git_tree_entry_id(entry)) == 0)
      item.size = static_cast<std::int64_t>(size);
    out.push_back(std::move(item));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const TreeEntry& a, const TreeEntry& b) { return a.is_folder > b.is_folder; });
  return out;
}

Result<std::string> GitRepository::file(const std::string& ref, const std::string& path) {
  TRY(const OwnedCommit commit, impl_->find(ref));
  const OwnedTree tree = impl_->tree_of(commit.get());
  git_tree_entry* entry = nullptr;
  if (path.empty() || git_tree_entry_bypath(&entry, tree.get(), path.c_str()) < 0) return no_path(path);
  const OwnedEntry owned(entry);
  git_blob* blob = nullptr;
  if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
      git_blob_lookup(&blob, impl_->repository.get(), git_tree_entry_id(entry)) < 0)
    return no_path(path);
  const Owned<git_blob, git_blob_free> owned_blob(blob);
  const auto size = static_cast<std::size_t>(git_blob_rawsize(blob));
  if (size > max_file_bytes)
    return invalid_input("forge.file_too_large", fmt::format("'{}' has {} MiB; files over {} MiB are not shown.", path,
                                                             size >> 20, max_file_bytes >> 20));
  return std::string(static_cast<const char*>(git_blob_rawcontent(blob)), size);
}

Status GitRepository::export_tree(const std::string& ref, const std::string& folder) {
  TRY(const OwnedCommit commit, impl_->find(ref));
  std::filesystem::create_directories(folder);
  git_checkout_options options;
  must(git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION), "checkout options");
  options.checkout_strategy = GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DONT_UPDATE_INDEX;
  options.target_directory = folder.c_str();
  must(git_checkout_tree(impl_->repository.get(), reinterpret_cast<git_object*>(commit.get()), &options), "checkout");
  return ok();
}

bool GitRepository::is_ancestor(const std::string& ancestor, const std::string& commit) {
  git_oid a, c;
  if (git_oid_fromstr(&a, ancestor.c_str()) < 0 || git_oid_fromstr(&c, commit.c_str()) < 0) return false;
  return git_oid_equal(&a, &c) || git_graph_descendant_of(impl_->repository.get(), &c, &a) == 1;
}

}  // namespace towpath::forge
