#include "content_check.h"

#include <array>
#include <stdexcept>

namespace towpath::buckets {
namespace {

/// A reflected CRC with all bits set before and inverted after.
template <class Word, Word polynomial>
class Crc final : public Checksum {
 public:
  void add(std::string_view bytes) override {
    static const std::array<Word, 256> table = [] {
      std::array<Word, 256> out{};
      for (unsigned i = 0; i < 256; ++i) {
        Word word = i;
        for (int bit = 0; bit < 8; ++bit) word = (word >> 1) ^ ((word & 1) != 0 ? polynomial : Word{0});
        out[i] = word;
      }
      return out;
    }();
    for (const char c : bytes) word_ = table[(word_ ^ static_cast<unsigned char>(c)) & 0xff] ^ (word_ >> 8);
  }

  std::string finish() override {
    const Word word = ~word_;
    std::string out;
    for (int shift = static_cast<int>(sizeof(Word)) * 8 - 8; shift >= 0; shift -= 8)
      out += static_cast<char>((word >> shift) & 0xff);
    return out;
  }

 private:
  Word word_ = ~Word{0};
};

class Hash final : public Checksum {
 public:
  explicit Hash(const EVP_MD* kind) : digester_(kind) {}
  void add(std::string_view bytes) override { digester_.add(bytes); }
  std::string finish() override { return digester_.finish(); }

 private:
  Digester digester_;
};

}  // namespace

Digester::Digester(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  if (!context_ || EVP_DigestInit_ex(context_.get(), kind, nullptr) != 1)
    throw std::runtime_error("a digest is not available from OpenSSL");
}

void Digester::add(std::string_view bytes) {
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1)
    throw std::runtime_error("a digest failed in OpenSSL");
}

std::string Digester::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(context_.get(), out.data(), &size) != 1)
    throw std::runtime_error("a digest failed in OpenSSL");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::unique_ptr<Checksum> make_checksum(std::string_view name) {
  if (name == "crc32") return std::make_unique<Crc<std::uint32_t, 0xEDB88320u>>();
  if (name == "crc32c") return std::make_unique<Crc<std::uint32_t, 0x82F63B78u>>();
  if (name == "crc64nvme") return std::make_unique<Crc<std::uint64_t, 0x9A6C9329AC4BC9B5ull>>();
  if (name == "sha1") return std::make_unique<Hash>(EVP_sha1());
  if (name == "sha256") return std::make_unique<Hash>(EVP_sha256());
  return nullptr;
}

}  // namespace towpath::buckets
