#include "credential_store.h"

#include "base/strings.h"

namespace towpath::identity {
namespace {

/// Columns: id, user_name, method, remote_address, user_agent, created_at, last_used_at, expires_at.
CredentialStore::SessionRow read_session(const db::Row& row) {
  CredentialStore::SessionRow out;
  out.user_name = row.text(1);
  out.session = {SessionId(row.text(0)),
                 "user:default/" + row.text(1),
                 row.text(2),
                 row.text(3),
                 row.text(4),
                 row.time(5),
                 row.time(6),
                 row.time(7),
                 false};
  return out;
}

/// Columns: id, user_name, name, scope, created_at, expires_at, last_used_at.
CredentialStore::TokenRow read_token(const db::Row& row) {
  CredentialStore::TokenRow out;
  out.user_name = row.text(1);
  out.token.id = TokenId(row.text(0));
  out.token.user_ref = "user:default/" + row.text(1);
  out.token.name = row.text(2);
  if (!row.text(3).empty()) out.token.scope = split(row.text(3), ' ');
  out.token.created_at = row.time(4);
  out.token.expires_at = row.optional_time(5);
  out.token.last_used_at = row.optional_time(6);
  return out;
}

std::optional<CredentialStore::TokenRow> one_token(const std::optional<db::Row>& row) {
  return row ? std::optional(read_token(*row)) : std::nullopt;
}

}  // namespace

void CredentialStore::add_session(db::Tx& tx, const std::string& hash, const std::string& user,
                                  const Session& session) {
  tx.exec(
      "INSERT INTO identity_sessions (hash, id, user_name, method, remote_address, user_agent, created_at, "
      "last_used_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {hash, session.id, user, session.method, session.remote_address, session.user_agent, session.created_at,
       session.last_used_at, session.expires_at});
}

std::optional<CredentialStore::SessionRow> CredentialStore::session(db::Tx& tx, const std::string& hash) const {
  const auto row = tx.query_one(
      "SELECT id, user_name, method, remote_address, user_agent, created_at, last_used_at, expires_at "
      "FROM identity_sessions WHERE hash = ?",
      {hash});
  return row ? std::optional(read_session(*row)) : std::nullopt;
}

std::vector<Session> CredentialStore::sessions(db::Tx& tx, const std::string& user, UtcTime now) const {
  std::vector<Session> out;
  for (const db::Row& row :
       tx.query("SELECT id, user_name, method, remote_address, user_agent, created_at, last_used_at, expires_at "
                "FROM identity_sessions WHERE user_name = ? AND expires_at > ? ORDER BY id",
                {user, now}))
    out.push_back(read_session(row).session);
  return out;
}

void CredentialStore::touch_session(db::Tx& tx, const SessionId& id, UtcTime used, UtcTime expires) {
  tx.exec("UPDATE identity_sessions SET last_used_at = ?, expires_at = ? WHERE id = ?", {used, expires, id});
}

bool CredentialStore::delete_session(db::Tx& tx, const std::string& user, const SessionId& id) {
  return tx.exec("DELETE FROM identity_sessions WHERE user_name = ? AND id = ?", {user, id}) == 1;
}

void CredentialStore::delete_sessions(db::Tx& tx, const std::string& user, const std::string& except_id) {
  tx.exec("DELETE FROM identity_sessions WHERE user_name = ? AND id <> ?", {user, except_id});
}

bool CredentialStore::has_way_in(db::Tx& tx, const std::string& user) const {
  return tx
      .query_one(
          "SELECT EXISTS (SELECT 1 FROM identity_sessions WHERE user_name = ?) OR "
          "EXISTS (SELECT 1 FROM identity_users WHERE name = ? AND password_hash IS NOT NULL)",
          {user, user})
      ->boolean(0);
}

bool CredentialStore::add_token(db::Tx& tx, const std::string& hash, const std::string& user,
                                const std::string& created_by, const Token& token) {
  return tx.exec(
             "INSERT INTO identity_tokens (id, hash, user_name, name, scope, created_by, created_at, expires_at) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
             {token.id, hash, user, token.name, join(token.scope, " "), created_by, token.created_at,
              token.expires_at}) == 1;
}

