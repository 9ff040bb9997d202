#include "job/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>

namespace towpath::pipelines {
namespace {

using process::OwnedFd;

constexpr std::size_t buffer_size = 128 * 1024;

struct CloseArchive {
  void operator()(archive* out) const { archive_free(out); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

Error stopped() { return failed("pipelines.stopped", "the step was stopped"); }

Error invalid(const std::string& why) {
  return failed("pipelines.invalid_archive", "the stored archive cannot be unpacked: " + why);
}

// Hands what libarchive writes to an upload; its error is kept, for libarchive has no room for one.
struct Sink {
  blob::Blobs::Upload& upload;
  std::uint64_t bytes = 0;
  Status status = ok();
};

la_ssize_t write_to_sink(archive* out, void* data, const void* bytes, std::size_t length) {
  auto& sink = *static_cast<Sink*>(data);
  sink.status = sink.upload.write({static_cast<const char*>(bytes), length});
  if (!sink.status) {
    archive_set_error(out, EIO, "store");
    return -1;
  }
  sink.bytes += length;
  return static_cast<la_ssize_t>(length);
}

class Packer {
 public:
  Packer(const JobFolder& folder, const FoundFiles& files, Sink& sink, std::stop_token stop)
      : folder_(folder), files_(files), sink_(sink), stop_(std::move(stop)), out_(archive_write_new()) {
    archive_write_set_format_pax_restricted(out_.get());
    archive_write_add_filter_zstd(out_.get());
    archive_write_set_bytes_in_last_block(out_.get(), 1);
    archive_write_open2(out_.get(), &sink_, nullptr, write_to_sink, nullptr, nullptr);
  }

  Status run() {
    for (const JobFolder::Entry& entry : files_.entries) {
      if (stop_.stop_requested()) return stopped();
      CHECK_OK(add_folders(entry.path));
      if (entry.kind == JobFolder::Kind::link) {
        CHECK_OK(add_header(entry.path, AE_IFLNK, 0777, 0, entry.target));
      } else {
        CHECK_OK(add_file(entry));
      }
    }
    if (archive_write_close(out_.get()) != ARCHIVE_OK) return broken();
    return ok();
  }

 private:
  Status broken() {
    CHECK_OK(sink_.status);
    const char* why = archive_error_string(out_.get());
    throw std::runtime_error(std::string("pack an archive: ") + (why == nullptr ? "unknown" : why));
  }

  std::string inner(const std::string& path) const {
    return files_.root.empty() ? path : path.substr(files_.root.size() + 1);
  }

  Status add_header(const std::string& path, unsigned type, unsigned mode, std::uint64_t size,
                    const std::string& target = {}) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), inner(path).c_str());
    archive_entry_set_filetype(entry.get(), type);
    archive_entry_set_perm(entry.get(), static_cast<mode_t>(mode));
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
    archive_entry_set_mtime(entry.get(), 0, 0);
    if (!target.empty()) archive_entry_set_symlink(entry.get(), target.c_str());
    return archive_write_header(out_.get(), entry.get()) == ARCHIVE_OK ? ok() : broken();
  }

  Status add_folders(const std::string& path) {
    const std::string relative = inner(path);
    const std::string prefix = path.substr(0, path.size() - relative.size());
    for (std::size_t slash = relative.find('/'); slash != std::string::npos; slash = relative.find('/', slash + 1)) {
      const std::string folder = relative.substr(0, slash);
      if (folders_.insert(folder).second) CHECK_OK(add_header(prefix + folder, AE_IFDIR, 0755, 0));
    }
    return ok();
  }

