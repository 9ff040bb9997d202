#pragma once

#include <openssl/evp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace towpath::buckets {

/// A digest of bytes that come in pieces. One thread.
class Digester {
 public:
  explicit Digester(const EVP_MD* kind);
  void add(std::string_view bytes);
  /// Raw bytes. Called once.
  std::string finish();

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

/// One of the checksums that clients send beside an object ("Checking object integrity", S3 user guide).
class Checksum {
 public:
  virtual ~Checksum() = default;
  virtual void add(std::string_view bytes) = 0;
  /// Raw bytes, the most significant first. Called once.
  virtual std::string finish() = 0;
};

/// By the end of its header: "crc32", "crc32c", "crc64nvme", "sha1", "sha256". Null for another name.
std::unique_ptr<Checksum> make_checksum(std::string_view name);

}  // namespace towpath::buckets
