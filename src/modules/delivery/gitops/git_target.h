#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "delivery/gitops_runtime.h"
#include "process/command.h"

namespace towpath::delivery {

/// Checks a repository's address, branch and credentials before anything is asked. Errors: delivery.invalid_gitops.
Status check_repository(const GitopsRepository& repository);

/// Paths of files in a repository to their content; nothing: the file is to go.
using FileEdits = std::map<std::string, std::optional<std::string>>;

/// One branch of a Git repository somewhere else, to which we commit. Keeps a bare copy of the branch's last commit in
/// `folder`; what is lost with it is fetched again. Thread-safe, blocking.
///
/// Errors of all: delivery.gitops_unreachable (no answer, or refused credentials; with git's words),
/// delivery.gitops_failed (git did not do what it always does; the log says why), those of the spawner.
class GitTarget {
 public:
  GitTarget(GitopsRepository repository, std::filesystem::path folder, process::Spawner& spawner);

  const GitopsRepository& repository() const { return repository_; }

  /// The commit the branch names now; "" when there is no such branch yet.
  Result<std::string> fetch();
  /// Files below `path` at a commit that was fetched or made here, with their whole paths; at most 200 of them and 1
  /// MiB together. Errors: delivery.gitops_too_large.
  Result<std::map<std::string, std::string>> read(const std::string& commit, const std::string& path);
  /// Who committed last what is at `path`, in words: "Ada, a1b2c3d". "" when that is not known.
  std::string last_author(const std::string& commit);

  /// What is to be different from `commit` ("" for a branch without any). Called again on each newer commit that others
  /// bring meanwhile.
  using Edit = std::function<Result<FileEdits>(const std::string& commit)>;
  /// Commits the edits on top of what the branch is now, and pushes exactly from there: never over what somebody else
  /// pushed. Without a difference there is no commit. Answers the commit that has it.
  /// Errors: delivery.gitops_refused (the repository does not take it, with its words), delivery.gitops_busy (others
  /// pushed all the time), those of `edit`.
  Result<std::string> commit(const std::string& message, const Edit& edit, std::stop_token stop = {});

 private:
  struct Told {
    bool is_ok = false;
    std::string out, words;  ///< What it wrote to standard error, without anything secret.
  };

  Status prepare();
  Result<Told> ask(std::vector<std::string> arguments, std::string_view input = {});
  Result<std::string> git(std::vector<std::string> arguments, std::string_view input = {});
  Result<std::string> fetch_locked();
  /// The tree with the edits; "" when it is the one of `base`.
  Result<std::string> tree_of(const std::string& base, const FileEdits& edits);

  const GitopsRepository repository_;
  const std::filesystem::path folder_;
  process::Spawner& spawner_;
  std::mutex mutex_;  ///< Guards the folder.
};

}  // namespace towpath::delivery
