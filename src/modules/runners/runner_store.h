#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "runner.h"

namespace towpath::runners {

/// Rows of runners_runners and runners_tokens.
class RunnerStore {
 public:
  void insert_token(db::Tx& tx, const std::string& hash, const std::string& by, UtcTime now, UtcTime expires_at) const;
  /// Who made the token; it is gone then. Nothing when there is none, or its time has passed.
  std::optional<std::string> use_token(db::Tx& tx, const std::string& hash, UtcTime now) const;
  void drop_expired_tokens(db::Tx& tx, UtcTime now) const;
  std::int64_t count_tokens(db::Tx& tx) const;

  /// False when the name is taken.
  bool insert(db::Tx& tx, const Runner& runner, const std::string& credential_hash) const;
  std::optional<Runner> find(db::Tx& tx, const std::string& id_or_name) const;
  std::optional<Runner> by_credential(db::Tx& tx, const std::string& hash) const;
  std::vector<Runner> list(db::Tx& tx) const;
  void note_seen(db::Tx& tx, const std::string& id, const std::string& version, UtcTime at) const;
  /// It ended in order: it has drained, and may come back.
  void note_left(db::Tx& tx, const std::string& id) const;
  void set_draining(db::Tx& tx, const std::string& id, bool is_draining) const;
  void remove(db::Tx& tx, const std::string& id) const;
};

}  // namespace towpath::runners
