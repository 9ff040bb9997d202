#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <system_error>

#include "backup/archive.h"
#include "base/sha256.h"
#include "process/spawner.h"

namespace towpath::app {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t piece = 256 * 1024;

Error interrupted() {
  return unavailable("backup.interrupted", "The backup was not written to its end.")
      .with_hint("Start it again; what was written of it is of no use.");
}

boost::json::object value_of(const Manifest& manifest) {
  boost::json::array members;
  for (const ArchiveMember& member : manifest.members)
    members.push_back(boost::json::object{{"path", member.path}, {"size", member.size}, {"sha256", member.sha256}});
  boost::json::array left_out;
  for (const std::string& folder : manifest.left_out) left_out.emplace_back(folder);
  return {
      {"leftOut", std::move(left_out)},   {"format", manifest.format},  {"productVersion", manifest.product_version},
      {"createdAt", manifest.created_at}, {"hasKey", manifest.has_key}, {"keySha256", manifest.key_sha256},
      {"members", std::move(members)}};
}

}  // namespace

struct ArchiveWriter::State {
  std::function<bool(std::string_view)> sink;
  archive* out = nullptr;
  std::vector<ArchiveMember> members;
  bool is_taken = true;  ///< The sink still takes bytes.

  ~State() {
    if (out) archive_write_free(out);
  }

  static la_ssize_t pass_on(archive*, void* self, const void* bytes, std::size_t size) {
    auto& state = *static_cast<State*>(self);
    if (state.is_taken) state.is_taken = state.sink({static_cast<const char*>(bytes), size});
    return state.is_taken ? static_cast<la_ssize_t>(size) : -1;
  }

  Status check(la_ssize_t result) const {
    if (result >= ARCHIVE_WARN) return ok();
    if (!is_taken) return interrupted();
    throw std::runtime_error(fmt::format("backup archive: {}", archive_error_string(out)));
  }

  Status header(const std::string& path, const struct stat& info, const std::string& target) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, path.c_str());
    archive_entry_set_perm(entry, info.st_mode & 0777);
    archive_entry_set_mtime(entry, info.st_mtime, 0);
    archive_entry_set_filetype(entry, info.st_mode & S_IFMT);
    if (S_ISREG(info.st_mode)) archive_entry_set_size(entry, info.st_size);
    if (S_ISLNK(info.st_mode)) archive_entry_set_symlink_utf8(entry, target.c_str());
    const int result = archive_write_header(out, entry);
    archive_entry_free(entry);
    return check(result);
  }

  Status add_text(const std::string& path, const std::string& text) {
    struct stat info {};
    info.st_mode = S_IFREG | 0600;
    info.st_size = static_cast<off_t>(text.size());
    CHECK_OK(header(path, info, ""));
    return check(archive_write_data(out, text.data(), text.size()));
  }
};

ArchiveWriter::ArchiveWriter(std::function<bool(std::string_view)> sink) : state_(std::make_unique<State>()) {
  state_->sink = std::move(sink);
  state_->out = archive_write_new();
  archive_write_set_format_pax_restricted(state_->out);
  archive_write_add_filter_zstd(state_->out);
  archive_write_set_bytes_per_block(state_->out, static_cast<int>(piece));
  archive_write_set_bytes_in_last_block(state_->out, 1);
  if (archive_write_open2(state_->out, state_.get(), nullptr, &State::pass_on, nullptr, nullptr) != ARCHIVE_OK)
    throw std::runtime_error(fmt::format("backup archive: {}", archive_error_string(state_->out)));
}

ArchiveWriter::~ArchiveWriter() = default;

Status ArchiveWriter::add_file(const std::string& path, const fs::path& file) {
  const process::OwnedFd fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  struct stat info {};
  if (!fd && errno == ENOENT) return ok();
  if (!fd || ::fstat(fd.get(), &info) != 0) throw std::system_error(errno, std::generic_category(), file.string());
  if (!S_ISREG(info.st_mode)) return ok();  // sockets and pipes belong to processes, not to data
  CHECK_OK(state_->header(path, info, ""));
  Sha256 digest;
  std::array<char, piece> buffer;
  auto left = static_cast<std::uint64_t>(info.st_size);
  while (left > 0) {
    const ssize_t size = ::read(fd.get(), buffer.data(), std::min<std::uint64_t>(left, buffer.size()));
    if (size < 0) throw std::system_error(errno, std::generic_category(), file.string());
    // A file that became shorter meanwhile is filled up: its header has said how long it is.
    const auto got = size > 0 ? static_cast<std::size_t>(size) : std::min<std::uint64_t>(left, buffer.size());
    if (size == 0) std::fill_n(buffer.begin(), got, '\0');
    digest.update({buffer.data(), got});
    CHECK_OK(state_->check(archive_write_data(state_->out, buffer.data(), got)));
    left -= got;
  }
  state_->members.push_back({path, static_cast<std::uint64_t>(info.st_size), digest.finish_hex()});
  return ok();
}

Status ArchiveWriter::add_tree(const std::string& path, const fs::path& folder) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (const auto& entry : fs::directory_iterator(folder, error)) entries.push_back(entry);
  if (error && error != std::errc::no_such_file_or_directory) throw fs::filesystem_error("backup", folder, error);
  std::sort(entries.begin(), entries.end());
  struct stat folder_info {};
  if (!error && entries.empty() && ::stat(folder.c_str(), &folder_info) == 0)
    CHECK_OK(state_->header(path, folder_info, ""));  // PostgreSQL, for one, misses an empty folder
  for (const auto& entry : entries) {
    const std::string inner = path + "/" + entry.path().filename().string();
    if (entry.is_symlink(error)) {
      const std::string target = fs::read_symlink(entry.path(), error).string();
      if (error) continue;  // it has gone
      struct stat info {};
      info.st_mode = S_IFLNK | 0777;
      CHECK_OK(state_->header(inner, info, target));
      state_->members.push_back({inner, 0, sha256_hex(target)});
    } else if (entry.is_directory(error)) {
      CHECK_OK(add_tree(inner, entry.path()));
    } else {
      CHECK_OK(add_file(inner, entry.path()));
    }
  }
  return ok();
}

Result<Manifest> ArchiveWriter::finish(Manifest manifest) {
  manifest.members = state_->members;
  CHECK_OK(state_->add_text("manifest.json", boost::json::serialize(value_of(manifest))));
  CHECK_OK(state_->check(archive_write_close(state_->out)));
  return manifest;
}

}  // namespace towpath::app
