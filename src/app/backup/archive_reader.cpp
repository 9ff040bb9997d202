#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <map>
#include <optional>
#include <system_error>

#include "backup/archive.h"
#include "base/sha256.h"
#include "json/json.h"
#include "process/spawner.h"

namespace towpath::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longest_manifest = 256u << 20;

Error invalid(std::string_view why) {
  return invalid_input("backup.invalid", fmt::format("This is not a whole backup: {}.", why))
      .with_hint("Take another one; nothing was restored.");
}

Error corrupt(std::string_view member) {
  return failed("backup.corrupt", fmt::format("The backup is damaged: {} is not what was written.", member))
      .with_hint("Take another one; nothing was restored.");
}

/// Relative, without "." and ".." and empty parts.
bool is_inside(const fs::path& path) {
  if (path.empty() || path.is_absolute()) return false;
  for (const fs::path& part : path)
    if (part == ".." || part == "." || part.empty()) return false;
  return true;
}

class Unpacker {
 public:
  /// Only checks when there is no `folder`.
  Unpacker(const fs::path& archive_file, std::optional<fs::path> folder)
      : folder_(std::move(folder)), in_(archive_read_new()) {
    archive_read_support_format_tar(in_);
    archive_read_support_filter_zstd(in_);
    is_open_ = archive_read_open_filename(in_, archive_file.c_str(), 1 << 18) == ARCHIVE_OK;
  }
  ~Unpacker() { archive_read_free(in_); }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  Result<Manifest> run() {
    if (!is_open_) return invalid(text_of_error());
    archive_entry* entry = nullptr;
    for (;;) {
      const int result = archive_read_next_header(in_, &entry);
      if (result == ARCHIVE_EOF) break;
      if (result < ARCHIVE_WARN) return invalid(text_of_error());
      CHECK_OK(take(entry));
    }
    if (manifest_.empty()) return invalid("it has no manifest, so it was cut short");
    return check();
  }

 private:
  std::string text_of_error() const {
    const char* text = archive_error_string(in_);
    return text ? text : "it cannot be read";
  }

  Status take(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    std::string path = name ? name : "";
    if (path.ends_with('/')) path.pop_back();
    if (path == "manifest.json") return read_manifest();
    if (!is_inside(path)) return invalid(fmt::format("its member '{}' leads outside", path));
    CHECK_OK(make_parents(path));
    if (archive_entry_filetype(entry) == AE_IFDIR) {
      if (folder_) fs::create_directories(*folder_ / path);
      return ok();
    }
    if (archive_entry_filetype(entry) == AE_IFLNK) {
      const char* target = archive_entry_symlink_utf8(entry);
      if (!target) return invalid(fmt::format("the link '{}' leads nowhere", path));
      if (folder_) fs::create_symlink(target, *folder_ / path);
      unpacked_[path] = {path, 0, sha256_hex(target)};
      return ok();
    }
    if (archive_entry_filetype(entry) != AE_IFREG) return invalid(fmt::format("'{}' is no file", path));
    return write_file(path, archive_entry_perm(entry) & 0777);
  }

  /// Each folder above a member is a real one: a link among them would lead elsewhere.
  Status make_parents(const fs::path& path) {
    if (!folder_) return ok();
    fs::path above = *folder_;
    for (const fs::path& part : path.parent_path()) {
      above /= part;
      if (fs::is_symlink(fs::symlink_status(above)))
        return invalid(fmt::format("its member '{}' leads through a link", path.string()));
      fs::create_directory(above);
    }
    return ok();
  }

  Status write_file(const std::string& path, mode_t mode) {
    process::OwnedFd fd;
    if (folder_)
      fd.reset(::open((*folder_ / path).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (folder_ && !fd) throw std::system_error(errno, std::generic_category(), "restore " + path);
    Sha256 digest;
    std::uint64_t written = 0;
    CHECK_OK(read_data([&](std::string_view bytes) {
      digest.update(bytes);
      written += bytes.size();
      while (fd && !bytes.empty()) {
        const ssize_t size = ::write(fd.get(), bytes.data(), bytes.size());
        if (size < 0) throw std::system_error(errno, std::generic_category(), "restore " + path);
        bytes.remove_prefix(static_cast<std::size_t>(size));
      }
      return true;
    }));
    unpacked_[path] = {path, written, digest.finish_hex()};
    return ok();
  }

  Status read_manifest() {
    CHECK_OK(read_data([&](std::string_view bytes) {
      manifest_ += bytes;
      return manifest_.size() <= longest_manifest;
    }));
    return ok();
  }

  Status read_data(const std::function<bool(std::string_view)>& sink) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    for (;;) {
      const int result = archive_read_data_block(in_, &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) return ok();
      if (result < ARCHIVE_WARN) return invalid(text_of_error());
      if (!sink({static_cast<const char*>(bytes), size})) return invalid("its manifest is too long");
    }
  }

  /// Every member the manifest names is there as it says, and nothing else.
  Result<Manifest> check() {
    const auto parsed = json::parse(manifest_);
    if (!parsed.has_value() || !parsed->is_object()) return invalid("its manifest cannot be read");
    Manifest manifest;
    try {
      const boost::json::object& object = parsed->as_object();
      manifest.format = static_cast<int>(object.at("format").to_number<std::int64_t>());
      if (manifest.format > backup_format_version)
        return conflict("backup.newer_format", "The backup was made by a newer version.")
            .with_hint("Restore it with that version, and upgrade nothing before.");
      manifest.product_version = std::string(object.at("productVersion").as_string());
      manifest.created_at = std::string(object.at("createdAt").as_string());
      manifest.has_key = object.at("hasKey").as_bool();
      manifest.key_sha256 = std::string(object.at("keySha256").as_string());
      if (const auto* left_out = object.if_contains("leftOut"))  // Backups of older versions do not say.
        for (const auto& folder : left_out->as_array()) manifest.left_out.emplace_back(folder.as_string());
      for (const auto& each : object.at("members").as_array())
        manifest.members.push_back({std::string(each.at("path").as_string()),
                                    each.at("size").to_number<std::uint64_t>(),
                                    std::string(each.at("sha256").as_string())});
    } catch (const std::exception&) {  // boundary: Boost.JSON throws for a value of another type
      return invalid("its manifest has another shape");
    }
    for (const ArchiveMember& member : manifest.members) {
      const auto found = unpacked_.find(member.path);
      if (found == unpacked_.end() || found->second.size != member.size || found->second.sha256 != member.sha256)
        return corrupt(member.path);
    }
    if (unpacked_.size() != manifest.members.size()) return invalid("it has members that its manifest does not name");
    return manifest;
  }

  const std::optional<fs::path> folder_;
  archive* in_;
  bool is_open_ = false;
  std::string manifest_;
  std::map<std::string, ArchiveMember> unpacked_;
};

}  // namespace

Result<Manifest> unpack_archive(const fs::path& archive, const fs::path& folder) {
  return Unpacker(archive, folder).run();
}

Result<Manifest> verify_archive(const fs::path& archive) { return Unpacker(archive, std::nullopt).run(); }

}  // namespace towpath::app
