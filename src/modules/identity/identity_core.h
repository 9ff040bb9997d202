#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "module/module.h"

#include "credential.h"
#include "credential_store.h"
#include "directory_store.h"
#include "principal_cache.h"

namespace towpath::identity {

/// What the three services of this module share. Thread-safe.
class IdentityCore {
 public:
  IdentityCore(Kernel lent, PasswordCost cost) : kernel(std::move(lent)), passwords(cost) {}

  Kernel kernel;
  Passwords passwords;
  DirectoryStore directory;
  CredentialStore credentials;
  PrincipalCache cache;

  UtcTime now() const { return kernel.clock.now(); }

  /// Runs `body` in a transaction; afterwards no server answers from what it knew before.
  template <class F>
  auto change(F&& body) {
    auto result = kernel.db.transact([&](db::Tx& tx) {
      auto inner = body(tx);
      tx.notify(hint_channel);
      return inner;
    });
    cache.clear();
    return result;
  }

  /// Appends an event about `subject`; its owner is the subject itself.
  void announce(db::Tx& tx, std::string type, const std::string& subject, const std::string& actor,
                std::string payload) {
    kernel.events.append(tx, {.type = std::move(type),
                              .subject = subject,
                              .actor = actor,
                              .payload = std::move(payload),
                              .owner_ref = subject,
                              .project_id = "",
                              .env_type = ""});
  }

  /// The person as a principal without a credential; nothing when unknown or disabled.
  std::optional<auth::Principal> principal(db::Tx& tx, const std::string& user_name) const {
    const auto user = directory.user(tx, user_name);
    if (!user || user->is_disabled) return std::nullopt;
    auth::Principal out;
    out.ref = user->ref;
    out.display_name = user->display_name;
    out.owner_refs = directory.groups_of(tx, user->ref);
    out.owner_refs.insert(out.owner_refs.begin(), user->ref);
    out.roles = directory.effective_roles(tx, user->ref);
    return out;
  }

  static constexpr std::string_view hint_channel = "identity";
};

}  // namespace towpath::identity