  // The size is that of the open file; one that grows or shrinks meanwhile is cut or filled with zeros.
  Status add_file(const JobFolder::Entry& entry) {
    TRY(const OwnedFd file, folder_.open_file(entry.path));
    struct stat info {};
    if (fstat(file.get(), &info) != 0)
      throw std::system_error(errno, std::generic_category(), "look at a file of a job");
    auto left = static_cast<std::uint64_t>(info.st_size);
    CHECK_OK(add_header(entry.path, AE_IFREG, (info.st_mode & 0111) != 0 ? 0755 : 0644, left));
    std::array<char, buffer_size> buffer;
    while (left > 0) {
      if (stop_.stop_requested()) return stopped();
      const ssize_t got = read(file.get(), buffer.data(), std::min<std::uint64_t>(buffer.size(), left));
      if (got < 0) throw std::system_error(errno, std::generic_category(), "read a file of a job");
      if (got == 0) break;
      if (archive_write_data(out_.get(), buffer.data(), static_cast<std::size_t>(got)) < 0) return broken();
      left -= static_cast<std::uint64_t>(got);
    }
    return ok();
  }

  const JobFolder& folder_;
  const FoundFiles& files_;
  Sink& sink_;
  std::stop_token stop_;
  std::unique_ptr<archive, CloseArchive> out_;
  std::set<std::string> folders_;
};

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "write a file of a job");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The archive as a file without a name: libarchive pulls, the blob store pushes.
Result<OwnedFd> open_archive(blob::Blobs& blobs, const blob::Digest& digest, const std::filesystem::path& folder,
                             const std::stop_token& stop) {
  OwnedFd file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file) throw std::system_error(errno, std::generic_category(), "make a temporary file");
  CHECK_OK(blobs.read(digest, [&](std::string_view bytes) {
    write_all(file.get(), bytes);
    return !stop.stop_requested();
  }));
  if (stop.stop_requested()) return stopped();
  if (lseek(file.get(), 0, SEEK_SET) != 0) throw std::system_error(errno, std::generic_category(), "rewind an archive");
  return file;
}

}  // namespace

Result<StoredArchive> pack(const JobFolder& folder, const FoundFiles& files, blob::Blobs& blobs, std::stop_token stop) {
  TRY(const std::unique_ptr<blob::Blobs::Upload> upload, blobs.create());
  Sink sink{*upload};
  CHECK_OK(Packer(folder, files, sink, std::move(stop)).run());
  TRY(blob::Digest digest, upload->finish());
  return StoredArchive{std::move(digest), sink.bytes, files.entries.size()};
}

namespace {

Status unpack_file(archive* in, const JobFolder& folder, const std::string& path, mode_t mode) {
  TRY(const OwnedFd file, folder.create_file(path, mode));
  std::array<char, buffer_size> buffer;
  while (true) {
    const la_ssize_t got = archive_read_data(in, buffer.data(), buffer.size());
    if (got < 0) return invalid("'" + path + "' is damaged");
    if (got == 0) return ok();
    write_all(file.get(), {buffer.data(), static_cast<std::size_t>(got)});
  }
}

}  // namespace

Status unpack(blob::Blobs& blobs, const blob::Digest& digest, const JobFolder& folder, const std::string& path,
              const std::filesystem::path& scratch, std::stop_token stop) {
  TRY(const OwnedFd file, open_archive(blobs, digest, scratch, stop));
  const std::unique_ptr<archive, CloseArchive> in(archive_read_new());
  archive_read_support_format_tar(in.get());
  archive_read_support_filter_zstd(in.get());
  if (archive_read_open_fd(in.get(), file.get(), buffer_size) != ARCHIVE_OK) return invalid("it is no archive");
  CHECK_OK(folder.make_folder(path));
  archive_entry* entry = nullptr;
  while (true) {
    if (stop.stop_requested()) return stopped();
    const int code = archive_read_next_header(in.get(), &entry);
    if (code == ARCHIVE_EOF) return ok();
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return invalid("it is damaged");
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || *name == '\0' || *name == '/') return invalid("it holds a path that is not relative");
    const std::string target = (path.empty() ? "" : path + "/") + name;
    if (archive_entry_filetype(entry) == AE_IFDIR) {
      CHECK_OK(folder.make_folder(target));
    } else if (archive_entry_filetype(entry) == AE_IFLNK) {
      CHECK_OK(folder.make_link(target, archive_entry_symlink(entry)));
    } else {
      CHECK_OK(unpack_file(in.get(), folder, target, archive_entry_perm(entry)));
    }
  }
}

}  // namespace towpath::pipelines
