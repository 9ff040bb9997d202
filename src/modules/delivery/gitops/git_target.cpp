#include "git_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/product.h"
#include "base/strings.h"
#include "configuration/shown_text.h"
#include "drivers/source_folder.h"
#include "log/log.h"
#include "process/spawner.h"

namespace towpath::delivery {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto longest_command = 120s;
constexpr std::size_t most_output = 8u << 20, most_files = 200, most_bytes = 1u << 20, most_words = 500;
constexpr int most_pushes = 8;
constexpr const char* kept_ref = "refs/towpath/target";
constexpr std::string_view no_object = "0000000000000000000000000000000000000000";

Error invalid(std::string why) {
  return invalid_input("delivery.invalid_gitops", "The repository for manifests cannot be used: " + std::move(why));
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' ' && c != 0x7f; });
}

bool is_commit(std::string_view text) {
  return text.size() == no_object.size() && text.find_first_not_of("0123456789abcdef") == text.npos;
}

/// As one word of a shell.
std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "'\\''") + "'"; }

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Status check_repository(const GitopsRepository& repository) {
  const auto& url = repository.url;
  const auto scheme = url.find("://");
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  const bool is_shell = url.starts_with("ssh://") ||
                        (scheme == url.npos && url.find('@') != url.npos && url.find(':') != url.npos && url[0] != '/');
  if (url.starts_with('-') || !is_plain(url) || url.size() > 2'000)
    return invalid("its address is none")
        .with_hint("https://host/path.git, ssh://git@host/path.git or git@host:path.git");
  if (!is_web && !is_shell && !url.starts_with("file:///") && !url.starts_with('/'))
    return invalid("its address begins with nothing that is known")
        .with_hint("https://host/path.git, ssh://git@host/path.git or git@host:path.git");
  if (is_web && url.substr(scheme + 3, url.find('/', scheme + 3) - scheme - 3).find('@') != url.npos)
    return invalid("its address holds a user or a password, and addresses are shown and logged")
        .with_hint("give them as gitops-user and gitops-token");
  if (!repository.token.empty() && !url.starts_with("https://") && !url.starts_with("http://127.0.0.1"))
    return invalid("a token is sent by https only").with_hint("change gitops-repository, or give no gitops-token");
  if (repository.token.reveal().find_first_of("\r\n") != std::string::npos)
    return invalid("its token has several lines");
  if (!is_plain(repository.user)) return invalid("its user is no name");
  const auto& branch = repository.branch;
  if (branch.empty() || branch.size() > 200 || branch.front() == '-' || branch.front() == '/' || branch.back() == '/' ||
      branch.ends_with(".lock") || branch.find("..") != branch.npos || branch.find("//") != branch.npos ||
      branch.find_first_of("~^:?*[\\@") != branch.npos || !is_plain(branch))
    return invalid(fmt::format("'{}' is no name of a branch", branch));
  return ok();
}

GitTarget::GitTarget(GitopsRepository repository, fs::path folder, process::Spawner& spawner)
    : repository_(std::move(repository)), folder_(std::move(folder)), spawner_(spawner) {}

Result<GitTarget::Told> GitTarget::ask(std::vector<std::string> arguments, std::string_view input) {
  process::Command command;
  command.argv = {"git", "--literal-pathspecs", "--git-dir=" + (folder_ / "repository").string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                 {"HOME", variable("HOME")},  // ssh looks for known hosts and keys there
                 {"LC_ALL", "C.UTF-8"},
                 {"GIT_TERMINAL_PROMPT", "0"},
                 {"GIT_INDEX_FILE", (folder_ / "index").string()},
                 {"GIT_SSH_COMMAND", repository_.ssh_key.empty() ? "ssh -o BatchMode=yes"
                                                                 : "ssh -o BatchMode=yes -o IdentitiesOnly=yes -i " +
                                                                       quoted(repository_.ssh_key)},
                 {"GIT_AUTHOR_NAME", std::string(product::name)},
                 {"GIT_AUTHOR_EMAIL", fmt::format("{}@localhost", product::binary)},
                 {"GIT_COMMITTER_NAME", std::string(product::name)},
                 {"GIT_COMMITTER_EMAIL", fmt::format("{}@localhost", product::binary)},
                 {"GIT_CONFIG_NOSYSTEM", "1"},
                 {"GIT_CONFIG_GLOBAL", "/dev/null"}};
  std::vector<std::pair<std::string, std::string>> settings{
      {"safe.directory", "*"}, {"gc.autoDetach", "false"}, {"core.hooksPath", "/dev/null"}, {"credential.helper", ""}};
  if (!repository_.token.empty()) {
    // By variables, which other users do not see: neither a command line nor an address has it.
    settings.emplace_back("credential.helper",
                          "!f() { echo \"username=$TARGET_USER\"; echo \"password=$TARGET_TOKEN\"; }; f");
    command.env.emplace_back("TARGET_USER", repository_.user);
    command.env.emplace_back("TARGET_TOKEN", repository_.token.reveal());
  }
  command.env.emplace_back("GIT_CONFIG_COUNT", std::to_string(settings.size()));
  for (std::size_t i = 0; i < settings.size(); ++i) {
    command.env.emplace_back(fmt::format("GIT_CONFIG_KEY_{}", i), settings[i].first);
    command.env.emplace_back(fmt::format("GIT_CONFIG_VALUE_{}", i), settings[i].second);
  }
  command.timeout = longest_command;
  TRY(const auto output, spawner_.run_tool(command, input, {}, most_output));
  std::string words = std::string(trim(output.err));
  if (!repository_.token.empty()) words = replace_all(words, repository_.token.reveal(), "***");
  if (output.exit.reason == process::EndReason::timed_out) words = "it gave no answer in time";
  return Told{output.exit.is_success(), output.out, shown(words, most_words)};
}

Result<std::string> GitTarget::git(std::vector<std::string> arguments, std::string_view input) {
  const std::string what = arguments.front();
  TRY(auto told, ask(std::move(arguments), input));
  if (told.is_ok) return std::move(told.out);
  log::error("git has failed", {{"command", what}, {"error", told.words}});
  return failed("delivery.gitops_failed", fmt::format("Git could not carry out '{}' for the manifests.", what))
      .with_hint("The server's log says why.");
}

Status GitTarget::prepare() {
  CHECK_OK(check_repository(repository_));
  std::error_code error;
  if (fs::exists(folder_ / "repository" / "HEAD", error)) return ok();
  make_private_folder(folder_);
  CHECK_OK(git({"init", "--bare", "--quiet"}));
  return ok();
}

Result<std::string> GitTarget::fetch() {
  const std::lock_guard lock(mutex_);
  return fetch_locked();
}

Result<std::string> GitTarget::fetch_locked() {
  CHECK_OK(prepare());
  const auto unreachable = [&](const std::string& words) {
    return unavailable("delivery.gitops_unreachable",
                       fmt::format("The repository {} for manifests does not answer: {}", repository_.url, words))
        .with_hint(
            "Is the address right, and may its credentials read and push? See gitops-repository, gitops-token, "
            "gitops-ssh-key.");
  };
  // Asked first, because a branch that is not there yet is no failure.
  const std::string ref = "refs/heads/" + repository_.branch;
  TRY(const auto listed, ask({"ls-remote", "--quiet", repository_.url, ref}));
  if (!listed.is_ok) return unreachable(listed.words);
  std::string tip;
  for (const std::string& line : split(listed.out, '\n'))  // also of names that only end in this one
    if (const auto tab = line.find('\t'); tab != line.npos && line.substr(tab + 1) == ref) tip = line.substr(0, tab);
  if (tip.empty()) return tip;
  if (!is_commit(tip)) return unreachable("it answers something else than Git does");
  TRY(const auto known, ask({"rev-parse", "--quiet", "--verify", kept_ref}));
  if (known.is_ok && trim(known.out) == tip) return tip;
  TRY(const auto fetched,
      ask({"fetch", "--quiet", "--no-tags", "--depth=1", repository_.url, fmt::format("+{}:{}", ref, kept_ref)}));
  if (!fetched.is_ok) return unreachable(fetched.words);
  TRY(const std::string now, git({"rev-parse", kept_ref}));
  return std::string(trim(now));
}

Result<std::map<std::string, std::string>> GitTarget::read(const std::string& commit, const std::string& path) {
  std::map<std::string, std::string> out;
  if (commit.empty()) return out;
  const std::lock_guard lock(mutex_);
  TRY(const std::string listed, git({"ls-tree", "-r", "-z", commit, path + "/"}));
  std::size_t bytes = 0;
  for (const std::string& entry : split(listed, '\0')) {
    // "100644 blob <object>\t<path>"
    const auto tab = entry.find('\t');
    if (tab == entry.npos || entry.find(" blob ") == entry.npos) continue;  // links to other repositories are not ours
    if (out.size() == most_files)
      return failed("delivery.gitops_too_large", fmt::format("'{}' has more than {} files.", path, most_files));
    TRY(std::string content, git({"cat-file", "blob", entry.substr(tab - no_object.size(), no_object.size())}));
    if (bytes += content.size(); bytes > most_bytes)
      return failed("delivery.gitops_too_large", fmt::format("'{}' has more than {} bytes.", path, most_bytes));
    out[entry.substr(tab + 1)] = std::move(content);
  }
  return out;
}

std::string GitTarget::last_author(const std::string& commit) {
  const std::lock_guard lock(mutex_);
  const auto said = git({"show", "--no-patch", "--format=%an, %h", commit});
  return said ? shown(std::string(trim(*said)), most_words) : "";
}

Result<std::string> GitTarget::tree_of(const std::string& base, const FileEdits& edits) {
  std::error_code ignored;  // of a command that was killed
  fs::remove(folder_ / "index", ignored);
  fs::remove(folder_ / "index.lock", ignored);
  if (base.empty())
    CHECK_OK(git({"read-tree", "--empty"}));
  else
    CHECK_OK(git({"read-tree", base}));
  std::string lines;
  for (const auto& [path, content] : edits) {
    if (!content) {
      if (base.empty()) continue;
      lines += fmt::format("0 {}\t{}", no_object, path) + '\0';
      continue;
    }
    TRY(const std::string object, git({"hash-object", "-w", "--stdin"}, *content));
    lines += fmt::format("100644 {}\t{}", trim(object), path) + '\0';
  }
  if (!lines.empty()) CHECK_OK(git({"update-index", "-z", "--index-info"}, lines));
  TRY(const std::string tree, git({"write-tree"}));
  if (base.empty()) return lines.empty() ? std::string() : std::string(trim(tree));
  TRY(const std::string before, git({"rev-parse", base + "^{tree}"}));
  return trim(tree) == trim(before) ? std::string() : std::string(trim(tree));
}

Result<std::string> GitTarget::commit(const std::string& message, const Edit& edit, std::stop_token stop) {
  std::string words;
  for (int attempt = 0; attempt < most_pushes; ++attempt) {
    if (stop.stop_requested())
      return failed("delivery.cancelled", "It was cancelled before the manifests were pushed.");
    TRY(const std::string base, fetch());
    TRY(const FileEdits edits, edit(base));
    const std::lock_guard lock(mutex_);
    TRY(const std::string tree, tree_of(base, edits));
    if (tree.empty()) return base;
    std::vector<std::string> arguments{"commit-tree", tree, "-m", message};
    if (!base.empty()) arguments.insert(arguments.end(), {"-p", base});
    TRY(const std::string made, git(std::move(arguments)));
    const std::string commit(trim(made));
    // The lease: the branch is still where we looked. Our commit is on top of that, so nothing is ever lost by it.
    const std::string ref = "refs/heads/" + repository_.branch;
    TRY(const auto pushed,
        ask({"push", "--quiet", "--force-with-lease=" + ref + ":" + base, repository_.url, commit + ":" + ref}));
    // What the answer was does not matter: the branch says whether it came through, whether others were faster, or
    // whether the repository does not want it.
    TRY(const std::string now, fetch_locked());
    if (now == commit) return commit;
    words = pushed.words;
    if (!pushed.is_ok && now == base)
      return failed("delivery.gitops_refused",
                    fmt::format("The repository {} does not take the manifests: {}", repository_.url, words))
          .with_hint(fmt::format("May its credentials push to the branch '{}', and is that not protected?",
                                 repository_.branch));
    // Others have pushed, before ours or on top of it: look at what there is now.
  }
  return unavailable(
             "delivery.gitops_busy",
             fmt::format("Others pushed to {} all the time; the manifests were not committed.", repository_.url))
      .with_hint("Deploy again.");
}

}  // namespace towpath::delivery
