#pragma once

#include <string>
#include <vector>

#include "forge/diff.h"
#include "process/spawner.h"

namespace towpath::forge {

/// A git command for one repository, with nothing of the host's configuration.
process::Command git_command(std::vector<std::string> arguments);

/// The tree that merging gives, or the paths that two sides changed differently.
struct MergedTree {
  std::string tree;
  std::vector<std::string> conflicts;
};

/// What git itself is asked for, in a process of its own. Thread-safe, blocking. Errors: forge.git_failed.
class GitTool {
 public:
  explicit GitTool(process::Spawner& spawner) : spawner_(spawner) {}

  /// From `base` to `head`, with hunks within the limits of forge/diff.h; of one file (by its new or old path) when
  /// `path` is not "". Errors: forge.path_not_found.
  Result<Diff> diff(const std::string& folder, const std::string& base, const std::string& head,
                    const std::string& path);
  /// Files that differ, without hunks.
  Result<std::vector<FileDiff>> changed_files(const std::string& folder, const std::string& base,
                                              const std::string& head);
  /// Merges in the object store only (git merge-tree); no ref moves.
  Result<MergedTree> merge(const std::string& folder, const std::string& target, const std::string& head);

 private:
  Result<std::string> run(const std::string& folder, std::vector<std::string> arguments);

  process::Spawner& spawner_;
};

}  // namespace towpath::forge
