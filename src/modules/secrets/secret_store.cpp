#include "secret_store.h"

#include <fmt/format.h>

namespace towpath::secrets {

namespace {

SecretRow read(const db::Row& row) {
  return {{row.text(0), row.text(1), row.integer(2), row.time(3)}, {row.blob(4), row.blob(5)}};
}

}  // namespace

std::int64_t SecretStore::next_version(db::Tx& tx, const std::string& scope, const std::string& name) const {
  const auto row = tx.query_one("SELECT version FROM secrets_values WHERE scope = ? AND name = ?", {scope, name});
  return row ? row->integer(0) + 1 : 1;
}

void SecretStore::put(db::Tx& tx, const SecretRow& row, const std::string& owner) const {
  tx.exec(
      "INSERT INTO secrets_values (scope, name, version, owner_ref, wrapped_key, ciphertext, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (scope, name) DO UPDATE SET version = excluded.version, "
      "owner_ref = excluded.owner_ref, wrapped_key = excluded.wrapped_key, ciphertext = excluded.ciphertext, "
      "updated_at = excluded.updated_at",
      {row.info.scope, row.info.name, row.info.version, owner, db::Blob{row.envelope.wrapped_key},
       db::Blob{row.envelope.ciphertext}, row.info.updated_at});
}

bool SecretStore::remove(db::Tx& tx, const std::string& scope, const std::string& name) const {
  return tx.exec("DELETE FROM secrets_values WHERE scope = ? AND name = ?", {scope, name}) == 1;
}

void SecretStore::remove_scope(db::Tx& tx, const std::string& scope) const {
  tx.exec("DELETE FROM secrets_values WHERE scope = ?", {scope});
}

std::optional<SecretRow> SecretStore::any(db::Tx& tx) const {
  const auto row = tx.query_one(
      "SELECT scope, name, version, updated_at, wrapped_key, ciphertext FROM secrets_values ORDER BY scope, name LIMIT "
      "1");
  return row ? std::optional(read(*row)) : std::nullopt;
}

std::string SecretStore::first_key_check(db::Tx& tx, const std::string& sealed) const {
  tx.exec("INSERT INTO secrets_key_check (id, sealed) VALUES (1, ?) ON CONFLICT DO NOTHING", {db::Blob{sealed}});
  return tx.query_one("SELECT sealed FROM secrets_key_check WHERE id = 1")->blob(0);
}

std::vector<SecretRow> SecretStore::list(db::Tx& tx, const std::string& scope) const {
  std::vector<SecretRow> out;
  for (const db::Row& row :
       tx.query("SELECT scope, name, version, updated_at, wrapped_key, ciphertext FROM secrets_values WHERE scope = ? "
                "ORDER BY name",
                {scope}))
    out.push_back(read(row));
  return out;
}

std::vector<std::string> SecretStore::scopes_before(db::Tx& tx, const std::string& kind, UtcTime before) const {
  std::vector<std::string> out;
  for (const db::Row& row : tx.query("SELECT scope FROM secrets_values WHERE scope > ? AND scope < ? GROUP BY scope "
                                     "HAVING MAX(updated_at) < ? ORDER BY scope",
                                     {kind + ".", kind + "/", before}))
    out.push_back(row.text(0));
  return out;
}

std::vector<SecretInfo> SecretStore::visible(db::Tx& tx, const auth::SqlCondition& condition, const std::string& scope,
                                             const std::string& name, std::size_t limit) const {
  const std::string sql = fmt::format(
      "SELECT scope, name, version, updated_at FROM secrets_values WHERE {} AND scope NOT LIKE 'resource.%' AND scope "
      "NOT LIKE 'run.%' "
      "AND (scope > ? OR (scope = ? AND name > ?)) ORDER BY scope, name LIMIT ?",
      condition.where);
  db::Params params = condition.params;
  params.insert(params.end(), {scope, scope, name, limit});
  std::vector<SecretInfo> out;
  for (const db::Row& row : tx.query(sql, params))
    out.push_back({row.text(0), row.text(1), row.integer(2), row.time(3)});
  return out;
}

std::int64_t SecretStore::count_visible(db::Tx& tx, const auth::SqlCondition& condition) const {
  const std::string sql = fmt::format(
      "SELECT COUNT(*) FROM secrets_values WHERE {} AND scope NOT LIKE 'resource.%' AND scope NOT LIKE 'run.%'",
      condition.where);
  return tx.query_one(sql, condition.params)->integer(0);
}

void SecretStore::set_owner(db::Tx& tx, const std::string& component, const std::string& owner) const {
  // Between "component.<name>." and "component.<name>/" lie exactly the scopes of its environments.
  const std::string scope = "component." + component;
  tx.exec("UPDATE secrets_values SET owner_ref = ? WHERE scope = ? OR (scope > ? AND scope < ?)",
          {owner, scope, scope + ".", scope + "/"});
}

}  // namespace towpath::secrets
