// What makes commits and moves branches.

#include <fmt/core.h>

#include "git_objects.h"

namespace towpath::forge {
namespace {

git_oid oid_of(const std::string& sha) {
  git_oid out{};
  must(git_oid_fromstr(&out, sha.c_str()), "hash");
  return out;
}

Result<OwnedSignature> signature_of(const Signature& who, UtcTime now) {
  git_signature* signature = nullptr;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  if (git_signature_new(&signature, who.name.c_str(), who.email.c_str(), seconds, 0) < 0)
    return invalid_input("forge.invalid_author",
                         fmt::format("'{}' <{}> cannot be the author of a commit.", who.name, who.email));
  return OwnedSignature(signature);
}

OwnedCommit lookup(git_repository* repository, const git_oid& oid) {
  git_commit* commit = nullptr;
  must(git_commit_lookup(&commit, repository, &oid), "commit");
  return OwnedCommit(commit);
}

Error moved(const std::string& branch) {
  return conflict("forge.branch_moved", fmt::format("Somebody pushed to '{}' at the same moment.", branch))
      .with_hint("Try again.");
}

}  // namespace

Result<std::string> GitRepository::commit_files(const std::string& branch, const Signature& author,
                                                const std::string& message, const std::vector<FileContent>& files,
                                                UtcTime now, const std::string& start) {
  git_repository* repository = impl_->repository.get();
  const std::string ref = "refs/heads/" + branch;
  if (!git_reference_is_valid_name(ref.c_str()))
    return invalid_input("forge.invalid_branch", fmt::format("'{}' cannot be the name of a branch.", branch))
        .with_hint("Use letters, digits, '-', '_' and '/', for example fix-login.");
  OwnedCommit parent;
  git_oid old_id{};
  const bool exists = git_reference_name_to_id(&old_id, repository, ref.c_str()) == 0;
  if (exists)
    parent = lookup(repository, old_id);
  else if (!start.empty())
    parent = lookup(repository, oid_of(start));
  git_index* index = nullptr;
  must(git_index_new(&index), "index");
  const OwnedIndex owned_index(index);
  if (parent) must(git_index_read_tree(index, impl_->tree_of(parent.get()).get()), "index");
  for (const FileContent& file : files) {
    const Error invalid =
        invalid_input("forge.invalid_path", fmt::format("'{}' cannot be a path in a repository.", file.path));
    if (file.path.empty()) return invalid;
    if (file.is_removed) {
      if (git_index_remove(index, file.path.c_str(), 0) < 0)
        return not_found("forge.path_not_found", fmt::format("There is no '{}' to remove.", file.path));
      continue;
    }
    git_index_entry entry{};
    entry.path = file.path.c_str();
    entry.mode = file.is_executable ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
    must(git_blob_create_from_buffer(&entry.id, repository, file.content.data(), file.content.size()), "blob");
    if (git_index_add(index, &entry) < 0) return invalid;
  }
  git_oid tree_id{};
  must(git_index_write_tree_to(&tree_id, index, repository), "tree");
  git_tree* tree = nullptr;
  must(git_tree_lookup(&tree, repository, &tree_id), "tree");
  const OwnedTree owned_tree(tree);
  TRY(const OwnedSignature signature, signature_of(author, now));
  git_oid commit_id{};
  const git_commit* parents[] = {parent.get()};
  must(git_commit_create(&commit_id, repository, nullptr, signature.get(), signature.get(), "UTF-8", message.c_str(),
                         tree, parent ? 1 : 0, parents),
       "commit");
  // Compare and swap: a push that came between makes this fail instead of losing it.
  CHECK_OK(move_branch(branch, exists ? text(old_id) : "", text(commit_id)));
  return text(commit_id);
}

Result<std::string> GitRepository::merge_base(const std::string& one, const std::string& other) {
  const git_oid a = oid_of(one), b = oid_of(other);
  git_oid out{};
  const int code = git_merge_base(&out, impl_->repository.get(), &a, &b);
  if (code == GIT_ENOTFOUND)
    return conflict("forge.no_common_history", "The two branches have no commit in common.")
        .with_hint("Make the branch from the one it is to be merged into.");
  must(code, "merge base");
  return text(out);
}

GitRepository::Distance GitRepository::distance(const std::string& head, const std::string& target) {
  const git_oid a = oid_of(head), b = oid_of(target);
  std::size_t ahead = 0, behind = 0;
  must(git_graph_ahead_behind(&ahead, &behind, impl_->repository.get(), &a, &b), "distance");
  return {static_cast<std::int64_t>(ahead), static_cast<std::int64_t>(behind)};
}

std::string GitRepository::create_commit(const std::string& tree, const std::vector<std::string>& parents,
                                         const Signature& author, const Signature& committer,
                                         const std::string& message, UtcTime now) {
  git_repository* repository = impl_->repository.get();
  const git_oid tree_id = oid_of(tree);
  git_tree* found = nullptr;
  must(git_tree_lookup(&found, repository, &tree_id), "tree");
  const OwnedTree owned_tree(found);
  std::vector<OwnedCommit> owned;
  std::vector<const git_commit*> pointers;
  for (const std::string& parent : parents) {
    owned.push_back(lookup(repository, oid_of(parent)));
    pointers.push_back(owned.back().get());
  }
  const auto by = signature_of(author, now), with = signature_of(committer, now);
  if (!by.has_value() || !with.has_value()) throw std::runtime_error("a person has no name for commits");
  git_oid out{};
  must(git_commit_create(&out, repository, nullptr, by->get(), with->get(), "UTF-8", message.c_str(), found,
                         pointers.size(), pointers.data()),
       "commit");
  return text(out);
}

Result<std::string> GitRepository::rebase(const std::string& base, const std::string& head, const std::string& onto,
                                          const Signature& committer, UtcTime now) {
  git_repository* repository = impl_->repository.get();
  if (base == onto) return head;  // nothing happened there since: the commits can stay as they are
  git_revwalk* walk = nullptr;
  must(git_revwalk_new(&walk, repository), "walk");
  const OwnedWalk owned_walk(walk);
  const git_oid head_id = oid_of(head), onto_id = oid_of(onto);
  git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_REVERSE);
  must(git_revwalk_push(walk, &head_id), "walk");
  must(git_revwalk_hide(walk, &onto_id), "walk");
  TRY(const OwnedSignature signature, signature_of(committer, now));
  OwnedCommit tip = lookup(repository, onto_id);
  git_oid oid{};
  while (git_revwalk_next(&oid, walk) == 0) {
    const OwnedCommit commit = lookup(repository, oid);
    if (git_commit_parentcount(commit.get()) != 1) continue;
    git_index* index = nullptr;
    must(git_cherrypick_commit(&index, repository, commit.get(), tip.get(), 0, nullptr), "cherry-pick");
    const OwnedIndex owned_index(index);
    if (git_index_has_conflicts(index))
      return conflict(
                 "forge.merge_conflict",
                 fmt::format("Commit {} conflicts with what the target branch has meanwhile.", text(oid).substr(0, 10)))
          .with_hint("Rebase the branch yourself, or merge with another strategy.");
    git_oid tree_id{};
    must(git_index_write_tree_to(&tree_id, index, repository), "tree");
    if (git_oid_equal(&tree_id, git_commit_tree_id(tip.get()))) continue;
    git_tree* tree = nullptr;
    must(git_tree_lookup(&tree, repository, &tree_id), "tree");
    const OwnedTree owned_tree(tree);
    const git_commit* parents[] = {tip.get()};
    git_oid made{};
    must(git_commit_create(&made, repository, nullptr, git_commit_author(commit.get()), signature.get(),
                           git_commit_message_encoding(commit.get()), git_commit_message(commit.get()), tree, 1,
                           parents),
         "commit");
    tip = lookup(repository, made);
  }
  return text(*git_commit_id(tip.get()));
}

