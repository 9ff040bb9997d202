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

/// XChaCha20-Poly1305 (libsodium) with random nonces. `context` is authenticated, not stored. Thread-safe.
class MasterKey {
 public:
  /// Reads the key file, or makes it with mode 0600. Errors: secrets.key_unreadable.
  static Result<MasterKey> open(const std::string& file);

  Envelope seal(const Secret& value, std::string_view context) const;
  /// Errors: secrets.key_wrong when key, context and envelope do not belong together.
  Result<Secret> open(const Envelope& envelope, std::string_view context) const;

 private:
  explicit MasterKey(Secret key) : key_(std::move(key)) {}
  Secret key_;
};

}  // namespace towpath::secrets
