#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <unordered_map>

#include "forge/history.h"
#include "git_objects.h"

namespace towpath::forge {
namespace {

struct OidHash {
  std::size_t operator()(const git_oid& oid) const {
    std::size_t out = 0;
    std::memcpy(&out, oid.id, sizeof out);
    return out;
  }
};
struct OidEqual {
  bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_equal(&a, &b) != 0; }
};
using OwnedTag = Owned<git_tag, git_tag_free>;
using OwnedRepository = Owned<git_repository, git_repository_free>;

UtcTime time_of(const git_time& time) { return UtcTime(std::chrono::seconds(time.time)); }

/// Numbers commits as they are met and reads each once.
class Reader {
 public:
  explicit Reader(git_repository* repository) : repository_(repository) {}

  std::uint32_t number(const git_oid& oid) {
    const auto [at, is_new] = numbers_.emplace(oid, static_cast<std::uint32_t>(oids_.size()));
    if (is_new) oids_.push_back(oid);
    return at->second;
  }

  /// Everything the commits numbered so far reach. A commit that is not there (a shallow clone) is left out.
  Status read(History& history) {
    std::vector<bool> is_absent;
    for (std::size_t i = 0; i < oids_.size(); ++i) {
      const git_oid oid = oids_[i];
      history.commits.emplace_back();
      is_absent.push_back(false);
      git_commit* raw = nullptr;
      const int code = git_commit_lookup(&raw, repository_, &oid);
      if (code == GIT_ENOTFOUND) {
        is_absent.back() = history.is_shallow = true;
        continue;
      }
      if (code < 0) return failed("forge.repository_damaged", "An object of the repository cannot be read.");
      const OwnedCommit commit(raw);
      HistoryCommit& out = history.commits.back();
      const git_signature* author = git_commit_author(raw);
      out.sha = text(oid);
      out.authored_at = time_of(author->when);
      out.committed_at = time_of(git_commit_committer(raw)->when);
      out.is_by_bot = is_by_bot(author->name, author->email);
      const unsigned parents = git_commit_parentcount(raw);
      out.is_merge = parents > 1;
      for (unsigned p = 0; p < parents; ++p) out.parents.push_back(number(*git_commit_parent_id(raw, p)));
    }
    for (HistoryCommit& commit : history.commits)
      std::erase_if(commit.parents, [&](std::uint32_t parent) { return is_absent[parent]; });
    return ok();
  }

 private:
  git_repository* repository_;
  std::vector<git_oid> oids_;
  std::unordered_map<git_oid, std::uint32_t, OidHash, OidEqual> numbers_;
};

}  // namespace

bool is_by_bot(std::string_view author_name, std::string_view author_email) {
  return author_name.ends_with("[bot]") || author_email.find("[bot]@") != author_email.npos;
}

Result<History> read_history(const std::string& folder) {
  const GitLibrary library;
  // Kept by clones that have commits only; what they lack is never asked for here.
  static const char* known_extensions[] = {"partialclone", "worktreeconfig", "preciousobjects"};
  must(git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known_extensions, std::size(known_extensions)), "extensions");
  git_repository* raw = nullptr;
  const int opened = git_repository_open_ext(&raw, folder.c_str(), 0, nullptr);
  if (opened == GIT_EOWNER)
    return failed("forge.repository_damaged",
                  fmt::format("{} belongs to another user, and git does not trust it.", folder))
        .with_hint(fmt::format("git config --global --add safe.directory {}", folder));
  if (opened < 0)
    return not_found("forge.not_a_repository", fmt::format("There is no git repository in {}.", folder))
        .with_hint("Name a clone, or the URL of a repository that git can clone.");
  const OwnedRepository repository(raw);

  History out;
  Reader reader(raw);
  git_oid head;
  if (git_reference_name_to_id(&head, raw, "HEAD") == 0) out.head = reader.number(head);
  git_reference_iterator* iterator = nullptr;
  must(git_reference_iterator_glob_new(&iterator, raw, "refs/tags/*"), "tags");
  const Owned<git_reference_iterator, git_reference_iterator_free> owned(iterator);
  std::vector<std::optional<UtcTime>> made;
  git_reference* each = nullptr;
  while (git_reference_next(&each, iterator) == 0) {
    const OwnedReference reference(each);
    git_object* peeled = nullptr;
    if (git_reference_peel(&peeled, each, GIT_OBJECT_COMMIT) < 0) continue;  // tags on trees and blobs release nothing
    const OwnedObject commit(peeled);
    made.emplace_back();
    if (const git_oid* target = git_reference_target(each)) {
      git_tag* tag = nullptr;
      if (git_tag_lookup(&tag, raw, target) == 0) {
        const OwnedTag annotated(tag);
        if (const git_signature* tagger = git_tag_tagger(tag)) made.back() = time_of(tagger->when);
      }
    }
    out.tags.push_back({std::string(git_reference_name(each)).substr(std::string_view("refs/tags/").size()),
                        reader.number(*git_object_id(peeled)),
                        {}});
  }
  CHECK_OK(reader.read(out));
  for (std::size_t i = 0; i < out.tags.size(); ++i)
    out.tags[i].at = made[i].value_or(out.commits[out.tags[i].commit].committed_at);
  std::sort(out.tags.begin(), out.tags.end(),
            [](const HistoryTag& a, const HistoryTag& b) { return std::tie(a.at, a.name) < std::tie(b.at, b.name); });
  return out;
}

}  // namespace towpath::forge
