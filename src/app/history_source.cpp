#include "history_source.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "process/spawner.h"
#include "scratch_folder.h"

namespace towpath::app {
namespace {

namespace fs = std::filesystem;

bool is_remote(const std::string& source) {
  if (fs::exists(source)) return false;
  if (source.find("://") != std::string::npos) return true;
  const auto colon = source.find(':'), slash = source.find('/');
  return colon != std::string::npos && (slash == std::string::npos || colon < slash);  // user@host:path
}

std::string name_of(std::string source) {
  while (source.ends_with('/')) source.pop_back();
  std::string name = fs::path(source).filename().string();
  if (name.empty() || name == "." || name == "..") name = fs::weakly_canonical(source).filename().string();
  if (const auto colon = name.rfind(':'); colon != std::string::npos) name = name.substr(colon + 1);
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  name = to_lower(name);
  for (char& c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_')) c = '-';
  while (!name.empty() && (name.front() == '-' || name.front() == '.' || name.front() == '_')) name.erase(0, 1);
  return name.empty() ? "history" : name.substr(0, 63);
}

/// Commits only: trees and files say nothing about delivery.
Status clone(const std::string& url, const fs::path& into, const fs::path& scratch) {
  process::SpawnerOptions options;
  options.data_directory = scratch;
  options.engine = process::SpawnerOptions::Engine::none;
  TRY(const auto spawner, process::start_spawner(std::move(options)));
  process::Command command;
  command.argv = {"git", "clone", "--quiet", "--bare", "--filter=tree:0", "--", url, into.string()};
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto equals = text.find('=');
    if (equals != std::string::npos && !text.starts_with("GIT_TERMINAL_PROMPT="))
      command.env.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  command.env.emplace_back("GIT_TERMINAL_PROMPT", "0");
  TRY(const process::Output output, spawner->run_tool(command));
  if (output.exit.is_success()) return ok();
  return failed("app.clone_failed", fmt::format("git could not clone {}: {}", without_credentials(url),
                                                trim(replace_all(output.err, url, without_credentials(url)))))
      .with_hint("Try 'git clone' by itself, then name the clone instead of the URL.");
}

}  // namespace

std::string without_credentials(const std::string& url) {
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) return url;
  const auto host = scheme + 3, slash = std::min(url.find('/', host), url.size()), at = url.rfind('@', slash);
  if (at == std::string::npos || at < host || at > slash) return url;
  return url.substr(0, host) + url.substr(at + 1);
}

Result<HistorySource> open_history(const std::string& source) {
  HistorySource out;
  out.name = name_of(source);
  if (!is_remote(source)) {
    out.label = fs::weakly_canonical(source).string();
    TRY(out.history, forge::read_history(source));
    return out;
  }
  out.label = without_credentials(source);
  const auto scratch = ScratchFolder::make("history");
  if (!scratch.has_value()) return failed("app.clone_failed", "There is no place for a temporary clone.");
  const fs::path into = scratch->path() / "clone";
  CHECK_OK(clone(source, into, scratch->path()));
  TRY(out.history, forge::read_history(into.string()));
  return out;
}

}  // namespace towpath::app
