#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "process/spawner.h"

namespace towpath::pipelines {

/// A folder in which untrusted programs run: what lies below it may change at any moment and may be a trap. Every path
/// is followed step by step from the folder itself, and a symbolic link in it is never followed. What is made belongs
/// to the owner of the folder. Paths are relative, with '/' between steps; "" is the folder. One thread.
///
/// Errors of all: pipelines.unsafe_path (absolute, with "..", or through something that is no folder),
/// pipelines.file_not_found. A disk that fails or is full throws.
class JobFolder {
 public:
  enum class Kind { file, folder, link };
  struct Entry {
    std::string path;  ///< Relative to the folder.
    Kind kind = Kind::file;
    std::uint64_t size = 0;
    bool is_executable = false;
    std::string target;  ///< Of a link.
  };

  /// Precondition: `path` exists and its parent is not writable by untrusted programs.
  static JobFolder open(const std::filesystem::path& path);

  /// Up to `limit` bytes of a regular file. Errors: pipelines.file_too_large.
  Result<std::string> read(std::string_view path, std::size_t limit) const;
  /// A regular file for reading.
  Result<process::OwnedFd> open_file(std::string_view path) const;
  /// A new, empty file for writing in place of what has its name; folders above it are made.
  Result<process::OwnedFd> create_file(std::string_view path, mode_t mode) const;
  /// A symbolic link in place of what has its name. Where it leads does not matter: nothing here follows it.
  Status make_link(std::string_view path, const std::string& target) const;
  /// Makes or replaces a file and the folders above it.
  Status write(std::string_view path, std::string_view content, mode_t mode = 0644) const;
  /// Makes a folder and those above it.
  Status make_folder(std::string_view path) const;
  /// Removes a file or a folder with all it holds; ok() when there is none. The folder itself is only emptied.
  Status remove(std::string_view path) const;
  /// Moves the content of `source`, a folder of the server's on the same file system, below `path`. Folders are merged,
  /// files replace what has their name.
  Status take_in(const std::filesystem::path& source, std::string_view path) const;

  /// What a path names.
  Result<Entry> entry(std::string_view path) const;
  /// Everything below `path` in the order of the names, a folder before what it holds; `visit` answers whether to go
  /// into a folder. Entries that are neither file, folder nor link are left out.
  Status walk(std::string_view path, const std::function<bool(const Entry&)>& visit) const;

 private:
  explicit JobFolder(process::OwnedFd root) : root_(std::move(root)) {}

  struct Place {
    process::OwnedFd parent;
    std::string name;
  };
  enum class Missing { fails, is_made };
  Result<process::OwnedFd> folder(const std::vector<std::string>& steps, Missing missing) const;
  Result<Place> place(std::string_view path, Missing missing) const;
  void give(int fd) const;
  void give_at(int parent, const char* name) const;
  Status merge(int source, int target) const;

  process::OwnedFd root_;
};

}  // namespace towpath::pipelines
