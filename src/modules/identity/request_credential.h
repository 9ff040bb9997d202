#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "http/http.h"

namespace towpath::identity {

/// What a request offers to prove who it is from.
struct RequestCredential {
  enum class Kind { none, token, session };
  Kind kind = Kind::none;
  Secret secret;
};

/// Bearer: the token. Basic: the password is the token (git sends it so); the user name does not matter. Without an
/// Authorization header: the session cookie. Errors: auth.invalid_token for a header that cannot be read.
Result<RequestCredential> credential_of(const http::Request& request);

}  // namespace towpath::identity
