#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "identity/identity.h"

namespace towpath::identity {

/// Rows of sessions, tokens, one-time codes and failed attempts. A credential is known by the hash of its secret.
class CredentialStore {
 public:
  struct SessionRow {
    Session session;
    std::string user_name;
  };
  struct TokenRow {
    Token token;
    std::string user_name;
  };

  void add_session(db::Tx& tx, const std::string& hash, const std::string& user, const Session& session);
  std::optional<SessionRow> session(db::Tx& tx, const std::string& hash) const;
  std::vector<Session> sessions(db::Tx& tx, const std::string& user, UtcTime now) const;
  void touch_session(db::Tx& tx, const SessionId& id, UtcTime used, UtcTime expires);
  /// False when the user has no such session.
  bool delete_session(db::Tx& tx, const std::string& user, const SessionId& id);
  /// All of a user's but one ("" for none).
  void delete_sessions(db::Tx& tx, const std::string& user, const std::string& except_id);
  /// Whether the user has a password or a session.
  bool has_way_in(db::Tx& tx, const std::string& user) const;

  /// False when the user has a token of that name.
  bool add_token(db::Tx& tx, const std::string& hash, const std::string& user, const std::string& created_by,
                 const Token& token);
  std::optional<TokenRow> token(db::Tx& tx, const std::string& hash) const;
  std::optional<TokenRow> token_by_id(db::Tx& tx, const std::string& id) const;
  std::optional<TokenRow> token_by_name(db::Tx& tx, const std::string& user, const std::string& name) const;
  std::vector<Token> tokens(db::Tx& tx, const std::string& user) const;
  void touch_token(db::Tx& tx, const TokenId& id, UtcTime used);
  void delete_token(db::Tx& tx, const TokenId& id);
  void delete_tokens(db::Tx& tx, const std::string& user);

  /// Replaces the user's codes.
  void put_code(db::Tx& tx, const std::string& hash, const std::string& user, UtcTime now, UtcTime expires);
  /// The user of a code that has not expired; the code is gone with it.
  std::optional<std::string> take_code(db::Tx& tx, const std::string& hash, UtcTime now);

  struct Attempts {
    std::int64_t failures = 0;
    UtcTime since;
  };
  std::optional<Attempts> attempts(db::Tx& tx, const std::string& subject) const;
  /// One more, in a window that begins anew when the last one began before `window_start`.
  void add_failure(db::Tx& tx, const std::string& subject, UtcTime now, UtcTime window_start);
  void clear_failures(db::Tx& tx, const std::string& subject);

  /// Removes what has expired. Answers the number of rows.
  std::int64_t sweep(db::Tx& tx, UtcTime now, UtcTime attempts_before);
};

}  // namespace towpath::identity
