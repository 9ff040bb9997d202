#pragma once

#include <git2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "git_repository.h"

namespace towpath::forge {

/// Frees a libgit2 object of any kind.
template <class T, void (*free)(T*)>
struct Freer {
  void operator()(T* object) const { free(object); }
};
template <class T, void (*free)(T*)>
using Owned = std::unique_ptr<T, Freer<T, free>>;
using OwnedCommit = Owned<git_commit, git_commit_free>;
using OwnedTree = Owned<git_tree, git_tree_free>;
using OwnedObject = Owned<git_object, git_object_free>;
using OwnedDiff = Owned<git_diff, git_diff_free>;
using OwnedWalk = Owned<git_revwalk, git_revwalk_free>;
using OwnedEntry = Owned<git_tree_entry, git_tree_entry_free>;
using OwnedIndex = Owned<git_index, git_index_free>;
using OwnedReference = Owned<git_reference, git_reference_free>;
using OwnedSignature = Owned<git_signature, git_signature_free>;

/// A libgit2 failure nobody can act on: a damaged repository, a full disk.
void must(int code, std::string_view what);

/// The hash as 40 digits.
std::string text(const git_oid& oid);

/// What is open while a GitRepository lives.
struct GitRepository::Impl {
  Owned<git_repository, git_repository_free> repository;

  /// The commit a branch, tag, full ref or hash names. Errors: forge.ref_not_found.
  Result<OwnedCommit> find(const std::string& ref);
  OwnedTree tree_of(git_commit* commit);

  /// Whether a path is what it says, or a pattern.
  enum class Paths { literal, patterns };
  /// Paths changed from `base` (nullptr: nothing) to `head`.
  std::vector<std::string> diff(git_tree* base, git_tree* head, const std::vector<std::string>& only = {},
                                Paths meaning = Paths::literal);
  bool touches(git_commit* commit, const std::vector<std::string>& paths, Paths meaning);
};

}  // namespace towpath::forge
