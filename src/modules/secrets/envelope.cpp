#include "envelope.h"

#include <sodium.h>

namespace towpath::secrets {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(MasterKey::key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string to_bytes(const Envelope& envelope) { return envelope.wrapped_key + envelope.ciphertext; }

Envelope envelope_of(std::string_view bytes) {
  // A wrapped key is always as long: nonce, key and tag.
  constexpr std::size_t wrapped_bytes = nonce_bytes + MasterKey::key_bytes + tag_bytes;
  if (bytes.size() < wrapped_bytes) return {};
  return {std::string(bytes.substr(0, wrapped_bytes)), std::string(bytes.substr(wrapped_bytes))};
}

std::string encrypt(std::string_view plain, std::string_view context, std::string_view key) {
  std::string out(nonce_bytes + plain.size() + tag_bytes, '\0');
  randombytes_buf(out.data(), nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(out) + nonce_bytes, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(context), context.size(), nullptr, bytes_of(out), bytes_of(key));
  return out;
}

bool decrypt(std::string_view sealed, std::string_view context, std::string_view key, std::string& plain) {
  plain.clear();
  if (sealed.size() < nonce_bytes + tag_bytes) return false;
  plain.resize(sealed.size() - nonce_bytes - tag_bytes);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(plain), nullptr, nullptr, bytes_of(sealed) + nonce_bytes,
                                                 sealed.size() - nonce_bytes, bytes_of(context), context.size(),
                                                 bytes_of(sealed), bytes_of(key)) == 0)
    return true;
  plain.clear();
  return false;
}

Envelope MasterKey::seal(const Secret& value, std::string_view context) const {
  std::string random(key_bytes, '\0');
  randombytes_buf(random.data(), random.size());
  const Secret key(std::move(random));
  return {encrypt(key.reveal(), context, key_.reveal()), encrypt(value.reveal(), context, key.reveal())};
}

Result<Secret> MasterKey::open(const Envelope& envelope, std::string_view context) const {
  std::string key, value;
  const bool opened = decrypt(envelope.wrapped_key, context, key_.reveal(), key) && key.size() == key_bytes &&
                      decrypt(envelope.ciphertext, context, key, value);
  const Secret wiped(std::move(key));
  if (!opened)
    return failed("secrets.key_wrong", "A secret cannot be decrypted with this master key.")
        .with_hint("Is keys/master.key the one of this database?");
  return Secret(std::move(value));
}

}  // namespace towpath::secrets
