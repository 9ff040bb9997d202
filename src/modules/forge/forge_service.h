#pragma once

#include <functional>
#include <mutex>
#include <string>

#include "changes/change_store.h"
#include "changes/conversation_store.h"
#include "forge/forge.h"
#include "git_repository.h"
#include "module/module.h"
#include "repository_store.h"

namespace towpath::forge {

/// A branch or tag that went from one commit to another; "" where it is absent.
struct RefMove {
  std::string ref, before, after;
};

/// Follows refs.
class RefWatcher {
 public:
  virtual ~RefWatcher() = default;
  /// What moves by `actor` mean, found out outside of any transaction. The answer is called, perhaps more than once, in
  /// the transaction that announces them.
  virtual std::function<void(db::Tx&)> on_moves(const Repository& repository, const std::vector<RefMove>& moves,
                                                const std::string& actor) = 0;
};

class ForgeService final : public Forge {
 public:
  explicit ForgeService(const Kernel& kernel) : kernel_(kernel), folder_(kernel.data_directory + "/git") {}

  Result<Repository> create(const auth::Principal& principal, const CreateRepository& command) override;
  Result<Repository> get(const auth::Principal& principal, const std::string& name) override;
  Result<RepositoryPage> list(const auth::Principal& principal, const std::string& after, std::size_t limit) override;
  Result<Repository> set_use(const auth::Principal& principal, const std::string& name, Use use) override;
  Status remove(const auth::Principal& principal, const std::string& name) override;
  Result<std::string> commit_files(const auth::Principal& principal, const std::string& name, const std::string& branch,
                                   const Signature& author, const std::string& message,
                                   const std::vector<FileContent>& files) override;
  Result<std::vector<Branch>> branches(const std::string& name) override;
  Result<std::string> resolve(const std::string& name, const std::string& ref) override;
  Result<Commit> commit(const std::string& name, const std::string& ref) override;
  Result<std::vector<Commit>> history(const std::string& name, const std::string& ref, const std::string& path,
                                      const std::string& after, std::size_t limit) override;
  Result<std::vector<Commit>> commits_between(const std::string& name, const std::string& base, const std::string& head,
                                              std::size_t limit, const std::vector<std::string>& paths) override;
  Result<std::vector<std::string>> changed_paths(const std::string& name, const std::string& base,
                                                 const std::string& head) override;
  Result<std::vector<TreeEntry>> tree(const std::string& name, const std::string& ref,
                                      const std::string& path) override;
  Result<std::string> file(const std::string& name, const std::string& ref, const std::string& path) override;
  Status export_tree(const std::string& name, const std::string& commit, const std::string& folder) override;

  /// The repository, when the principal may do `permission` on it; not found when it may not see it.
  Result<Repository> permitted(const auth::Principal& principal, const std::string& name, std::string_view permission);
  std::string folder_of(const Repository& repository) const { return folder_ + "/" + repository.id.text() + ".git"; }

  /// The watcher outlives the service. Before anything moves.
  void set_watcher(RefWatcher& watcher) { watcher_ = &watcher; }
  /// The commit a ref was announced at; "" when it was not.
  std::string announced(db::Tx& tx, const RepositoryId& id, const std::string& ref) const;
  /// Announces every ref that differs from what was announced last, as pushed by `actor`.
  void sync_refs(const Repository& repository, const std::string& actor);
  /// sync_refs for all repositories: what a crash left unannounced.
  void sync_all();
  /// Removes folders that belong to no repository: what a crash left between a folder and its row. At start only.
  void remove_litter();

 private:
  Result<GitRepository> open(const std::string& name);

  const Kernel& kernel_;
  std::string folder_;
  GitLibrary library_;
  RepositoryStore store_;
  ChangeStore changes_;
  ConversationStore conversation_;
  RefWatcher* watcher_ = nullptr;
  std::mutex sync_mutex_;  // one comparison at a time, so that pushes are announced in order
};

}  // namespace towpath::forge
