#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace towpath::app {

// A backup is a tar archive compressed with zstd. Its last member, manifest.json, names every other one with its size
// and SHA-256, so that a backup cut short or changed is recognised.

inline constexpr int backup_format_version = 1;

struct ArchiveMember {
  std::string path;  ///< Relative, '/' between parts.
  std::uint64_t size = 0;
  std::string sha256;  ///< Of the content; of the target for a symbolic link.
};

/// What a backup says of itself.
struct Manifest {
  int format = backup_format_version;
  std::string product_version, created_at;  ///< RFC 3339.
  bool has_key = false;                     ///< Whether stored secrets can be read with it.
  std::string key_sha256;                   ///< Of the key's file, whether it is in here or not.
  std::vector<std::string> left_out;        ///< Folders of the data directory with data that is not in here.
  std::vector<ArchiveMember> members;
};

/// Writes an archive piece by piece into `sink`, which answers false when nobody takes it any more. One thread.
/// Errors: backup.interrupted.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(std::function<bool(std::string_view)> sink);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  /// A file as it is now; what is appended while it is read stays out. A file that has gone is left out.
  Status add_file(const std::string& path, const std::filesystem::path& file);
  /// All files, symbolic links and empty folders below `folder`, in order of name, as `path`/...; fine when there is no
  /// such folder.
  Status add_tree(const std::string& path, const std::filesystem::path& folder);
  /// The manifest and the end. `manifest.members` are filled in.
  Result<Manifest> finish(Manifest manifest);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Unpacks an archive below `folder` (which exists and is empty) and checks it against its manifest. Members may not
/// leave the folder. Errors: backup.invalid (no backup, or cut short), backup.corrupt (names the member),
/// backup.newer_format.
Result<Manifest> unpack_archive(const std::filesystem::path& archive, const std::filesystem::path& folder);
/// The same checks without unpacking. Errors: as unpack_archive().
Result<Manifest> verify_archive(const std::filesystem::path& archive);

}  // namespace towpath::app
