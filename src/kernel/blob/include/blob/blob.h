#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace towpath::blob {

/// "sha256:<64 hex>" of the content before compression.
struct Digest {
  std::string text;
  auto operator<=>(const Digest&) const = default;
};

/// Immutable content by digest. One interface so that shared storage can come; today files, zstd-compressed when that
/// helps. A blob is visible only when whole and on disk. Thread-safe, blocking.
class Blobs {
 public:
  virtual ~Blobs() = default;

  class Upload {
   public:
    virtual ~Upload() = default;  ///< Without finish() the upload leaves nothing behind.
    virtual Status write(std::string_view bytes) = 0;
    virtual Result<Digest> finish() = 0;
  };
  /// Errors: blob.no_space.
  virtual Result<std::unique_ptr<Upload>> create() = 0;
  virtual Result<Digest> put(std::string_view bytes) = 0;
  /// Errors: blob.not_found, blob.corrupt (content no longer has its digest).
  virtual Result<std::string> get(const Digest& digest) = 0;
  /// Streams the content in order. `sink` answers false to stop.
  virtual Status read(const Digest& digest, const std::function<bool(std::string_view)>& sink) = 0;
  virtual std::optional<std::uint64_t> size(const Digest& digest) = 0;
  virtual Status remove(const Digest& digest) = 0;
  virtual std::vector<Digest> list() = 0;
  virtual std::uint64_t bytes_on_disk() = 0;
};

/// Files below `folder`, two levels of fan-out; made if absent.
Result<std::unique_ptr<Blobs>> open_folder(const std::string& folder);

Digest digest_of(std::string_view bytes);

}  // namespace towpath::blob
