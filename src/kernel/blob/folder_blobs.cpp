#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <system_error>

#include "base/id.h"
#include "blob/blob.h"

#include "blob_file.h"
#include "hash.h"

namespace towpath::blob {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view upload_folder = "uploads";
constexpr std::chrono::hours upload_leftover_age{24};

void sync_folder(const fs::path& folder) {
  const File handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.is_open() || ::fsync(handle.get()) != 0)
    throw std::system_error(errno, std::generic_category(), "syncing a blob folder");
}

Error unknown(const Digest& digest) {
  return not_found("blob.not_found", fmt::format("There is no content {}.", digest.text));
}

Error corrupt(const Digest& digest) {
  return failed("blob.corrupt", fmt::format("The stored content of {} is damaged.", digest.text))
      .with_hint("Restore it from a backup, or repeat the run that made it.");
}

class FolderUpload final : public Blobs::Upload {
 public:
  FolderUpload(fs::path folder, fs::path temporary, File file, std::shared_ptr<std::mutex> placing)
      : folder_(std::move(folder)),
        temporary_(std::move(temporary)),
        writer_(std::move(file)),
        placing_(std::move(placing)) {}
  ~FolderUpload() override {
    std::error_code ignored;  // a leftover is swept at the next start
    if (!is_placed_) fs::remove(temporary_, ignored);
  }

  Status write(std::string_view bytes) override {
    hasher_.add(bytes);
    return writer_.write(bytes);
  }

  Result<Digest> finish() override {
    CHECK_OK(writer_.finish());
    Digest digest = hasher_.finish();
    const fs::path target = path_of(folder_, digest);
    const bool is_new_folder = fs::create_directories(target.parent_path());
    {
      const std::lock_guard lock(*placing_);
      fs::last_write_time(temporary_, fs::file_time_type::clock::now());
      fs::rename(temporary_, target);
    }
    is_placed_ = true;
    sync_folder(target.parent_path());
    if (is_new_folder) {
      sync_folder(target.parent_path().parent_path());
      sync_folder(folder_);
    }
    return digest;
  }

  /// "ab/cd/<all 64 digits>".
  static fs::path path_of(const fs::path& folder, const Digest& digest) {
    const std::string hex = digest.text.substr(digest.text.find(':') + 1);
    return folder / hex.substr(0, 2) / hex.substr(2, 2) / hex;
  }

 private:
  const fs::path folder_, temporary_;
  FileWriter writer_;
  const std::shared_ptr<std::mutex> placing_;
  Hasher hasher_;
  bool is_placed_ = false;
};

class FolderBlobs final : public Blobs {
 public:
  explicit FolderBlobs(fs::path folder) : folder_(std::move(folder)) {}