Status GitRepository::move_branch(const std::string& branch, const std::string& from, const std::string& to) {
  git_repository* repository = impl_->repository.get();
  const std::string ref = "refs/heads/" + branch;
  git_reference* reference = nullptr;
  if (to.empty()) {
    const int found = git_reference_lookup(&reference, repository, ref.c_str());
    if (found == GIT_ENOTFOUND) return ok();
    must(found, "reference");
    const OwnedReference owned(reference);
    if (text(*git_reference_target(reference)) != from) return moved(branch);
    const int code = git_reference_delete(reference);  // fails when it moved since it was looked up
    if (code == GIT_EMODIFIED || code == GIT_ELOCKED) return moved(branch);
    must(code, "reference");
    return ok();
  }
  const git_oid target = oid_of(to);
  int code = 0;
  if (from.empty()) {
    code = git_reference_create(&reference, repository, ref.c_str(), &target, 0, "commit");
  } else {
    const git_oid expected = oid_of(from);
    code = git_reference_create_matching(&reference, repository, ref.c_str(), &target, 1, &expected, "commit");
  }
  const OwnedReference owned(reference);
  if (code == GIT_EMODIFIED || code == GIT_EEXISTS || code == GIT_ELOCKED) return moved(branch);
  must(code, "reference");
  return ok();
}

}  // namespace towpath::forge
