#include "sign_in_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/product.h"
#include "identity_json.h"

#include "permission_table.h"

namespace towpath::identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours session_slides{7 * 24};
constexpr hours session_ends{30 * 24};
constexpr hours code_lives{24};
/// Use is written down only this often: a session that is used costs no write a request.
constexpr hours use_is_exact_to{1};

/// Failures allowed in a window. An account may fail more rarely than an address, behind which many people may sit.
/// Someone can lock an account for the window by failing on purpose; its tokens, sessions and codes go on working.
constexpr minutes attempt_window{15};
constexpr std::int64_t account_limit = 10, address_limit = 50;

std::string account(const std::string& user) { return "account:" + user.substr(0, 64); }
std::string address(const Client& client) { return "address:" + client.remote_address; }

Error wrong_credentials() {
  return unauthenticated("identity.wrong_credentials", "The name, password or code is not right.")
      .with_hint("Codes work once and for 24 hours; an admin can make a new one.");
}

Error invalid_session() {
  return unauthenticated("auth.invalid_token", "This session has ended.").with_hint("Sign in again.");
}

}  // namespace

Status SignInService::check_attempts(const std::string& user, const Client& client) {
  return core_.kernel.db.read([&](db::Tx& tx) -> Status {
    const auto check = [&](const std::string& subject, std::int64_t limit) -> Status {
      const auto attempts = core_.credentials.attempts(tx, subject);
      if (!attempts || attempts->failures < limit) return ok();
      const auto left = std::chrono::ceil<seconds>(attempts->since + attempt_window - core_.now());
      if (left.count() <= 0) return ok();
      return unavailable("auth.too_many_attempts", "Too many failed sign-ins. Wait before the next one.")
          .with_hint(fmt::format("Try again in {} minutes.", (left.count() + 59) / 60))
          .with_retry_after(left);
    };
    if (!user.empty()) CHECK_OK(check(account(user), account_limit));
    return client.remote_address.empty() ? ok() : check(address(client), address_limit);
  });
}

void SignInService::record_failure(const std::string& user, const Client& client) {
  const UtcTime now = core_.now();
  (void)core_.kernel.db.transact([&](db::Tx& tx) -> Status {
    if (!user.empty()) {
      core_.credentials.add_failure(tx, account(user), now, now - attempt_window);
      const auto attempts = core_.credentials.attempts(tx, account(user));
      if (attempts && attempts->failures == account_limit && core_.directory.user(tx, user))
        core_.announce(tx, "identity.sign_in.blocked", "user:default/" + user, "system", "{}");
    }
    if (!client.remote_address.empty()) core_.credentials.add_failure(tx, address(client), now, now - attempt_window);
    return ok();
  });
}

Status SignInService::check_password(const std::string& user, const Secret& password, const Client& client) {
  CHECK_OK(check_attempts(user, client));
  const auto hash = core_.kernel.db.read([&](db::Tx& tx) { return core_.directory.password_hash(tx, user); });
  TRY(const bool fits, core_.passwords.verify(password, hash));
  if (fits) return ok();
  record_failure(user, client);
  return wrong_credentials();
}

Result<SignedIn> SignInService::with_password(const std::string& user, const Secret& password, const Client& client) {
  CHECK_OK(check_password(user, password, client));
  return core_.kernel.db.transact([&](db::Tx& tx) -> Result<SignedIn> {
    core_.credentials.clear_failures(tx, account(user));
    return open_session(tx, user, "password", client);
  });
}

Result<SignedIn> SignInService::with_code(const Secret& code, const Client& client) {
  CHECK_OK(check_attempts("", client));
  auto signed_in = core_.kernel.db.transact([&](db::Tx& tx) -> Result<SignedIn> {
    const auto user = core_.credentials.take_code(tx, hash_of(code), core_.now());
    if (!user) return wrong_credentials();
    return open_session(tx, *user, "code", client);
  });
  if (!signed_in) record_failure("", client);
  return signed_in;
}

Result<SignedIn> SignInService::open_session(db::Tx& tx, const std::string& user, std::string method,
                                             const Client& client) {
  auto principal = core_.principal(tx, user);
  if (!principal) return wrong_credentials();
  const UtcTime now = core_.now();
  SignedIn out{std::move(*principal), new_credential(""), now + session_ends};
  Session session;
  session.id = new_id<SessionId>();
  session.method = std::move(method);
  session.remote_address = client.remote_address;
  session.user_agent = client.user_agent.substr(0, 200);
  session.created_at = session.last_used_at = now;
  session.expires_at = now + session_slides;
  out.principal.credential_id = session.id.text();
  core_.credentials.add_session(tx, hash_of(out.cookie), user, session);
  core_.announce(tx, "identity.session.created", out.principal.ref, out.principal.ref,
                 fmt::format(R"({{"session":"{}","method":"{}"}})", session.id.text(), session.method));
  return out;
}

