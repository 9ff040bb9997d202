#pragma once

#include <memory>
#include <mutex>

#include "mask/masker.h"
#include "module/module.h"
#include "secrets/secrets.h"

#include "envelope.h"
#include "key_file.h"
#include "secret_store.h"

namespace towpath::secrets {

class SecretService final : public Secrets {
 public:
  /// `key` is null while the file is locked. `kernel` and `owners` outlive the service.
  SecretService(const Kernel& kernel, ScopeOwners& owners, std::string key_path, std::shared_ptr<const MasterKey> key,
                bool is_wrapped, WrapCost cost);

  Result<SecretInfo> put(const auth::Principal& principal, const std::string& scope, const std::string& name,
                         const Secret& value) override;
  Status remove(const auth::Principal& principal, const std::string& scope, const std::string& name) override;
  Result<std::vector<SecretInfo>> list(const auth::Principal& principal, const std::string& scope) override;
  Result<SecretPage> list_all(const auth::Principal& principal, const std::string& after, std::size_t limit) override;
  Result<Secret> lend(const auth::Principal& principal, const std::string& scope, const std::string& name) override;
  Status forget(const std::string& scope, const std::string& name) override;
  std::vector<std::string> scopes_before(const std::string& kind, UtcTime before) override;
  Status store_all(const std::string& scope, const std::map<std::string, Secret>& values) override;
  Result<std::map<std::string, Secret>> reveal_all(const std::string& scope, const std::string& actor) override;
  Result<std::string> seal(const Secret& text, std::string_view context) override;
  Result<Secret> open(std::string_view sealed, std::string_view context) override;
  Result<KeyState> key_state(const auth::Principal& principal) override;
  Status wrap_key(const auth::Principal& principal, const Secret& passphrase) override;
  Status unlock_key(const auth::Principal& principal, const Secret& passphrase) override;

  const mask::Masker& masker() const { return masker_; }
  /// See SecretsModule.
  Status check_key();
  /// What the catalog says of a component's owner now.
  void follow_owner(const events::SealedEvent& event);

 private:
  /// Errors: secrets.locked.
  Result<std::shared_ptr<const MasterKey>> key() const;
  /// Errors: secrets.other_key.
  Status check(const MasterKey& key);
  Result<std::string> owner_of(const std::string& scope);
  /// Asks guardrails before values that people stored are read. Errors: policy.denied, policy.override_needed.
  Status pass_gate(const auth::Principal& principal, const std::string& scope, const std::vector<std::string>& names);
  SecretInfo store(db::Tx& tx, const MasterKey& key, const std::string& scope, const std::string& name,
                   const Secret& value, const std::string& owner);
  void announce(db::Tx& tx, std::string type, const std::string& subject, const std::string& actor,
                const std::string& owner, std::string payload);
  void announce_key(const std::string& what, const auth::Principal& principal);

  const Kernel& kernel_;
  ScopeOwners& owners_;
  const std::string key_path_;
  const WrapCost wrap_cost_;
  SecretStore store_;
  mask::Masker masker_;
  mutable std::mutex mutex_;              // guards key_, is_wrapped_
  std::shared_ptr<const MasterKey> key_;  // shared: an operation under way keeps the key it began with
  bool is_wrapped_;
};

}  // namespace towpath::secrets
