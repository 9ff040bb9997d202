#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "forge/forge.h"

namespace towpath::forge {

/// One bare repository on disk, read and written in process by libgit2. Opened per call (0.05 ms); one thread.
/// Errors as in Forge.
class GitRepository {
 public:
  /// Makes an empty bare repository with its default branch and hooks. Idempotent.
  static Status create(const std::string& folder, const std::string& default_branch);
  static Result<GitRepository> open(const std::string& folder);

  GitRepository(GitRepository&&) noexcept;
  ~GitRepository();

  std::map<std::string, std::string> refs();  ///< Branches and tags: full name to hash.
  Result<std::string> resolve(const std::string& ref);
  Result<Commit> commit(const std::string& ref);
  Result<std::vector<Commit>> history(const std::string& ref, const std::string& path, const std::string& after,
                                      std::size_t limit);
  Result<std::vector<Commit>> commits_between(const std::string& base, const std::string& head, std::size_t limit,
                                              const std::vector<std::string>& paths);
  Result<std::vector<std::string>> changed_paths(const std::string& base, const std::string& head);
  Result<std::vector<TreeEntry>> tree(const std::string& ref, const std::string& path);
  Result<std::string> file(const std::string& ref, const std::string& path);
  Status export_tree(const std::string& commit, const std::string& folder);
  bool is_ancestor(const std::string& ancestor, const std::string& commit);

  /// One commit of `files` on top of the branch; where there is none, it begins at the commit `start` ("": from
  /// nothing).
  Result<std::string> commit_files(const std::string& branch, const Signature& author, const std::string& message,
                                   const std::vector<FileContent>& files, UtcTime now, const std::string& start = "");
  /// Errors: forge.no_common_history.
  Result<std::string> merge_base(const std::string& one, const std::string& other);
  struct Distance {
    std::int64_t ahead = 0, behind = 0;
  };
  /// Commits of `head` that `target` has not, and the other way round.
  Distance distance(const std::string& head, const std::string& target);
  /// A commit that no ref names yet.
  std::string create_commit(const std::string& tree, const std::vector<std::string>& parents, const Signature& author,
                            const Signature& committer, const std::string& message, UtcTime now);
  /// The commits from `base` to `head`, merges left out, made anew one by one on top of `onto`; no ref moves. What
  /// `onto` already has is left out. Errors: forge.merge_conflict.
  Result<std::string> rebase(const std::string& base, const std::string& head, const std::string& onto,
                             const Signature& committer, UtcTime now);
  /// Moves a branch from one commit to another; "" stands for absent. Errors: forge.branch_moved when it is elsewhere.
  Status move_branch(const std::string& branch, const std::string& from, const std::string& to);
  /// Makes the branches those that git push may not move.
  static void set_reviewed(const std::string& folder, const std::vector<std::string>& branches);

 private:
  struct Impl;
  explicit GitRepository(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Starts libgit2, and keeps it for the life of the process: it holds something for each thread that ever used it,
/// which threads that outlive a shutdown would leak.
struct GitLibrary {
  GitLibrary();
};

}  // namespace towpath::forge
