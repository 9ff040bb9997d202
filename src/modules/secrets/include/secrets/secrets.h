#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::secrets {

/// A secret without its value.
struct SecretInfo {
  std::string scope, name;
  std::int64_t version = 0;
  UtcTime updated_at;
};

/// Who owns the component a scope names; plugged by src/app.
class ScopeOwners {
 public:
  virtual ~ScopeOwners() = default;
  /// Nothing when there is no such component.
  virtual std::optional<std::string> owner_of(const std::string& component) = 0;
};

/// Encrypted values. Thread-safe, blocking. Errors: secrets.invalid_scope, secrets.invalid_name, secrets.not_found.
class Secrets {
 public:
  virtual ~Secrets() = default;
  virtual Result<SecretInfo> put(const auth::Principal& principal, const std::string& scope, const std::string& name, const Secret& value) = 0;
  virtual Status remove(const auth::Principal& principal, const std::string& scope, const std::string& name) = 0;
  virtual Result<std::vector<SecretInfo>> list(const auth::Principal& principal, const std::string& scope) = 0;

  // For the platform's own work; no principal, no route.
  /// Replaces all secrets of a scope.
  virtual Status store_all(const std::string& scope, const std::map<std::string, Secret>& values) = 0;
  virtual Result<std::map<std::string, Secret>> reveal_all(const std::string& scope) = 0;
};

}  // namespace towpath::secrets
