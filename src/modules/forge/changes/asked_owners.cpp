// Whom CODEOWNERS asks to look at a change.

#include <set>

#include "changes/changes_service.h"
#include "forge/code_owners.h"
#include "log/log.h"

namespace towpath::forge {
namespace {

/// The path and text of the file that counts; "" when there is none.
std::string code_owners_of(GitRepository& git, const std::string& commit) {
  if (commit.empty()) return "";
  for (const std::string_view path : code_owner_files)
    if (const auto text = git.file(commit, std::string(path)); text.has_value())
      return std::string(path) + "\n" + *text;
  return "";
}

}  // namespace

bool same_code_owners(GitRepository& git, const std::string& before, const std::string& after) {
  return code_owners_of(git, before) == code_owners_of(git, after);
}

std::vector<std::string> ChangesService::asked_owners(const Repository& repository, GitRepository& git,
                                                      const std::string& head, const std::string& target_branch) {
  const std::string target = branch_head(git, target_branch);
  if (target.empty()) return {};
  const auto base = git.merge_base(head, target);
  if (!base.has_value()) return {};
  ChangeDetail seen;
  seen.change.head = head;
  seen.base = *base;
  if (const Status known = read_owners(seen, repository, git, target); !known.has_value())
    log::warn("not all code owners of a change are known",
              {{"repository", repository.name}, {"commit", head}, {"code", known.error().code()}});
  std::set<std::string> out;
  for (const OwnerDemand& demand : seen.owners)
    for (const std::string& owner : demand.owners)
      if (owner.starts_with("user:") || owner.starts_with("group:")) out.insert(owner);
  return {out.begin(), out.end()};
}

Status ChangesService::find_owners(const Repository& repository, const Change& change) {
  TRY(GitRepository git, git_of(repository));
  const auto owners = asked_owners(repository, git, change.head, change.target_branch);
  return kernel_.db.transact([&](db::Tx& tx) -> Status {
    store_.put_owners(tx, change.id, change.head, owners);
    return ok();
  });
}

void ChangesService::find_missing_owners() {
  for (const Change& change : kernel_.db.read([&](db::Tx& tx) { return store_.open_without_owners(tx); })) {
    const auto repository = forge_.get(auth::system_principal(), change.repository);
    if (!repository.has_value()) continue;  // on another host, which does this itself
    if (const Status found = find_owners(*repository, change); !found.has_value())
      log::warn("code owners of a change are not known",
                {{"change", change.id.text()}, {"code", found.error().code()}});
  }
}

}  // namespace towpath::forge
