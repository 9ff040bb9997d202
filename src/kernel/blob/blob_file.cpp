#include "blob_file.h"

#include <unistd.h>
#include <zstd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace towpath::blob {
namespace {

constexpr std::size_t sample_size = 64 * 1024;
constexpr std::size_t piece_size = 128 * 1024;
constexpr int compression_level = 3;
constexpr std::string_view magic = "TPB1";

Status write_at_end(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == ENOSPC || errno == EDQUOT) {
      return unavailable("blob.no_space", "The disk of the data directory is full.")
          .with_hint("Free space or lower the retention limits.");
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "writing a blob");
    }
  }
  return ok();
}

/// Up to `size` bytes into `buffer`; less only at the end of the file.
std::size_t read_some(int descriptor, char* buffer, std::size_t size) {
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer, size);
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "reading a blob");
  }
}

std::array<char, header_size> encode(const FileHeader& header) {
  std::array<char, header_size> out{};
  std::copy(magic.begin(), magic.end(), out.begin());
  out[4] = static_cast<char>(header.encoding);
  for (std::size_t i = 0; i < 8; ++i) out[8 + i] = static_cast<char>(header.size >> (8 * i));
  return out;
}

}  // namespace

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

struct FileWriter::Zstd {
  std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context{ZSTD_createCCtx(), ZSTD_freeCCtx};
  std::string out = std::string(ZSTD_CStreamOutSize(), '\0');
};

FileWriter::FileWriter(File file) : file_(std::move(file)) {}
FileWriter::~FileWriter() = default;

Status FileWriter::write(std::string_view bytes) {
  size_ += bytes.size();
  if (is_settled_) return write_encoded(bytes, false);
  sample_ += bytes;
  return sample_.size() < sample_size ? ok() : settle_encoding();
}

Status FileWriter::settle_encoding() {
  is_settled_ = true;
  // Below 128 bytes the frame costs what it saves; above, compressing must save at least a tenth to be worth reading.
  if (sample_.size() >= 128) {
    std::string trial(ZSTD_compressBound(sample_.size()), '\0');
    const auto size = ZSTD_compress(trial.data(), trial.size(), sample_.data(), sample_.size(), 1);
    if (!ZSTD_isError(size) && size < sample_.size() - sample_.size() / 10) {
      zstd_ = std::make_unique<Zstd>();
      ZSTD_CCtx_setParameter(zstd_->context.get(), ZSTD_c_compressionLevel, compression_level);
    }
  }
  const std::array<char, header_size> blank{};
  CHECK_OK(write_at_end(file_.get(), {blank.data(), blank.size()}));
  const std::string sample = std::exchange(sample_, {});
  return write_encoded(sample, false);
}

Status FileWriter::write_encoded(std::string_view bytes, bool is_last) {
  if (!zstd_) return write_at_end(file_.get(), bytes);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  for (;;) {
    ZSTD_outBuffer out{zstd_->out.data(), zstd_->out.size(), 0};
    const auto left = ZSTD_compressStream2(zstd_->context.get(), &out, &in, is_last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) throw std::runtime_error(ZSTD_getErrorName(left));
    CHECK_OK(write_at_end(file_.get(), {zstd_->out.data(), out.pos}));
    if (is_last ? left == 0 : in.pos == in.size) return ok();
  }
}

Status FileWriter::finish() {
  if (!is_settled_) CHECK_OK(settle_encoding());
  CHECK_OK(write_encoded({}, true));
  const auto header = encode({zstd_ ? Encoding::zstd : Encoding::plain, size_});
  if (::pwrite(file_.get(), header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()))
    throw std::system_error(errno, std::generic_category(), "writing a blob's header");
  if (::fsync(file_.get()) != 0) {
    if (errno == ENOSPC || errno == EDQUOT)
      return unavailable("blob.no_space", "The disk of the data directory is full.");
    throw std::system_error(errno, std::generic_category(), "syncing a blob");
  }
  return ok();
}

std::optional<FileHeader> read_header(const File& file) {
  std::array<char, header_size> bytes{};
  if (read_some(file.get(), bytes.data(), bytes.size()) != bytes.size()) return std::nullopt;
  if (std::string_view(bytes.data(), magic.size()) != magic || bytes[4] < 0 || bytes[4] > 1 || bytes[5] != 0 ||
      bytes[6] != 0 || bytes[7] != 0)
    return std::nullopt;
  FileHeader header{static_cast<Encoding>(bytes[4]), 0};
  for (std::size_t i = 0; i < 8; ++i)
    header.size |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  return header;
}

bool read_content(const File& file, const FileHeader& header, const std::function<bool(std::string_view)>& sink) {
  std::string in(piece_size, '\0');
  std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(
      header.encoding == Encoding::zstd ? ZSTD_createDCtx() : nullptr, ZSTD_freeDCtx);
  std::string out(context ? ZSTD_DStreamOutSize() : 0, '\0');
  std::size_t pending = 1;  // what zstd still expects; 0 after a whole frame
  while (const std::size_t count = read_some(file.get(), in.data(), in.size())) {
    if (!context) {
      if (!sink({in.data(), count})) return true;
      continue;
    }
    ZSTD_inBuffer input{in.data(), count, 0};
    bool is_output_full = false;  // zstd may hold back output when its buffer was filled
    while (input.pos < input.size || is_output_full) {
      ZSTD_outBuffer output{out.data(), out.size(), 0};
      pending = ZSTD_decompressStream(context.get(), &output, &input);
      if (ZSTD_isError(pending)) return false;
      if (output.pos > 0 && !sink({out.data(), output.pos})) return true;
      // After the end of the frame nothing is held back, and another call would begin a new one.
      is_output_full = output.pos == output.size && pending != 0;
    }
  }
  return !context || pending == 0;
}

}  // namespace towpath::blob