std::optional<CredentialStore::TokenRow> CredentialStore::token(db::Tx& tx, const std::string& hash) const {
  return one_token(
      tx.query_one("SELECT id, user_name, name, scope, created_at, expires_at, last_used_at FROM identity_tokens "
                   "WHERE hash = ?",
                   {hash}));
}

std::optional<CredentialStore::TokenRow> CredentialStore::token_by_id(db::Tx& tx, const std::string& id) const {
  return one_token(
      tx.query_one("SELECT id, user_name, name, scope, created_at, expires_at, last_used_at FROM identity_tokens "
                   "WHERE id = ?",
                   {id}));
}

std::optional<CredentialStore::TokenRow> CredentialStore::token_by_name(db::Tx& tx, const std::string& user,
                                                                        const std::string& name) const {
  return one_token(
      tx.query_one("SELECT id, user_name, name, scope, created_at, expires_at, last_used_at FROM identity_tokens "
                   "WHERE user_name = ? AND name = ?",
                   {user, name}));
}

std::vector<Token> CredentialStore::tokens(db::Tx& tx, const std::string& user) const {
  std::vector<Token> out;
  for (const db::Row& row :
       tx.query("SELECT id, user_name, name, scope, created_at, expires_at, last_used_at FROM identity_tokens "
                "WHERE user_name = ? ORDER BY name",
                {user}))
    out.push_back(read_token(row).token);
  return out;
}

void CredentialStore::touch_token(db::Tx& tx, const TokenId& id, UtcTime used) {
  tx.exec("UPDATE identity_tokens SET last_used_at = ? WHERE id = ?", {used, id});
}

void CredentialStore::delete_token(db::Tx& tx, const TokenId& id) {
  tx.exec("DELETE FROM identity_tokens WHERE id = ?", {id});
}

void CredentialStore::delete_tokens(db::Tx& tx, const std::string& user) {
  tx.exec("DELETE FROM identity_tokens WHERE user_name = ?", {user});
}

void CredentialStore::put_code(db::Tx& tx, const std::string& hash, const std::string& user, UtcTime now,
                               UtcTime expires) {
  tx.exec("DELETE FROM identity_codes WHERE user_name = ?", {user});
  tx.exec("INSERT INTO identity_codes (hash, user_name, created_at, expires_at) VALUES (?, ?, ?, ?)",
          {hash, user, now, expires});
}

std::optional<std::string> CredentialStore::take_code(db::Tx& tx, const std::string& hash, UtcTime now) {
  const auto rows =
      tx.query("DELETE FROM identity_codes WHERE hash = ? AND expires_at > ? RETURNING user_name", {hash, now});
  return rows.empty() ? std::nullopt : std::optional(rows[0].text(0));
}

std::optional<CredentialStore::Attempts> CredentialStore::attempts(db::Tx& tx, const std::string& subject) const {
  const auto row = tx.query_one("SELECT failures, since FROM identity_attempts WHERE subject = ?", {subject});
  return row ? std::optional(Attempts{row->integer(0), row->time(1)}) : std::nullopt;
}

void CredentialStore::add_failure(db::Tx& tx, const std::string& subject, UtcTime now, UtcTime window_start) {
  tx.exec(
      "INSERT INTO identity_attempts (subject, failures, since) VALUES (?, 1, ?) ON CONFLICT (subject) DO UPDATE SET "
      "failures = CASE WHEN identity_attempts.since < ? THEN 1 ELSE identity_attempts.failures + 1 END, "
      "since = CASE WHEN identity_attempts.since < ? THEN excluded.since ELSE identity_attempts.since END",
      {subject, now, window_start, window_start});
}

void CredentialStore::clear_failures(db::Tx& tx, const std::string& subject) {
  tx.exec("DELETE FROM identity_attempts WHERE subject = ?", {subject});
}

std::int64_t CredentialStore::sweep(db::Tx& tx, UtcTime now, UtcTime attempts_before) {
  return tx.exec("DELETE FROM identity_sessions WHERE expires_at <= ?", {now}) +
         tx.exec("DELETE FROM identity_codes WHERE expires_at <= ?", {now}) +
         tx.exec("DELETE FROM identity_tokens WHERE expires_at <= ?", {now}) +
         tx.exec("DELETE FROM identity_attempts WHERE since < ?", {attempts_before});
}

}  // namespace towpath::identity