Result<auth::Principal> SignInService::authenticate(const Secret& cookie) {
  const std::string hash = hash_of(cookie);
  const UtcTime now = core_.now();
  if (auto known = core_.cache.get("session:" + hash, now)) return std::move(*known);
  const auto generation = core_.cache.generation();
  std::optional<CredentialStore::SessionRow> row;
  std::optional<auth::Principal> principal;
  core_.kernel.db.read([&](db::Tx& tx) {
    row = core_.credentials.session(tx, hash);
    if (row) principal = core_.principal(tx, row->user_name);
    return true;
  });
  if (!row || !principal || now >= row->session.expires_at) return invalid_session();
  principal->credential_id = row->session.id.text();
  if (now - row->session.last_used_at >= use_is_exact_to) {
    const UtcTime expires = std::min<UtcTime>(now + session_slides, row->session.created_at + session_ends);
    (void)core_.kernel.db.transact([&](db::Tx& tx) -> Status {
      core_.credentials.touch_session(tx, row->session.id, now, expires);
      return ok();
    });
    row->session.expires_at = expires;
  }
  core_.cache.put("session:" + hash, *principal, now, row->session.expires_at, generation);
  return std::move(*principal);
}

Status SignInService::sign_out(const auth::Principal& principal) {
  if (principal.credential_id.empty()) return ok();
  return core_.change([&](db::Tx& tx) -> Status {
    const SessionId id(principal.credential_id);
    if (core_.credentials.delete_session(tx, principal.ref.substr(principal.ref.find('/') + 1), id))
      core_.announce(tx, "identity.session.ended", principal.ref, principal.ref,
                     fmt::format(R"({{"session":"{}"}})", id.text()));
    return ok();
  });
}

Result<std::vector<Session>> SignInService::sessions(const auth::Principal& principal) {
  const std::string user = principal.ref.substr(principal.ref.find('/') + 1);
  auto found = core_.kernel.db.read([&](db::Tx& tx) { return core_.credentials.sessions(tx, user, core_.now()); });
  for (Session& session : found) session.is_current = session.id.text() == principal.credential_id;
  return found;
}

Status SignInService::revoke(const auth::Principal& principal, const SessionId& id) {
  return core_.change([&](db::Tx& tx) -> Status {
    if (!core_.credentials.delete_session(tx, principal.ref.substr(principal.ref.find('/') + 1), id))
      return not_found("identity.session_not_found", fmt::format("You have no session {}.", id.text()));
    core_.announce(tx, "identity.session.ended", principal.ref, principal.ref,
                   fmt::format(R"({{"session":"{}"}})", id.text()));
    return ok();
  });
}

Secret SignInService::put_code(db::Tx& tx, const std::string& user) {
  const UtcTime now = core_.now();
  Secret code = new_credential("");
  core_.credentials.put_code(tx, hash_of(code), user, now, now + code_lives);
  return code;
}

std::optional<Secret> SignInService::first_code() {
  constexpr const char* first_user = "admin";
  std::optional<Secret> code;
  (void)core_.change([&](db::Tx& tx) -> Status {
    code.reset();
    if (core_.directory.user_count(tx, "") == 0) {
      User admin;
      admin.name = first_user;
      admin.ref = "user:default/admin";
      admin.display_name = "Admin";
      admin.roles = {std::string(role_admin)};
      admin.created_at = admin.updated_at = core_.now();
      core_.directory.add_user(tx, admin, std::nullopt);
      core_.announce(tx, "identity.user.created", admin.ref, "system", event_payload(admin));
    }
    const auto admin = core_.directory.user(tx, first_user);
    if (admin && !admin->is_disabled && !core_.credentials.has_way_in(tx, first_user)) code = put_code(tx, first_user);
    return ok();
  });
  return code;
}

Result<Secret> SignInService::create_code(const auth::Principal& principal, const std::string& user) {
  return core_.change([&](db::Tx& tx) -> Result<Secret> {
    const auto found = core_.directory.user(tx, user);
    if (!found) return not_found("identity.user_not_found", fmt::format("There is no user {}.", user));
    core_.announce(tx, "identity.code.created", found->ref, principal.ref, "{}");
    return put_code(tx, user);
  });
}

void SignInService::sweep() {
  (void)core_.kernel.db.transact([&](db::Tx& tx) -> Status {
    core_.credentials.sweep(tx, core_.now(), core_.now() - attempt_window);
    return ok();
  });
}

}  // namespace towpath::identity
