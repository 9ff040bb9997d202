#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <climits>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "gitops/git_target.h"
#include "process/spawner.h"
#include "scratch_folder.h"

namespace towpath::delivery::testing {

/// A bare repository that others push to as well, with the real git.
class GitRemote {
 public:
  explicit GitRemote(const std::filesystem::path& folder) : folder_(folder) {
    process::SpawnerOptions options;
    options.data_directory = folder / "spawner";
    spawner_ = process::start_spawner(options).value();
    git({"init", "--quiet", "--bare", "--initial-branch=main", url()});
  }

  process::Spawner& spawner() { return *spawner_; }
  std::string url() const { return (folder_ / "remote.git").string(); }

  /// In `where`; what it wrote. The test fails when git does.
  std::string git(std::vector<std::string> arguments, const std::filesystem::path& where = "/") {
    process::Command command;
    command.argv = {"git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "safe.directory=*"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"HOME", folder_.string()}, {"GIT_CONFIG_NOSYSTEM", "1"}};
    command.cwd = where;
    const auto output = spawner_->run_tool(command).value();
    REQUIRE_MESSAGE(output.exit.is_success(), output.err);
    return std::string(trim(output.out));
  }
  std::string tip(const std::string& branch = "main") { return git({"--git-dir=" + url(), "rev-parse", branch}); }
  int commits(const std::string& branch = "main") {
    return std::stoi(git({"--git-dir=" + url(), "rev-list", "--count", branch}));
  }
  /// Paths to content of everything on the branch.
  std::map<std::string, std::string> files(const std::string& branch = "main") {
    std::map<std::string, std::string> out;
    for (const auto& path : split(git({"--git-dir=" + url(), "ls-tree", "-r", "--name-only", branch}), '\n'))
      if (!path.empty()) out[path] = git({"--git-dir=" + url(), "show", branch + ":" + path});
    return out;
  }

  /// Somebody else: files to content, "" takes a file away. Answers the commit.
  std::string push_by_hand(const std::map<std::string, std::string>& changes) {
    const auto clone = folder_ / ("clone-" + std::to_string(++clones_));
    git({"clone", "--quiet", url(), clone.string()});
    for (const auto& [path, content] : changes) {
      if (content.empty()) {
        std::filesystem::remove(clone / path);
        continue;
      }
      std::filesystem::create_directories((clone / path).parent_path());
      std::ofstream(clone / path) << content;
    }
    git({"add", "--all"}, clone);
    git({"commit", "--quiet", "-m", "by hand"}, clone);
    git({"push", "--quiet", "origin", "HEAD:refs/heads/main"}, clone);
    return git({"rev-parse", "HEAD"}, clone);
  }

  /// A script that the repository runs at a push: "pre-receive", "post-receive".
  void hook(const std::string& name, const std::string& script) {
    const auto file = std::filesystem::path(url()) / "hooks" / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  }
  void remove_hook(const std::string& name) { std::filesystem::remove(std::filesystem::path(url()) / "hooks" / name); }

  /// This test program again, with one case only and a variable that says what for; how it ended.
  process::Exit run_case(const std::string& name, const std::string& variable) {
    char self[PATH_MAX];
    const auto size = readlink("/proc/self/exe", self, sizeof self);
    REQUIRE(size > 0);
    process::Command command;
    command.argv = {std::string(self, static_cast<std::size_t>(size)), "--no-skip", "--test-case=" + name};
    command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"}, {"TOWPATH_TEST_GITOPS", variable}};
    return spawner_->run_tool(command).value().exit;
  }

 private:
  const std::filesystem::path folder_;
  std::unique_ptr<process::Spawner> spawner_;
  int clones_ = 0;
};

}  // namespace towpath::delivery::testing
