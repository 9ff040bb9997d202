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
  Result<std::string> commit_files(const std::string& branch, const Signature& author, const std::string& message,
                                   const std::vector<FileContent>& files, UtcTime now);

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
