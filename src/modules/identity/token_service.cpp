#include "token_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/product.h"

#include "identity_json.h"
#include "permission_table.h"

namespace towpath::identity {
namespace {

/// Use is written down only this often.
constexpr std::chrono::hours use_is_exact_to{1};
constexpr std::chrono::hours longest_life{366 * 24};

std::string user_of(const auth::Principal& principal) {
  constexpr std::string_view prefix = "user:default/";
  return principal.ref.starts_with(prefix) ? principal.ref.substr(prefix.size()) : "";
}

Error invalid_token() {
  return unauthenticated("auth.invalid_token", "This token is not known, has expired or was revoked.")
      .with_hint(fmt::format("{} login", product::binary));
}

Status check(const NewToken& wanted) {
  Error problems = invalid_input("identity.invalid_token", "The token cannot be created as described.");
  if (wanted.name.empty() || wanted.name.size() > 100)
    problems.add_field("/name", "is empty or longer than 100 characters");
  for (std::size_t i = 0; i < wanted.scope.size(); ++i)
    if (!is_scope_pattern(wanted.scope[i]))
      problems.add_field(fmt::format("/scope/{}", i), "is not like run.read, run.* or *.read");
  if (wanted.lifetime && (wanted.lifetime->count() <= 0 || *wanted.lifetime > longest_life))
    problems.add_field("/expiresInSeconds", "is not between 1 second and 366 days");
  if (problems.fields().empty()) return ok();
  return problems;
}

}  // namespace

Result<std::vector<Token>> TokenService::list(const auth::Principal& principal, const std::string& user) {
  const std::string name = user.empty() ? user_of(principal) : user;
  CHECK_OK(auth::check(core_.kernel.authorizer, principal, "token.read", {"user:default/" + name, "", "", false}));
  return core_.kernel.db.read([&](db::Tx& tx) { return core_.credentials.tokens(tx, name); });
}

Result<CreatedToken> TokenService::create(const auth::Principal& principal, const NewToken& wanted) {
  const std::string name = wanted.user.empty() ? user_of(principal) : wanted.user;
  const std::string ref = "user:default/" + name;
  CHECK_OK(auth::check(core_.kernel.authorizer, principal, "token.create", {ref, "", "", false}));
  if (!principal.scope.empty())
    return forbidden("identity.scoped_credential", "A token that is limited to some permissions cannot make tokens.")
        .with_hint("Sign in, or use a token without a scope.");
  CHECK_OK(check(wanted));

  const UtcTime now = core_.now();
  Token token;
  token.id = new_id<TokenId>();
  token.name = wanted.name;
  token.user_ref = ref;
  token.scope = wanted.scope;
  token.created_at = now;
  if (wanted.lifetime) token.expires_at = now + *wanted.lifetime;
  const Secret secret = new_credential(product::token_prefix);
  return core_.change([&](db::Tx& tx) -> Result<CreatedToken> {
    if (!core_.directory.user(tx, name))
      return not_found("identity.user_not_found", fmt::format("There is no user {}.", name));
    if (!core_.credentials.add_token(tx, hash_of(secret), name, principal.ref, token))
      return conflict("identity.token_exists", fmt::format("{} has a token named '{}' already.", ref, token.name))
          .with_hint("Revoke it first, or choose another name.");
    core_.announce(tx, "identity.token.created", ref, principal.ref, event_payload(token));
    return CreatedToken{token, secret};
  });
}

Status TokenService::revoke(const auth::Principal& principal, const std::string& id_or_name) {
  return core_.change([&](db::Tx& tx) -> Status {
    auto row = core_.credentials.token_by_id(tx, id_or_name);
    if (!row) row = core_.credentials.token_by_name(tx, user_of(principal), id_or_name);
    // A token of somebody else is as unknown as one that does not exist.
    if (!row || !auth::check(core_.kernel.authorizer, principal, "token.read", {row->token.user_ref, "", "", false}))
      return not_found("identity.token_not_found", fmt::format("There is no token {}.", id_or_name));
    CHECK_OK(auth::check(core_.kernel.authorizer, principal, "token.delete", {row->token.user_ref, "", "", false}));
    core_.credentials.delete_token(tx, row->token.id);
    core_.announce(tx, "identity.token.revoked", row->token.user_ref, principal.ref, event_payload(row->token));
    return ok();
  });
}

Result<auth::Principal> TokenService::authenticate(const Secret& secret) {
  if (!secret.reveal().starts_with(product::token_prefix)) return invalid_token();
  const std::string hash = hash_of(secret);
  const UtcTime now = core_.now();
  if (auto known = core_.cache.get("token:" + hash, now)) return std::move(*known);
  const auto generation = core_.cache.generation();
  std::optional<CredentialStore::TokenRow> row;
  std::optional<auth::Principal> principal;
  core_.kernel.db.read([&](db::Tx& tx) {
    row = core_.credentials.token(tx, hash);
    if (row) principal = core_.principal(tx, row->user_name);
    return true;
  });
  if (!row || !principal || (row->token.expires_at && now >= *row->token.expires_at)) return invalid_token();
  principal->credential_id = row->token.id.text();
  principal->scope = row->token.scope;
  if (!row->token.last_used_at || now - *row->token.last_used_at >= use_is_exact_to)
    (void)core_.kernel.db.transact([&](db::Tx& tx) -> Status {
      core_.credentials.touch_token(tx, row->token.id, now);
      return ok();
    });
  core_.cache.put("token:" + hash, *principal, now, row->token.expires_at.value_or(UtcTime::max()), generation);
  return std::move(*principal);
}

}  // namespace towpath::identity
