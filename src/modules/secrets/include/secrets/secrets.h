#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

struct SecretPage {
  std::vector<SecretInfo> items;
  std::string next;  ///< "<scope>/<name>", to be given as `after`; "" on the last page.
  std::int64_t total = 0;
};

/// Who owns the component a scope names; plugged by src/app.
class ScopeOwners {
 public:
  virtual ~ScopeOwners() = default;
  /// Nothing when there is no such component.
  virtual std::optional<std::string> owner_of(const std::string& component) = 0;
};

/// How the master key lies on disk.
enum class KeyState {
  plain,     ///< In a file only its owner can read.
  unlocked,  ///< Wrapped by a passphrase that was given.
  locked,    ///< Wrapped by a passphrase that was not given yet: no value can be stored or read.
};
std::string_view to_string(KeyState state);

/// Encrypted values. Thread-safe, blocking. A scope is "organisation", "component.<name>",
/// "component.<name>.<environment>" or, for the platform's own work, "resource.<id>" and "run.<id>".
/// Errors: secrets.invalid_scope, secrets.invalid_name, secrets.too_large, secrets.component_not_found,
/// secrets.not_found, secrets.locked, secrets.key_wrong.
class Secrets {
 public:
  virtual ~Secrets() = default;
  virtual Result<SecretInfo> put(const auth::Principal& principal, const std::string& scope, const std::string& name,
                                 const Secret& value) = 0;
  virtual Status remove(const auth::Principal& principal, const std::string& scope, const std::string& name) = 0;
  /// Names of one scope.
  virtual Result<std::vector<SecretInfo>> list(const auth::Principal& principal, const std::string& scope) = 0;
  /// Names of every scope the principal may see, by scope and name.
  virtual Result<SecretPage> list_all(const auth::Principal& principal, const std::string& after,
                                      std::size_t limit) = 0;

  /// The value, for work of the platform on behalf of somebody who may replace it; never for showing. An event.
  virtual Result<Secret> lend(const auth::Principal& principal, const std::string& scope, const std::string& name) = 0;

  // For the platform's own work; no principal, no route. `actor` is for the audit ("run:<id>").
  /// Removes one secret; none of that name is fine.
  virtual Status forget(const std::string& scope, const std::string& name) = 0;
  /// Scopes that begin with `kind` ("run") and a dot, and were last written before an instant.
  virtual std::vector<std::string> scopes_before(const std::string& kind, UtcTime before) = 0;
  /// Replaces all secrets of a scope; by none they are removed, which needs no key.
  virtual Status store_all(const std::string& scope, const std::map<std::string, Secret>& values) = 0;
  /// The values by name. Each reading is an event, and the values are masked in this process's output from then on.
  virtual Result<std::map<std::string, Secret>> reveal_all(const std::string& scope,
                                                           const std::string& actor = "system") = 0;
  /// A text that another module keeps in its own rows, under a key of its own that lies under the master key. `context`
  /// names the row it is for ("terraform-state:<id>") and must be given again to open it. No event, no masking.
  virtual Result<std::string> seal(const Secret& text, std::string_view context) = 0;
  virtual Result<Secret> open(std::string_view sealed, std::string_view context) = 0;

  // The master key. Rights: platform.read, platform.update.
  virtual Result<KeyState> key_state(const auth::Principal& principal) = 0;
  /// Wraps the key file with a passphrase, or with another one; from the next start on it must be given.
  /// Errors: secrets.weak_passphrase.
  virtual Status wrap_key(const auth::Principal& principal, const Secret& passphrase) = 0;
  /// Errors: secrets.wrong_passphrase.
  virtual Status unlock_key(const auth::Principal& principal, const Secret& passphrase) = 0;
};

}  // namespace towpath::secrets
