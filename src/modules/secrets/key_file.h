#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace towpath::secrets {

/// What deriving a key from a passphrase costs (argon2id). Stored with the file, so it can rise later.
struct WrapCost {
  std::uint32_t passes = 3;
  std::uint64_t memory_bytes = 256 << 20;
};

/// The file of the master key: 32 bytes, mode 0600, or these 32 bytes under a passphrase:
/// "TPWK1", passes (u32), memory (u64, both little-endian), salt (16 bytes), nonce with sealed key.
class KeyFile {
 public:
  /// Reads the file, or makes it with a new key. Errors: secrets.key_unreadable.
  static Result<KeyFile> open(const std::string& path);

  bool is_wrapped() const { return is_wrapped_; }
  /// The master key. The passphrase is not looked at when the file is not wrapped.
  /// Errors: secrets.wrong_passphrase, secrets.key_unreadable (damaged).
  Result<Secret> key(const Secret& passphrase) const;

  /// Writes `key` under a passphrase to `path`, whole or not at all. Errors: secrets.weak_passphrase,
  /// secrets.key_unreadable.
  static Status write_wrapped(const std::string& path, const Secret& key, const Secret& passphrase, WrapCost cost = {});

 private:
  KeyFile(Secret content, bool is_wrapped) : content_(std::move(content)), is_wrapped_(is_wrapped) {}
  Secret content_;
  bool is_wrapped_;
};

}  // namespace towpath::secrets
