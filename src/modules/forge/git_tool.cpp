#include "git_tool.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "log/log.h"

namespace towpath::forge {
namespace {

constexpr std::chrono::seconds longest{60};
constexpr std::size_t max_output = std::size_t{64} << 20;
constexpr std::size_t max_patch_files = 300;  ///< In one diff of all files: the command line is finite.

Error git_failed(const process::Output& output, const std::string& what) {
  log::error("git has failed",
             {{"command", what}, {"exit", process::describe(output.exit)}, {"error", output.err.substr(0, 2000)}});
  return failed("forge.git_failed", fmt::format("Git could not carry out '{}'.", what))
      .with_hint("The server's log says why.");
}

}  // namespace

process::Command git_command(std::vector<std::string> arguments) {
  process::Command command;
  command.argv = {"git"};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.env = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                 {"HOME", "/nonexistent"},
                 {"GIT_CONFIG_NOSYSTEM", "1"},
                 {"LC_ALL", "C.UTF-8"},
                 {"GIT_CONFIG_COUNT", "1"},
                 {"GIT_CONFIG_KEY_0", "safe.directory"},
                 {"GIT_CONFIG_VALUE_0", "*"}};
  return command;
}

Result<std::string> GitTool::run(const std::string& folder, std::vector<std::string> arguments) {
  const std::string what = "git " + arguments.front();
  arguments.insert(arguments.begin(), {"--literal-pathspecs", "--git-dir=" + folder});
  process::Command command = git_command(std::move(arguments));
  command.timeout = longest;
  TRY(const process::Output output, spawner_.run_tool(command, {}, {}, max_output));
  if (!output.exit.is_success()) return git_failed(output, what);
  return output.out;
}

Result<std::vector<FileDiff>> GitTool::changed_files(const std::string& folder, const std::string& base,
                                                     const std::string& head) {
  TRY(const std::string list, run(folder, {"diff", "--raw", "--numstat", "-z", "-M", "-l1000", "--no-abbrev",
                                           "--no-ext-diff", "--no-textconv", base, head, "--"}));
  return parse_file_list(list);
}

Result<Diff> GitTool::diff(const std::string& folder, const std::string& base, const std::string& head,
                           const std::string& path) {
  TRY(std::vector<FileDiff> files, changed_files(folder, base, head));
  Diff out;
  out.base = base;
  out.head = head;
  out.file_count = static_cast<std::int64_t>(files.size());
  for (const FileDiff& file : files) {
    out.added += file.added;
    out.removed += file.removed;
  }
  if (!path.empty()) {
    std::erase_if(files, [&](const FileDiff& file) { return file.new_path != path && file.old_path != path; });
    if (files.empty())
      return not_found("forge.path_not_found", fmt::format("'{}' is not among the files that differ.", path));
  }
  if (files.size() > max_diff_files) {
    files.resize(max_diff_files);
    out.is_cut = true;
  }

  std::vector<std::string> arguments{
      "diff", "-p", "--full-index", "--no-color", "--no-ext-diff", "-M", "-l1000", "--no-textconv", base, head, "--"};
  std::int64_t lines = 0;
  std::size_t asked = 0;
  for (FileDiff& file : files) {
    if (file.omission == Omission::binary) continue;
    const std::int64_t changed = file.added + file.removed;
    const bool is_small =
        path.empty() ? changed <= max_file_lines && lines + changed <= max_diff_lines && asked < max_patch_files
                     : changed <= max_asked_lines;
    if (!is_small) {
      file.omission = Omission::too_large;
      continue;
    }
    lines += changed;
    ++asked;
    arguments.push_back(file.new_path);
    if (file.old_path != file.new_path) arguments.push_back(file.old_path);
  }
  if (asked > 0) {
    TRY(const std::string patch, run(folder, std::move(arguments)));
    TRY(auto read, parse_patch(patch));
    std::multimap<std::string, FileDiff*> by_path;
    for (FileDiff& file : read) by_path.emplace(file.new_path, &file);
    for (FileDiff& file : files) {
      if (file.omission != Omission::none) continue;
      // A file that became a link is two files in a patch: gone and new.
      const auto [first, last] = by_path.equal_range(file.new_path);
      for (auto each = first; each != last; ++each)
        for (DiffHunk& hunk : each->second->hunks) file.hunks.push_back(std::move(hunk));
    }
  }
  out.files = std::move(files);
  return out;
}

Result<MergedTree> GitTool::merge(const std::string& folder, const std::string& target, const std::string& head) {
  process::Command command = git_command(
      {"--git-dir=" + folder, "merge-tree", "--write-tree", "--name-only", "-z", "--no-messages", target, head});
  command.timeout = longest;
  TRY(const process::Output output, spawner_.run_tool(command, {}, {}, max_output));
  const bool has_answer = output.exit.reason == process::EndReason::exited && output.exit.code &&
                          (*output.exit.code == 0 || *output.exit.code == 1);
  if (!has_answer) return git_failed(output, "git merge-tree");
  MergedTree out;
  for (const std::string& field : split(output.out, '\0')) {
    if (out.tree.empty())
      out.tree = std::string(trim(field));
    else if (!field.empty())
      out.conflicts.push_back(field);
  }
  if (output.exit.code == 0) out.conflicts.clear();
  return out;
}

}  // namespace towpath::forge
