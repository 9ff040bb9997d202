#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "envelope.h"
#include "secrets/secrets.h"

namespace towpath::secrets {

struct SecretRow {
  SecretInfo info;
  Envelope envelope;
};

/// Rows of secrets_values.
class SecretStore {
 public:
  std::int64_t next_version(db::Tx& tx, const std::string& scope, const std::string& name) const;
  void put(db::Tx& tx, const SecretRow& row, const std::string& owner) const;
  bool remove(db::Tx& tx, const std::string& scope, const std::string& name) const;
  void remove_scope(db::Tx& tx, const std::string& scope) const;
  std::vector<SecretRow> list(db::Tx& tx, const std::string& scope) const;
};

}  // namespace towpath::secrets
