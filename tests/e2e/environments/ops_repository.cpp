#include "ops_repository.h"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>

#include "base/strings.h"
#include "support/server_process.h"

namespace towpath::testing {
namespace {

namespace fs = std::filesystem;

Finished try_git(const std::string& words) {
  return run_shell(
      "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git -c user.name=Ada -c user.email=ada@example.org " + words +
      " 2>&1");
}

std::string git(const std::string& words) {
  const Finished finished = try_git(words);
  REQUIRE_MESSAGE(finished.code == 0, finished.out);
  return std::string(trim(finished.out));
}

}  // namespace

OpsRepository::OpsRepository() {
  std::string folder = (fs::temp_directory_path() / "ops-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  folder_ = folder;
  git("init -q --bare -b main " + url());
}

OpsRepository::~OpsRepository() {
  std::error_code ignored;  // in the machine's temporary folder
  fs::remove_all(folder_, ignored);
}

std::set<std::string> OpsRepository::files() const {
  std::set<std::string> out;
  const Finished listed = try_git("--git-dir=" + url() + " ls-tree -r --name-only main");
  if (listed.code != 0) return out;
  for (const std::string& each : split(trim(listed.out), '\n'))
    if (!each.empty()) out.insert(each);
  return out;
}

std::string OpsRepository::content(const std::string& file) const {
  const Finished shown = try_git("--git-dir=" + url() + " show main:" + file);
  return shown.code == 0 ? shown.out : "";
}

std::vector<std::string> OpsRepository::commits() const {
  return split(git("--git-dir=" + url() + " log --format=%s main"), '\n');
}

std::string OpsRepository::history() const { return git("--git-dir=" + url() + " log -p --all"); }

void OpsRepository::change(const std::string& file, const std::string& text) {
  const std::string clone = (folder_ / ("clone-" + std::to_string(++clones_))).string();
  git("clone -q " + url() + " " + clone);
  std::ofstream(clone + "/" + file) << text;
  git("-C " + clone + " commit -qam 'by hand'");
  git("-C " + clone + " push -q origin main");
}

}  // namespace towpath::testing
