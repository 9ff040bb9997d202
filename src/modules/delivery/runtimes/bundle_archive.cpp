#include "bundle_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "process/spawner.h"

namespace towpath::delivery {

namespace {

using process::OwnedFd;
using Path = std::vector<std::string>;  ///< Steps below the bundle's root; empty is the root itself.

Error refused(std::string_view entry, std::string_view why) {
  return invalid_input("delivery.bundle_invalid", fmt::format("the bundle's entry '{}' {}", entry, why))
      .with_hint("build the bundle again without it");
}

Error too_large(std::string_view what) {
  return invalid_input("delivery.bundle_too_large", fmt::format("the bundle {}", what))
      .with_hint("leave out what the workload does not need");
}

[[noreturn]] void disk_failed(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// Steps of a relative path; "." and empty steps are dropped. Nothing when it is absolute or has "..".
std::optional<Path> steps_of(std::string_view text) {
  if (text.starts_with('/')) return std::nullopt;
  Path steps;
  while (!text.empty()) {
    const auto slash = text.find('/');
    const auto step = text.substr(0, slash);
    text.remove_prefix(slash == std::string_view::npos ? text.size() : slash + 1);
    if (step == "..") return std::nullopt;
    if (!step.empty() && step != ".") steps.emplace_back(step);
  }
  return steps;
}

/// A symbolic link stays inside when its leading ".." do not climb above the root and none follows: directories above
/// the link are real ones, so the climb means what it says, while "a/.." may lead anywhere when `a` is a link.
bool stays_inside(std::string_view target, std::size_t depth) {
  while (target == ".." || target.starts_with("../")) {
    if (depth-- == 0) return false;
    target.remove_prefix(target.size() == 2 ? 2 : 3);
    while (target.starts_with('/')) target.remove_prefix(1);
  }
  return steps_of(target).has_value();
}

class Unpacker {
 public:
  Unpacker(archive* in, int root, const BundleLimits& limits) : in_(in), root_(root), limits_(limits) {}

  Status run() {
    archive_entry* entry = nullptr;
    while (true) {
      const int code = archive_read_next_header(in_, &entry);
      if (code == ARCHIVE_EOF) return ok();
      if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return unreadable();
      if (++entries_ > limits_.entries) return too_large(fmt::format("has more than {} entries", limits_.entries));
      const char* name = archive_entry_pathname(entry);
      CHECK_OK(unpack(name == nullptr ? "" : name, entry));
    }
  }

 private:
  Error unreadable() const {
    const char* why = archive_error_string(in_);
    return invalid_input("delivery.bundle_invalid",
                         fmt::format("the bundle is not a readable tar archive: {}", why == nullptr ? "damaged" : why))
        .with_hint("build the bundle again");
  }

  Status unpack(std::string name, archive_entry* entry) {
    if (name.size() > limits_.path_bytes) return refused(name.substr(0, 64) + "...", "has too long a path");
    const auto steps = steps_of(name);
    if (!steps) return refused(name, "leads outside the bundle");
    const char* hard_link = archive_entry_hardlink(entry);
    const auto type = archive_entry_filetype(entry);
    if (steps->empty()) return type == AE_IFDIR ? ok() : Status(refused(name, "has no name"));
    TRY(const OwnedFd parent, directory_of(*steps, name));
    const std::string& last = steps->back();
    if (hard_link != nullptr) return link_file(name, hard_link, parent.get(), last);
    if (type == AE_IFDIR) return make_directory(name, parent.get(), last);
    if (type == AE_IFREG) return write_file(name, entry, parent.get(), last);
    if (type == AE_IFLNK) return make_link(name, archive_entry_symlink(entry), steps->size() - 1, parent.get(), last);
    return refused(name, "is neither a file, a directory nor a link");
  }

  /// The directory an entry belongs into, made when missing; never reached through a link.
  Result<OwnedFd> directory_of(const Path& steps, const std::string& name) {
    OwnedFd at(fcntl(root_, F_DUPFD_CLOEXEC, 0));
    for (std::size_t i = 0; i + 1 < steps.size(); ++i) {
      if (mkdirat(at.get(), steps[i].c_str(), 0755) != 0 && errno != EEXIST)
        disk_failed("make a directory of a bundle");
      at = OwnedFd(openat(at.get(), steps[i].c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!at) return refused(name, "lies below something that is not a directory");
    }
    return at;
  }

  static Status make_directory(const std::string& name, int parent, const std::string& last) {
    if (mkdirat(parent, last.c_str(), 0755) == 0) return ok();
    if (errno != EEXIST) disk_failed("make a directory of a bundle");
    struct stat info {};
    if (fstatat(parent, last.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode)) return ok();
    return refused(name, "is there twice");
  }

  Status write_file(const std::string& name, archive_entry* entry, int parent, const std::string& last) {
    const mode_t mode = (archive_entry_perm(entry) & 0111) != 0 ? 0555 : 0444;
    OwnedFd file(openat(parent, last.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (!file && errno == EEXIST) return refused(name, "is there twice");
    if (!file) disk_failed("make a file of a bundle");
    std::array<char, 128 * 1024> buffer;
    while (true) {
      const auto got = archive_read_data(in_, buffer.data(), buffer.size());
      if (got < 0) return unreadable();
      if (got == 0) break;
      bytes_ += static_cast<std::uint64_t>(got);
      if (bytes_ > limits_.bytes) return too_large(fmt::format("unpacks to more than {} bytes", limits_.bytes));
      for (la_ssize_t done = 0; done < got;) {
        const auto written = write(file.get(), buffer.data() + done, static_cast<std::size_t>(got - done));
        if (written < 0) disk_failed("write a file of a bundle");
        done += written;
      }
    }
    // The umask of the server must not decide whether the workload's user can read its program.
    if (fchmod(file.get(), mode) != 0) disk_failed("make a file of a bundle read-only");
    return ok();
  }

  static Status make_link(const std::string& name, const char* target, std::size_t depth, int parent,
                          const std::string& last) {
    if (target == nullptr || *target == '\0' || !stays_inside(target, depth))
      return refused(name, "is a link that leads outside the bundle");
    if (symlinkat(target, parent, last.c_str()) == 0) return ok();
    if (errno == EEXIST) return refused(name, "is there twice");
    disk_failed("make a link of a bundle");
  }

  Status link_file(const std::string& name, const char* target, int parent, const std::string& last) {
    const auto steps = steps_of(target);
    if (!steps || steps->empty()) return refused(name, "is a link that leads outside the bundle");
    TRY(const OwnedFd folder, directory_of(*steps, name));
    if (linkat(folder.get(), steps->back().c_str(), parent, last.c_str(), 0) == 0) return ok();
    return refused(name, "is a link to a file that is not there, or is there twice");
  }

  archive* in_;
  int root_;
  const BundleLimits& limits_;
  std::uint64_t entries_ = 0, bytes_ = 0;
};

struct CloseArchive {
  void operator()(archive* in) const { archive_read_free(in); }
};

}  // namespace

Status unpack_bundle(int archive_fd, const std::filesystem::path& directory, const BundleLimits& limits) {
  const OwnedFd root(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) disk_failed("open the directory of a bundle");
  const std::unique_ptr<archive, CloseArchive> in(archive_read_new());
  archive_read_support_format_tar(in.get());
  archive_read_support_filter_gzip(in.get());
  archive_read_support_filter_zstd(in.get());
  if (archive_read_open_fd(in.get(), archive_fd, 128 * 1024) != ARCHIVE_OK)
    return invalid_input("delivery.bundle_invalid", "the bundle is not a tar archive")
        .with_hint("build the bundle again");
  return Unpacker(in.get(), root.get(), limits).run();
}

}  // namespace towpath::delivery
