#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace towpath::forge {

using RepositoryId = Id<struct RepositoryTag>;

struct Repository {
  RepositoryId id{""};
  std::string name;  ///< [a-z0-9][a-z0-9-]*, at most 63; unique; the last part of the clone URL before ".git".
  std::string description, owner_ref, project_id, default_branch, host_id;
  UtcTime created_at;
  std::optional<UtcTime> pushed_at = {};  ///< When a ref moved last, as far as that was announced.
  /// A copy of what is kept elsewhere, to be looked at before anything is adopted: it takes pushes and is read, the
  /// platform writes nothing to it, no change of it is merged, and no pipeline of it runs.
  bool is_observe_only = false;
};

struct CreateRepository {
  std::string name, description, owner_ref;
  std::string project_id;  ///< "" for the repository's own name.
  std::string default_branch = "main";
  bool is_observe_only = false;
};

/// Whether the platform acts on a repository or only looks at it.
enum class Use { adopted, observe_only };

/// ok(), or why nothing may be done to the repository but reading and pushing. Errors: forge.observe_only.
Status check_is_adopted(const Repository& repository);

struct RepositoryPage {
  std::vector<Repository> items;
  std::string next;
  std::int64_t total = 0;
};

struct FileContent {
  std::string path;  ///< Relative, '/' between parts.
  std::string content;
  bool is_executable = false;
  bool is_removed = false;  ///< The commit removes it; `content` does not count.
};

struct Commit {
  std::string sha;
  std::vector<std::string> parents;
  std::string author_name, author_email, message;
  UtcTime authored_at, committed_at;
};

struct Branch {
  std::string name, commit;
  bool is_default = false, is_protected = false;
};

struct TreeEntry {
  std::string name, path;
  bool is_folder = false, is_executable = false;
  std::int64_t size = 0;  ///< Bytes; 0 for folders.
};

/// Who a commit made by the platform is by.
struct Signature {
  std::string name, email;
};

/// Git repositories of this host. Thread-safe, blocking. A `ref` is a branch, a tag, a full ref or a commit (7 digits
/// or more). Errors of all that name a repository: forge.repository_not_found (also when the principal may not see it);
/// of all that name a ref or a path: forge.ref_not_found, forge.path_not_found.
class Forge {
 public:
  virtual ~Forge() = default;

  /// Errors: forge.invalid_name, forge.duplicate_name.
  virtual Result<Repository> create(const auth::Principal& principal, const CreateRepository& command) = 0;
  virtual Result<Repository> get(const auth::Principal& principal, const std::string& name) = 0;
  /// Ordered by name; `after` is a name.
  virtual Result<RepositoryPage> list(const auth::Principal& principal, const std::string& after,
                                      std::size_t limit) = 0;
  /// From now on; a job that has begun goes on. Needs repository.update.
  virtual Result<Repository> set_use(const auth::Principal& principal, const std::string& name, Use use) = 0;
  /// Removes the row and the files.
  virtual Status remove(const auth::Principal& principal, const std::string& name) = 0;

  /// One commit on top of `branch` (made when absent) that adds or replaces `files`; pushed like any other. Answers its
  /// hash. Errors: forge.branch_moved when somebody pushed meanwhile; forge.branch_protected when the branch takes
  /// commits through changes only; forge.observe_only.
  virtual Result<std::string> commit_files(const auth::Principal& principal, const std::string& name,
                                           const std::string& branch, const Signature& author,
                                           const std::string& message, const std::vector<FileContent>& files) = 0;

  virtual Result<std::vector<Branch>> branches(const std::string& name) = 0;
  /// The commit a ref names.
  virtual Result<std::string> resolve(const std::string& name, const std::string& ref) = 0;
  virtual Result<Commit> commit(const std::string& name, const std::string& ref) = 0;
  /// Newest first, from `ref` back, only those that touch `path` when it is not ""; `after` is the last hash of the
  /// page before.
  virtual Result<std::vector<Commit>> history(const std::string& name, const std::string& ref, const std::string& path,
                                              const std::string& after, std::size_t limit) = 0;
  /// Reachable from `head`, not from `base` ("" for all), newest first, without merges; when `paths` is not empty only
  /// those that touch one of them: git's pathspecs, so a folder or a pattern such as "libs/*.h".
  virtual Result<std::vector<Commit>> commits_between(const std::string& name, const std::string& base,
                                                      const std::string& head, std::size_t limit,
                                                      const std::vector<std::string>& paths) = 0;
  /// Paths that differ between two commits; `base` "" for everything in `head`.
  virtual Result<std::vector<std::string>> changed_paths(const std::string& name, const std::string& base,
                                                         const std::string& head) = 0;
  /// Entries of one folder ("" for the root), folders first.
  virtual Result<std::vector<TreeEntry>> tree(const std::string& name, const std::string& ref,
                                              const std::string& path) = 0;
  /// Errors: forge.file_too_large (over 16 MiB).
  virtual Result<std::string> file(const std::string& name, const std::string& ref, const std::string& path) = 0;
  /// Writes the commit's files below `folder` (made when absent; existing files are overwritten).
  virtual Status export_tree(const std::string& name, const std::string& commit, const std::string& folder) = 0;
};

}  // namespace towpath::forge
