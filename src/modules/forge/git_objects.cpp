#include "git_objects.h"

#include <fmt/core.h>

#include <set>
#include <stdexcept>

namespace towpath::forge {
namespace {

Error no_ref(const std::string& ref) {
  return not_found("forge.ref_not_found", fmt::format("There is no branch, tag or commit '{}'.", ref));
}

}  // namespace

void must(int code, std::string_view what) {
  if (code >= 0) return;
  const git_error* error = git_error_last();
  throw std::runtime_error(fmt::format("git: {}: {}", what, error ? error->message : "unknown error"));
}

std::string text(const git_oid& oid) {
  char buffer[GIT_OID_HEXSZ + 1];
  return git_oid_tostr(buffer, sizeof buffer, &oid);
}

Result<OwnedCommit> GitRepository::Impl::find(const std::string& ref) {
  for (const std::string& name : {"refs/heads/" + ref, "refs/tags/" + ref, ref}) {
    git_object* object = nullptr;
    if (git_revparse_single(&object, repository.get(), name.c_str()) < 0) continue;
    const OwnedObject owned(object);
    git_object* peeled = nullptr;
    if (git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) < 0) continue;
    return OwnedCommit(reinterpret_cast<git_commit*>(peeled));
  }
  return no_ref(ref);
}

OwnedTree GitRepository::Impl::tree_of(git_commit* commit) {
  git_tree* tree = nullptr;
  must(git_commit_tree(&tree, commit), "tree of a commit");
  return OwnedTree(tree);
}

std::vector<std::string> GitRepository::Impl::diff(git_tree* base, git_tree* head, const std::vector<std::string>& only,
                                                   Paths meaning) {
  git_diff_options options;
  must(git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION), "diff options");
  std::vector<char*> pathspecs;  // libgit2 takes them as mutable and does not change them
  for (const std::string& path : only) pathspecs.push_back(const_cast<char*>(path.c_str()));
  options.pathspec = {pathspecs.data(), pathspecs.size()};
  if (meaning == Paths::literal) options.flags |= GIT_DIFF_DISABLE_PATHSPEC_MATCH;
  git_diff* diff = nullptr;
  must(git_diff_tree_to_tree(&diff, repository.get(), base, head, &options), "diff");
  const OwnedDiff owned(diff);
  std::set<std::string> paths;
  for (std::size_t i = 0; i < git_diff_num_deltas(diff); ++i) {
    const git_diff_delta* delta = git_diff_get_delta(diff, i);
    paths.insert(delta->old_file.path);
    paths.insert(delta->new_file.path);
  }
  return {paths.begin(), paths.end()};
}

bool GitRepository::Impl::touches(git_commit* commit, const std::vector<std::string>& paths, Paths meaning) {
  OwnedTree parent_tree;
  if (git_commit_parentcount(commit) > 0) {
    git_commit* parent = nullptr;
    must(git_commit_parent(&parent, commit, 0), "parent");
    parent_tree = tree_of(OwnedCommit(parent).get());
  }
  return !diff(parent_tree.get(), tree_of(commit).get(), paths, meaning).empty();
}

}  // namespace towpath::forge