  Result<std::unique_ptr<Upload>> create() override {
    fs::path temporary = folder_ / upload_folder / new_ulid();
    File file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) {
      if (errno == ENOSPC || errno == EDQUOT)
        return unavailable("blob.no_space", "The disk of the data directory is full.")
            .with_hint("Free space or lower the retention limits.");
      throw std::system_error(errno, std::generic_category(), "creating a blob");
    }
    return std::unique_ptr<Upload>(
        std::make_unique<FolderUpload>(folder_, std::move(temporary), std::move(file), placing_));
  }

  Result<Digest> put(std::string_view bytes) override {
    Digest digest = digest_of(bytes);
    if (size(digest) == bytes.size()) return digest;
    TRY(auto upload, create());
    CHECK_OK(upload->write(bytes));
    return upload->finish();
  }

  Result<std::string> get(const Digest& digest) override {
    std::string out;
    CHECK_OK(read(digest, [&out](std::string_view bytes) {
      out += bytes;
      return true;
    }));
    return out;
  }

  Status read(const Digest& digest, const std::function<bool(std::string_view)>& sink) override {
    const auto file = open_existing(digest);
    if (!file.is_open()) return unknown(digest);
    const auto header = read_header(file);
    if (!header) return corrupt(digest);
    Hasher hasher;
    std::uint64_t seen = 0;
    bool is_stopped = false;
    const bool is_whole = read_content(file, *header, [&](std::string_view bytes) {
      hasher.add(bytes);
      seen += bytes.size();
      is_stopped = !sink(bytes);
      return !is_stopped;
    });
    if (is_stopped) return ok();
    if (!is_whole || seen != header->size || hasher.finish() != digest) return corrupt(digest);
    return ok();
  }

  std::optional<std::uint64_t> size(const Digest& digest) override {
    const auto file = open_existing(digest);
    if (!file.is_open()) return std::nullopt;
    const auto header = read_header(file);
    return header ? std::optional(header->size) : std::nullopt;
  }

  Status read_from(const Digest& digest, std::uint64_t offset,
                   const std::function<bool(std::string_view)>& sink) override {
    if (offset == 0) return read(digest, sink);
    const auto file = open_existing(digest);
    if (!file.is_open()) return unknown(digest);
    const auto header = read_header(file);
    if (!header) return corrupt(digest);
    std::uint64_t seen = 0;
    if (header->encoding == Encoding::plain) {
      seen = std::min(offset, header->size);
      if (::lseek(file.get(), static_cast<off_t>(seen), SEEK_CUR) < 0)
        throw std::system_error(errno, std::generic_category(), "reading a blob");
    }
    bool is_stopped = false;
    const bool is_whole = read_content(file, *header, [&](std::string_view bytes) {
      const std::uint64_t begin = std::exchange(seen, seen + bytes.size());
      if (seen <= offset) return true;
      if (begin < offset) bytes.remove_prefix(offset - begin);
      is_stopped = !sink(bytes);
      return !is_stopped;
    });
    if (is_stopped) return ok();
    if (!is_whole || seen != header->size) return corrupt(digest);
    return ok();
  }

  Status remove(const Digest& digest) override {
    if (is_digest(digest.text)) fs::remove(FolderUpload::path_of(folder_, digest));
    return ok();
  }

  bool remove_unless_stored_since(const Digest& digest, UtcTime since) override {
    if (!is_digest(digest.text)) return true;
    const fs::path file = FolderUpload::path_of(folder_, digest);
    const std::lock_guard lock(*placing_);
    std::error_code absent;
    const auto written = fs::last_write_time(file, absent);
    if (absent) return true;
    const auto at = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::file_clock::to_sys(written));
    if (at >= since) return false;
    fs::remove(file);
    return true;
  }

  std::vector<Digest> list() override {
    std::vector<Digest> out;
    for_each_file([&out](const fs::directory_entry& entry) {
      Digest digest{"sha256:" + entry.path().filename().string()};
      if (is_digest(digest.text)) out.push_back(std::move(digest));
    });
    std::sort(out.begin(), out.end());
    return out;
  }

  std::uint64_t bytes_on_disk() override {
    std::uint64_t total = 0;
    for_each_file([&total](const fs::directory_entry& entry) {
      struct stat status {};
      if (::stat(entry.path().c_str(), &status) == 0) total += static_cast<std::uint64_t>(status.st_blocks) * 512;
    });
    return total;
  }

 private:
  File open_existing(const Digest& digest) const {
    if (!is_digest(digest.text)) return File(-1);
    File file(::open(FolderUpload::path_of(folder_, digest).c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open() && errno != ENOENT) throw std::system_error(errno, std::generic_category(), "opening a blob");
    return file;
  }

  template <class F>
  void for_each_file(F&& visit) const {
    std::error_code vanished;  // blobs may be removed while we walk
    for (auto entry = fs::recursive_directory_iterator(folder_, vanished); entry != fs::recursive_directory_iterator();
         entry.increment(vanished)) {
      std::error_code ignored;
      if (entry->is_regular_file(ignored)) visit(*entry);
    }
  }

  const fs::path folder_;
  /// Held while a blob is put in its place and while one that may have been is removed. Shared: an upload may outlive
  /// us.
  const std::shared_ptr<std::mutex> placing_ = std::make_shared<std::mutex>();
};

/// Removes what uploads of dead processes left. Younger files may belong to a process that lives.
void sweep_uploads(const fs::path& uploads) {
  const auto oldest = fs::file_time_type::clock::now() - upload_leftover_age;
  for (const auto& entry : fs::directory_iterator(uploads)) {
    std::error_code ignored;
    if (entry.last_write_time(ignored) < oldest) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

Result<std::unique_ptr<Blobs>> open_folder(const std::string& folder) {
  const fs::path uploads = fs::path(folder) / upload_folder;
  std::error_code failure;
  fs::create_directories(uploads, failure);
  if (failure || ::access(uploads.c_str(), W_OK | X_OK) != 0)
    return failed("blob.folder_unusable", "The folder for stored content in the data directory cannot be written.")
        .with_hint("Check the owner and the permissions of the data directory.");
  sweep_uploads(uploads);
  return std::unique_ptr<Blobs>(std::make_unique<FolderBlobs>(folder));
}

}  // namespace towpath::blob
