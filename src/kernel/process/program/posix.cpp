#include "posix.h"

#include <cerrno>
#include <cstdio>
#include <ctime>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace towpath::process {

std::string read_file(const std::string& path) {
  std::string text;
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return text;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = read(fd, buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<std::size_t>(got));
  close(fd);
  return text;
}

bool write_file(const std::string& path, std::string_view text) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool ok = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int error = errno;
  close(fd);
  errno = error;
  return ok;
}

bool replace_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  const int fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool ok = write_all(fd, text.data(), text.size());
  close(fd);
  return ok && rename(beside.c_str(), path.c_str()) == 0;
}

bool make_directories(const std::string& path) {
  for (std::size_t at = 1; at != std::string::npos;) {
    at = path.find('/', at);
    const auto part = path.substr(0, at);
    if (mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) return false;
    if (at != std::string::npos) ++at;
  }
  return true;
}

std::vector<std::string> list_directory(const std::string& path) {
  std::vector<std::string> names;
  DIR* dir = opendir(path.c_str());
  if (dir == nullptr) return names;
  while (const dirent* entry = readdir(dir)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  closedir(dir);
  return names;
}

namespace {

bool give_entry(int parent, const char* name, unsigned uid, unsigned gid) {
  if (fchownat(parent, name, uid, gid, AT_SYMLINK_NOFOLLOW) != 0) return false;
  const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return true;  // Not a directory.
  DIR* dir = fdopendir(fd);
  bool ok = dir != nullptr;
  while (ok) {
    const dirent* entry = readdir(dir);
    if (entry == nullptr) break;
    const std::string_view inner = entry->d_name;
    if (inner != "." && inner != "..") ok = give_entry(fd, entry->d_name, uid, gid);
  }
  if (dir != nullptr) closedir(dir);
  return ok;
}

}  // namespace

bool give_tree(const std::string& path, unsigned uid, unsigned gid) {
  return give_entry(AT_FDCWD, path.c_str(), uid, gid);
}

std::uint64_t parse_number(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::vector<std::string_view> split_view(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  while (true) {
    const auto at = text.find(separator);
    pieces.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::int64_t monotonic_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

std::int64_t realtime_us() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

void exec_search(const std::vector<std::string>& argv, const std::vector<std::string>& env) {
  std::vector<char*> arguments, variables;
  for (const auto& a : argv) arguments.push_back(const_cast<char*>(a.c_str()));
  std::string_view path = "/usr/local/bin:/usr/bin:/bin";
  for (const auto& e : env) {
    variables.push_back(const_cast<char*>(e.c_str()));
    if (e.compare(0, 5, "PATH=") == 0) path = std::string_view(e).substr(5);
  }
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  if (argv[0].find('/') != std::string::npos) {
    execve(argv[0].c_str(), arguments.data(), variables.data());
    return;
  }
  int error = ENOENT;
  for (const auto folder : split_view(path, ':')) {
    const std::string candidate = std::string(folder) + "/" + argv[0];
    execve(candidate.c_str(), arguments.data(), variables.data());
    if (errno != ENOENT && errno != ENOTDIR) error = errno;  // What was found but not allowed says more than "missing".
  }
  errno = error;
}

}  // namespace towpath::process
