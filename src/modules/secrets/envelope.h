#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::secrets {

/// A value under a key of its own, and that key under the master key.
struct Envelope {
  std::string wrapped_key, ciphertext;
};

/// Both parts in one text of bytes, for rows of other modules.
std::string to_bytes(const Envelope& envelope);
/// The reverse; of bytes that are none, an envelope that no key opens.
Envelope envelope_of(std::string_view bytes);

/// XChaCha20-Poly1305 (libsodium) with random nonces. `context` is authenticated, not stored. Immutable, thread-safe.
class MasterKey {
 public:
  /// Precondition: `key` has key_bytes bytes.
  explicit MasterKey(Secret key) : key_(std::move(key)) {}

  Envelope seal(const Secret& value, std::string_view context) const;
  /// Errors: secrets.key_wrong when key, context and envelope do not belong together.
  Result<Secret> open(const Envelope& envelope, std::string_view context) const;
  const Secret& bytes() const { return key_; }

  static constexpr std::size_t key_bytes = 32;

 private:
  Secret key_;
};

/// Nonce, ciphertext and tag of one text under one key.
std::string encrypt(std::string_view plain, std::string_view context, std::string_view key);
/// False when they do not belong together; `plain` is then empty.
bool decrypt(std::string_view sealed, std::string_view context, std::string_view key, std::string& plain);

}  // namespace towpath::secrets
