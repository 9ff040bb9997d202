#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/identity.h"

#include "identity_core.h"

namespace towpath::identity {

/// Passwords, one-time codes, sessions, and the limit on attempts. Thread-safe.
class SignInService {
 public:
  explicit SignInService(IdentityCore& core) : core_(core) {}

  Result<SignedIn> with_password(const std::string& user, const Secret& password, const Client& client);
  Result<SignedIn> with_code(const Secret& code, const Client& client);
  Status sign_out(const auth::Principal& principal);
  Result<std::vector<Session>> sessions(const auth::Principal& principal);
  Status revoke(const auth::Principal& principal, const SessionId& id);
  std::optional<Secret> first_code();
  Result<Secret> create_code(const auth::Principal& principal, const std::string& user);
  /// Counted like a sign-in, so that a stolen session cannot be used to guess the password.
  Status check_password(const std::string& user, const Secret& password, const Client& client);

  /// The principal of a session cookie. Errors: auth.invalid_token.
  Result<auth::Principal> authenticate(const Secret& cookie);
  /// Housekeeping: removes expired sessions, codes, tokens and old attempts.
  void sweep();

 private:
  Status check_attempts(const std::string& user, const Client& client);
  void record_failure(const std::string& user, const Client& client);
  Result<SignedIn> open_session(db::Tx& tx, const std::string& user, std::string method, const Client& client);
  Secret put_code(db::Tx& tx, const std::string& user);

  IdentityCore& core_;
};

}  // namespace towpath::identity
