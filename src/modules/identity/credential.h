#pragma once

#include <cstddef>
#include <semaphore>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "identity/module.h"

namespace towpath::identity {

/// 256 random bits as URL-safe text, after `prefix`.
Secret new_credential(std::string_view prefix);

/// What is stored of a credential: hex SHA-256. Enough because a credential is random, not chosen.
std::string hash_of(const Secret& credential);

/// Passwords with argon2id. Each hash takes a core for about 100 ms and its memory, so only a few run at a time.
/// Thread-safe, blocking; not for the network thread.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost);

  /// Errors: identity.weak_password.
  static Status check_strength(const Secret& password, const std::string& user);
  /// Errors: identity.busy.
  Result<std::string> hash(const Secret& password);
  /// Whether the password fits; takes as long without a hash (an unknown user). Errors: identity.busy.
  Result<bool> verify(const Secret& password, const std::optional<std::string>& hash);

 private:
  static constexpr std::ptrdiff_t most_at_once = 2;

  const PasswordCost cost_;
  std::counting_semaphore<most_at_once> slots_{most_at_once};
  std::string hash_of_nothing_;  ///< Verified in place of a user's that does not exist.
};

}  // namespace towpath::identity
