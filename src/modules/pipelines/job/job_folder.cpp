#include "job/job_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <system_error>

#include "base/strings.h"

namespace towpath::pipelines {
namespace {

using process::OwnedFd;

// Deeper trees are refused: nobody builds them, and walking them would use up the stack.
constexpr std::size_t max_depth = 128;

[[noreturn]] void disk_failed(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

Error unsafe(std::string_view path) {
  return invalid_input("pipelines.unsafe_path", "'" + std::string(path) + "' does not stay inside the workspace")
      .with_hint("use a relative path without '..' that does not lead through a symbolic link");
}

Error missing_file(std::string_view path) {
  return not_found("pipelines.file_not_found", "there is no '" + std::string(path) + "' in the workspace");
}

std::optional<std::vector<std::string>> steps_of(std::string_view path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string> steps = split(path, '/');
  std::erase_if(steps, [](const std::string& step) { return step.empty() || step == "."; });
  if (std::find(steps.begin(), steps.end(), "..") != steps.end() || steps.size() > max_depth) return std::nullopt;
  return steps;
}

OwnedFd open_folder_at(int parent, const char* name) {
  return OwnedFd(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

struct CloseDir {
  void operator()(DIR* dir) const { closedir(dir); }
};

std::vector<std::string> names_in(int folder) {
  const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseDir> dir(copy < 0 ? nullptr : fdopendir(copy));
  std::vector<std::string> names;
  if (dir == nullptr) return names;  // it went away meanwhile, or may not be read
  while (const dirent* entry = readdir(dir.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) disk_failed("write a file of a job");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void remove_at(int parent, const char* name, std::size_t depth) {
  if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return;
  const OwnedFd folder = open_folder_at(parent, name);
  if (!folder || depth > max_depth) disk_failed("remove a file of a job");
  for (const std::string& child : names_in(folder.get())) remove_at(folder.get(), child.c_str(), depth + 1);
  if (unlinkat(parent, name, AT_REMOVEDIR) != 0 && errno != ENOENT) disk_failed("remove a folder of a job");
}

std::string read_link(int parent, const char* name) {
  std::array<char, 4096> buffer;
  const ssize_t length = readlinkat(parent, name, buffer.data(), buffer.size());
  return length < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(length));
}

std::optional<JobFolder::Entry> describe(int parent, const std::string& name, std::string path) {
  struct stat info {};
  if (fstatat(parent, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  JobFolder::Entry entry;
  entry.path = std::move(path);
  if (S_ISDIR(info.st_mode)) {
    entry.kind = JobFolder::Kind::folder;
  } else if (S_ISLNK(info.st_mode)) {
    entry.kind = JobFolder::Kind::link;
    entry.target = read_link(parent, name.c_str());
  } else if (S_ISREG(info.st_mode)) {
    entry.size = static_cast<std::uint64_t>(info.st_size);
    entry.is_executable = (info.st_mode & 0111) != 0;
  } else {
    return std::nullopt;
  }
  return entry;
}

void walk_folder(int folder, const std::string& prefix, std::size_t depth,
                 const std::function<bool(const JobFolder::Entry&)>& visit) {
  if (depth > max_depth) return;
  for (const std::string& name : names_in(folder)) {
    const auto entry = describe(folder, name, prefix.empty() ? name : prefix + "/" + name);
    if (!entry || !visit(*entry) || entry->kind != JobFolder::Kind::folder) continue;
    const OwnedFd child = open_folder_at(folder, name.c_str());
    if (child) walk_folder(child.get(), entry->path, depth + 1, visit);
  }
}

}  // namespace

JobFolder JobFolder::open(const std::filesystem::path& path) {
  OwnedFd root(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) disk_failed("open the folder of a job");
  return JobFolder(std::move(root));
}

void JobFolder::give(int fd) const {
  struct stat info {};
  if (geteuid() != 0 || fstat(root_.get(), &info) != 0 || info.st_uid == 0) return;
  if (fchown(fd, info.st_uid, info.st_gid) != 0) disk_failed("give a file to a job");
}

void JobFolder::give_at(int parent, const char* name) const {
  struct stat info {};
  if (geteuid() != 0 || fstat(root_.get(), &info) != 0 || info.st_uid == 0) return;
  if (fchownat(parent, name, info.st_uid, info.st_gid, AT_SYMLINK_NOFOLLOW) != 0) disk_failed("give a file to a job");
}

Result<OwnedFd> JobFolder::folder(const std::vector<std::string>& steps, Missing missing) const {
  OwnedFd at(fcntl(root_.get(), F_DUPFD_CLOEXEC, 0));
  for (const std::string& step : steps) {
    bool is_new = false;
    if (missing == Missing::is_made) {
      is_new = mkdirat(at.get(), step.c_str(), 0755) == 0;
      if (!is_new && errno != EEXIST) disk_failed("make a folder of a job");
    }
    OwnedFd next = open_folder_at(at.get(), step.c_str());
    if (!next) return errno == ENOENT ? missing_file(join(steps, "/")) : unsafe(join(steps, "/"));
    if (is_new) give(next.get());
    at = std::move(next);
  }
  return at;
}

Result<JobFolder::Place> JobFolder::place(std::string_view path, Missing missing) const {
  auto steps = steps_of(path);
  if (!steps || steps->empty()) return unsafe(path);
  Place place;
  place.name = std::move(steps->back());
  steps->pop_back();
  TRY(place.parent, folder(*steps, missing));
  return place;
}

Result<OwnedFd> JobFolder::open_file(std::string_view path) const {
  TRY(const Place at, place(path, Missing::fails));
  // Non-blocking, so that a pipe in place of the file does not hold us up.
  OwnedFd file(openat(at.parent.get(), at.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return errno == ENOENT ? missing_file(path) : unsafe(path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return unsafe(path);
  return file;
}

Result<std::string> JobFolder::read(std::string_view path, std::size_t limit) const {
  TRY(const OwnedFd file, open_file(path));
  std::string content;
  std::array<char, 64 * 1024> buffer;
  while (true) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno != EINTR) disk_failed("read a file of a job");
    if (got == 0) return content;
    if (got > 0) content.append(buffer.data(), static_cast<std::size_t>(got));
    if (content.size() > limit) {
      return invalid_input("pipelines.file_too_large",
                           "'" + std::string(path) + "' has more than " + std::to_string(limit) + " bytes");
    }
  }
}

Result<OwnedFd> JobFolder::create_file(std::string_view path, mode_t mode) const {
  TRY(const Place at, place(path, Missing::is_made));
  remove_at(at.parent.get(), at.name.c_str(), 0);
  OwnedFd file(openat(at.parent.get(), at.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (!file) return unsafe(path);
  if (fchmod(file.get(), mode) != 0) disk_failed("set the mode of a file of a job");
  give(file.get());
  return file;
}

Status JobFolder::make_link(std::string_view path, const std::string& target) const {
  TRY(const Place at, place(path, Missing::is_made));
  remove_at(at.parent.get(), at.name.c_str(), 0);
  if (symlinkat(target.c_str(), at.parent.get(), at.name.c_str()) != 0) return unsafe(path);
  give_at(at.parent.get(), at.name.c_str());
  return ok();
}

Status JobFolder::write(std::string_view path, std::string_view content, mode_t mode) const {
  TRY(const OwnedFd file, create_file(path, mode));
  write_all(file.get(), content);
  return ok();
}

Status JobFolder::make_folder(std::string_view path) const {
  const auto steps = steps_of(path);
  if (!steps) return unsafe(path);
  CHECK_OK(folder(*steps, Missing::is_made));
  return ok();
}

Status JobFolder::remove(std::string_view path) const {
  const auto steps = steps_of(path);
  if (!steps) return unsafe(path);
  if (steps->empty()) {
    for (const std::string& name : names_in(root_.get())) remove_at(root_.get(), name.c_str(), 0);
    return ok();
  }
  const Result<Place> at = place(path, Missing::fails);
  if (!at) return at.error().code() == "pipelines.file_not_found" ? ok() : Status(at.error());
  remove_at(at.value().parent.get(), at.value().name.c_str(), 0);
  return ok();
}

// `source` is ours and does not change; `target` is the job's.
Status JobFolder::merge(int source, int target) const {
  for (const std::string& name : names_in(source)) {
    const OwnedFd folder = open_folder_at(source, name.c_str());
    if (!folder) {
      if (const OwnedFd in_the_way = open_folder_at(target, name.c_str())) remove_at(target, name.c_str(), 0);
      give_at(source, name.c_str());
      if (renameat(source, name.c_str(), target, name.c_str()) != 0) disk_failed("move a file to a job");
      continue;
    }
    if (mkdirat(target, name.c_str(), 0755) == 0) {
      give_at(target, name.c_str());
    } else if (errno != EEXIST) {
      disk_failed("make a folder of a job");
    }
    OwnedFd own = open_folder_at(target, name.c_str());
    if (!own) {
      remove_at(target, name.c_str(), 0);
      if (mkdirat(target, name.c_str(), 0755) != 0) return unsafe(name);
      give_at(target, name.c_str());
      own = open_folder_at(target, name.c_str());
      if (!own) return unsafe(name);
    }
    CHECK_OK(merge(folder.get(), own.get()));
  }
  return ok();
}

Status JobFolder::take_in(const std::filesystem::path& source, std::string_view path) const {
  const auto steps = steps_of(path);
  if (!steps) return unsafe(path);
  TRY(const OwnedFd target, folder(*steps, Missing::is_made));
  const OwnedFd from(::open(source.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!from) disk_failed("open a folder to be moved to a job");
  return merge(from.get(), target.get());
}

Result<JobFolder::Entry> JobFolder::entry(std::string_view path) const {
  const auto steps = steps_of(path);
  if (!steps) return unsafe(path);
  if (steps->empty()) return Entry{"", Kind::folder, 0, false, ""};
  TRY(const Place at, place(path, Missing::fails));
  auto found = describe(at.parent.get(), at.name, join(*steps, "/"));
  if (!found) return missing_file(path);
  return std::move(*found);
}

Status JobFolder::walk(std::string_view path, const std::function<bool(const Entry&)>& visit) const {
  const auto steps = steps_of(path);
  if (!steps) return unsafe(path);
  TRY(const OwnedFd at, folder(*steps, Missing::fails));
  walk_folder(at.get(), join(*steps, "/"), steps->size(), visit);
  return ok();
}

}  // namespace towpath::pipelines
