#pragma once

#include <string>
#include <vector>

#include "identity/identity.h"

#include "identity_core.h"

namespace towpath::identity {

/// Personal access tokens. Thread-safe.
class TokenService {
 public:
  explicit TokenService(IdentityCore& core) : core_(core) {}

  Result<std::vector<Token>> list(const auth::Principal& principal, const std::string& user);
  Result<CreatedToken> create(const auth::Principal& principal, const NewToken& token);
  Status revoke(const auth::Principal& principal, const std::string& id_or_name);
  /// Errors: auth.invalid_token.
  Result<auth::Principal> authenticate(const Secret& secret);

 private:
  IdentityCore& core_;
};

}  // namespace towpath::identity
