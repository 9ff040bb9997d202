#include "processes.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/strings.h"
#include "process/shim.h"

namespace towpath::faults {
namespace fs = std::filesystem;

/// Without iostreams, which throw when a process ends while its file is read.
std::string read_all(const fs::path& file) {
  std::string out;
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  char buffer[4096];
  for (ssize_t n = 0; fd >= 0 && (n = ::read(fd, buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  if (fd >= 0) ::close(fd);
  return out;
}

namespace {

/// "shim shim launch <directory> <tag>"; its keeper below it looks the same.
bool is_shim(const Process& process) { return process.words.size() >= 5 && process.words[1] == "shim"; }

}  // namespace

std::vector<Process> processes() {
  std::vector<Process> out;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    Process process;
    if (std::from_chars(name.data(), name.data() + name.size(), process.pid).ec != std::errc()) continue;
    const std::string stat = read_all(entry.path() / "stat");
    const auto close = stat.rfind(')');
    if (close == std::string::npos || close + 4 >= stat.size() || stat[close + 2] == 'Z') continue;
    process.parent = std::atoi(stat.c_str() + close + 4);
    process.words = split(read_all(entry.path() / "cmdline"), '\0');
    out.push_back(std::move(process));
  }
  return out;
}

std::vector<std::string> shim_directories(const fs::path& data) {
  std::set<std::string> found;
  for (const Process& process : processes())
    if (is_shim(process) && process.words[3].starts_with(data.string() + "/"))
      found.insert(process.words[3].substr(data.string().size() + 1));
  return {found.begin(), found.end()};
}

pid_t shim_of(const fs::path& data, const std::string& directory) {
  const auto all = processes();
  for (const Process& process : all) {
    if (!is_shim(process) || process.words[3] != (data / directory).string()) continue;
    const bool is_keeper = std::any_of(all.begin(), all.end(), [&](const Process& other) {
      return other.pid == process.parent && other.words == process.words;
    });
    if (!is_keeper) return process.pid;
  }
  return 0;
}

std::vector<pid_t> spawners(const fs::path& data) {
  std::vector<pid_t> out;
  std::string tag;
  const auto all = processes();
  for (const Process& process : all)
    if (is_shim(process) && process.words[3].starts_with(data.string() + "/")) tag = process.words[4];
  const auto is_spawner = [&](const Process& process) {
    return process.words.size() > 3 && process.words[1] == "spawner" && process.words[3] == tag;
  };
  for (const Process& process : all) {
    if (!is_spawner(process)) continue;
    // Its factory, which jobs are born from, looks the same.
    const bool is_factory = std::any_of(
        all.begin(), all.end(), [&](const Process& other) { return other.pid == process.parent && is_spawner(other); });
    if (!is_factory) out.push_back(process.pid);
  }
  return out;
}

std::vector<pid_t> children(pid_t parent) {
  std::vector<pid_t> out;
  for (const Process& process : processes())
    if (process.parent == parent) out.push_back(process.pid);
  return out;
}

void end_shims(const fs::path& data) {
  const auto shims = process::make_shim_client(data);
  if (!shims.has_value()) return;
  // Also those whose shim was killed: what it ran is found by its directory.
  std::set<fs::path> directories;
  std::error_code ignored;  // a folder that goes while it is walked holds nothing to end
  for (auto it = fs::recursive_directory_iterator(data, fs::directory_options::skip_permission_denied, ignored);
       it != fs::recursive_directory_iterator(); it.increment(ignored))
    if (it->path().filename() == "control" || it->path().filename() == "state")
      directories.insert(it->path().parent_path());
  for (const fs::path& directory : directories) (void)(*shims)->stop(directory, std::chrono::seconds(1));
}

}  // namespace towpath::faults
