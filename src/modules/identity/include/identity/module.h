#pragma once

#include <memory>

#include "http/http.h"
#include "identity/identity.h"
#include "module/module.h"

namespace towpath::identity {

/// The rules of permission_table.h. Knows no rows and no users: it works on what a principal carries, so the kernel can
/// have it before any module exists.
std::unique_ptr<auth::Authorizer> make_authorizer();

class IdentityModule : public Module {
 public:
  virtual Identity& identity() = 0;
  /// For Router::set_authenticator(). Reads "Authorization: Bearer", "Authorization: Basic" (the password is the token,
  /// for git) or the session cookie; a request with an Authorization header is never judged by its cookie.
  /// Errors: auth.invalid_token.
  virtual http::Authenticator authenticator() = 0;
};

/// What a password hash costs. The default is 3 passes over 64 MiB, about 100 ms; tests use less.
struct PasswordCost {
  unsigned long long passes = 3;
  std::size_t memory_bytes = 64 << 20;
};

std::unique_ptr<IdentityModule> make_module(Kernel kernel, PasswordCost cost = {});

}  // namespace towpath::identity
