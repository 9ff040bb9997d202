#include "bundle_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/id.h"
#include "bundle_archive.h"
#include "process/spawner.h"

namespace towpath::delivery {

namespace {

constexpr std::string_view unfinished = ".new-";

Error missing(const std::string& digest) {
  return not_found("delivery.bundle_missing",
                   fmt::format("the bundle {} is not in the blob store of this server", digest))
      .with_hint("run the pipeline of this commit again; it makes the same bundle");
}

/// The archive in a file without a name: libarchive pulls, the blob store pushes.
Result<process::OwnedFd> archive_file(blob::Blobs& blobs, const std::string& digest,
                                      const std::filesystem::path& folder) {
  process::OwnedFd file(open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file) throw std::system_error(errno, std::generic_category(), "make a temporary file for a bundle");
  const auto read = blobs.read({digest}, [&](std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written = write(file.get(), bytes.data(), bytes.size());
      if (written < 0) throw std::system_error(errno, std::generic_category(), "write a bundle's archive");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  });
  if (!read) return read.error().code() == "blob.not_found" ? missing(digest) : read.error();
  lseek(file.get(), 0, SEEK_SET);
  return file;
}

/// A directory that goes unless it was kept.
struct Unfinished {
  std::filesystem::path path;
  ~Unfinished() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

BundleFolder::BundleFolder(std::filesystem::path folder, blob::Blobs& blobs)
    : folder_(std::move(folder)), blobs_(blobs) {
  std::filesystem::create_directories(folder_);
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    if (entry.path().filename().string().starts_with(unfinished)) std::filesystem::remove_all(entry.path());
}

Result<std::filesystem::path> BundleFolder::unpacked(const std::string& digest) {
  if (!blob::is_digest(digest)) return missing(digest);
  const auto place = folder_ / digest.substr(digest.find(':') + 1);
  if (std::filesystem::is_directory(place)) return place;
  TRY(const process::OwnedFd archive, archive_file(blobs_, digest, folder_));
  const Unfinished fresh{folder_ / (std::string(unfinished) + new_ulid())};
  std::filesystem::create_directory(fresh.path);
  CHECK_OK(unpack_bundle(archive.get(), fresh.path));
  // A power loss must not leave a directory with the final name and empty files.
  const process::OwnedFd root(open(fresh.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root || syncfs(root.get()) != 0)
    throw std::system_error(errno, std::generic_category(), "write a bundle to disk");
  std::error_code error;
  std::filesystem::rename(fresh.path, place, error);
  // Another thread may have been faster: the content is the same.
  if (error && !std::filesystem::is_directory(place)) throw std::system_error(error, "put a bundle into place");
  return place;
}

}  // namespace towpath::delivery
