#include "envelope.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace towpath::secrets {
namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// Nonce, then ciphertext and tag.
std::string encrypt(std::string_view plain, std::string_view context, std::string_view key) {
  std::string out(nonce_bytes + plain.size() + tag_bytes, '\0');
  randombytes_buf(out.data(), nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(out) + nonce_bytes, nullptr, bytes(plain), plain.size(), bytes(context), context.size(), nullptr, bytes(out), bytes(key));
  return out;
}

bool decrypt(std::string_view sealed, std::string_view context, std::string_view key, std::string& plain) {
  if (sealed.size() < nonce_bytes + tag_bytes) return false;
  plain.resize(sealed.size() - nonce_bytes - tag_bytes);
  return crypto_aead_xchacha20poly1305_ietf_decrypt(bytes(plain), nullptr, nullptr, bytes(sealed) + nonce_bytes, sealed.size() - nonce_bytes, bytes(context), context.size(), bytes(sealed),
                                                    bytes(key)) == 0;
}

std::string random_key() {
  std::string key(key_bytes, '\0');
  randombytes_buf(key.data(), key.size());
  return key;
}

Error unreadable(const std::string& why) {
  return failed("secrets.key_unreadable", "The master key of the secrets cannot be used: " + why).with_hint("Restore keys/master.key from the backup; without it stored secrets cannot be read.");
}

}  // namespace

Result<MasterKey> MasterKey::open(const std::string& file) {
  if (sodium_init() < 0) return unreadable("the cryptographic library did not start.");
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    std::filesystem::create_directories(std::filesystem::path(file).parent_path(), error);
    // Whole or not at all: written beside its place, on disk, then renamed.
    const std::string temporary = file + ".new";
    const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const std::string key = random_key();
    const bool written = fd >= 0 && ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    if (!written || ::rename(temporary.c_str(), file.c_str()) != 0) return unreadable("it cannot be written.");
  }
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return unreadable("it cannot be read.");
  if ((info.st_mode & 077) != 0) return unreadable("its file can be read by others than its owner (its mode must be 0600).");
  std::ifstream in(file, std::ios::binary);
  std::string key((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (key.size() != key_bytes) return unreadable(fmt::format("it has {} bytes, not {}.", key.size(), key_bytes));
  return MasterKey(Secret(std::move(key)));
}

Envelope MasterKey::seal(const Secret& value, std::string_view context) const {
  const Secret key(random_key());
  return {encrypt(key.reveal(), context, key_.reveal()), encrypt(value.reveal(), context, key.reveal())};
}

Result<Secret> MasterKey::open(const Envelope& envelope, std::string_view context) const {
  std::string key, value;
  const bool opened = decrypt(envelope.wrapped_key, context, key_.reveal(), key) && decrypt(envelope.ciphertext, context, key, value);
  const Secret wiped(std::move(key));
  if (!opened) return failed("secrets.key_wrong", "A secret cannot be decrypted with this master key.").with_hint("Is keys/master.key the one of this database?");
  return Secret(std::move(value));
}

}  // namespace towpath::secrets
