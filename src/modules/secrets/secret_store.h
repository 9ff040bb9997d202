#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "db/db.h"
#include "envelope.h"
#include "secrets/secrets.h"

namespace towpath::secrets {

struct SecretRow {
  SecretInfo info;
  Envelope envelope;
};

/// Rows of secrets_values and secrets_key_check.
class SecretStore {
 public:
  std::int64_t next_version(db::Tx& tx, const std::string& scope, const std::string& name) const;
  void put(db::Tx& tx, const SecretRow& row, const std::string& owner) const;
  bool remove(db::Tx& tx, const std::string& scope, const std::string& name) const;
  void remove_scope(db::Tx& tx, const std::string& scope) const;
  /// Any secret, if there is one.
  std::optional<SecretRow> any(db::Tx& tx) const;
  /// What lies in secrets_key_check, `sealed` when nothing did.
  std::string first_key_check(db::Tx& tx, const std::string& sealed) const;
  std::vector<SecretRow> list(db::Tx& tx, const std::string& scope) const;

  /// "<kind>.*", when none of its secrets was written at `before` or later.
  std::vector<std::string> scopes_before(db::Tx& tx, const std::string& kind, UtcTime before) const;

  /// Without the scopes of resources and runs, after (scope, name).
  std::vector<SecretInfo> visible(db::Tx& tx, const auth::SqlCondition& condition, const std::string& scope,
                                  const std::string& name, std::size_t limit) const;
  std::int64_t count_visible(db::Tx& tx, const auth::SqlCondition& condition) const;
  /// For every scope of a component.
  void set_owner(db::Tx& tx, const std::string& component, const std::string& owner) const;
};

}  // namespace towpath::secrets
