#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

// One stored file: a 16-byte header (magic "TPB1", encoding, three zero bytes, content size as little-endian u64) and
// the content, either as it is or as one zstd frame. The header is written last: a file without it is not a blob.
namespace towpath::blob {

enum class Encoding : std::uint8_t { plain = 0, zstd = 1 };

struct FileHeader {
  Encoding encoding = Encoding::plain;
  std::uint64_t size = 0;
};
inline constexpr std::size_t header_size = 16;

/// A file descriptor with an owner.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;
  ~File();
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

/// Appends content to a file just created. Compresses when the first 64 KiB say that it helps. One thread.
class FileWriter {
 public:
  explicit FileWriter(File file);
  ~FileWriter();
  /// Errors: blob.no_space.
  Status write(std::string_view bytes);
  /// Flushes, writes the header and syncs to disk.
  Status finish();

 private:
  struct Zstd;
  Status settle_encoding();
  Status write_encoded(std::string_view bytes, bool is_last);

  File file_;
  std::string sample_;  ///< Held back until the encoding is settled.
  bool is_settled_ = false;
  std::uint64_t size_ = 0;
  std::unique_ptr<Zstd> zstd_;  ///< Null when the content is stored as it is.
};

/// Nothing when the file has no valid header.
std::optional<FileHeader> read_header(const File& file);

/// Gives the content to `sink` in pieces until it answers false. False when the file is damaged.
bool read_content(const File& file, const FileHeader& header, const std::function<bool(std::string_view)>& sink);

}  // namespace towpath::blob
