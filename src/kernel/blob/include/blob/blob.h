#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace towpath::blob {

/// "sha256:<64 hex>" of the content before compression.
struct Digest {
  std::string text;
  auto operator<=>(const Digest&) const = default;
};

/// Immutable content by digest. One interface so that shared storage can come; today files, zstd-compressed when that
/// helps. A blob is visible only when whole and on disk. Thread-safe, blocking. Failures of the disk other than want of
/// space are exceptions.
class Blobs {
 public:
  virtual ~Blobs() = default;

  class Upload {
   public:
    virtual ~Upload() = default;  ///< Without finish() the upload leaves nothing behind.
    /// Errors: blob.no_space.
    virtual Status write(std::string_view bytes) = 0;
    /// Called once; makes the blob visible. Content that exists already is kept once. Errors: blob.no_space.
    virtual Result<Digest> finish() = 0;
  };
  /// One thread at a time uses an upload. Errors: blob.no_space.
  virtual Result<std::unique_ptr<Upload>> create() = 0;
  /// Errors: blob.no_space.
  virtual Result<Digest> put(std::string_view bytes) = 0;
  /// Errors: blob.not_found, blob.corrupt (content no longer has its digest).
  virtual Result<std::string> get(const Digest& digest) = 0;
  /// Streams the content in order. `sink` answers false to stop early, which is no error. The digest is known only at
  /// the end: with blob.corrupt the sink has already seen bytes. Errors: blob.not_found, blob.corrupt.
  virtual Status read(const Digest& digest, const std::function<bool(std::string_view)>& sink) = 0;
  /// Bytes before compression; nothing when there is no such blob.
  virtual std::optional<std::uint64_t> size(const Digest& digest) = 0;
  /// From the byte `offset` on. Only a read from 0 to the end is checked against the digest. Errors: as read().
  virtual Status read_from(const Digest& digest, std::uint64_t offset,
                           const std::function<bool(std::string_view)>& sink) = 0;
  /// ok() also when there is no such blob.
  virtual Status remove(const Digest& digest) = 0;
  /// Removes it unless an Upload has finished with this content at or after `since` (of the system's clock): whoever
  /// did may be about to name it. True when it is gone.
  virtual bool remove_unless_stored_since(const Digest& digest, UtcTime since) = 0;
  /// Every blob, sorted. For retention and backup: walks the folder.
  virtual std::vector<Digest> list() = 0;
  virtual std::uint64_t bytes_on_disk() = 0;
};

/// Files below `folder`, two levels of fan-out; made if absent. Errors: blob.folder_unusable.
Result<std::unique_ptr<Blobs>> open_folder(const std::string& folder);

Digest digest_of(std::string_view bytes);

/// True for "sha256:" and 64 lower-case hex digits.
bool is_digest(std::string_view text);

}  // namespace towpath::blob
