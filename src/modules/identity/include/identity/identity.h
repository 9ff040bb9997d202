#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/auth.h"
#include "base/id.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace towpath::identity {

using SessionId = Id<struct SessionTag>;
using TokenId = Id<struct TokenTag>;

/// A person. `ref` is "user:default/<name>".
struct User {
  std::string name, ref, display_name;
  std::string email;               ///< "" for none.
  std::vector<std::string> roles;  ///< Given to the user directly, sorted.
  bool is_disabled = false;
  bool has_password = false;
  UtcTime created_at, updated_at;
};

/// Several people, who own things together. `ref` is "group:default/<name>". Groups nest without cycles: a member of a
/// member group is a member.
struct Group {
  std::string name, ref, display_name, description;
  std::vector<std::string> roles;    ///< Of every member, sorted.
  std::vector<std::string> members;  ///< References of users and groups, sorted.
  UtcTime created_at, updated_at;
};

struct UserPage {
  std::vector<User> items;
  std::string next;  ///< "" on the last page.
  std::int64_t total = 0;
};
struct GroupPage {
  std::vector<Group> items;
  std::string next;
  std::int64_t total = 0;
};

struct PageRequest {
  std::string after;        ///< A name; "" from the beginning.
  std::size_t limit = 100;  ///< At most 500.
  /// Contained in the name, the full name or, of a user, the mail address; ASCII case does not matter. "" for any.
  std::string text;
};

struct NewUser {
  std::string name;  ///< Lower-case letters, digits, "-", "_", ".", at most 63.
  std::string display_name, email;
  std::vector<std::string> roles;  ///< Empty: member.
  Secret password;                 ///< Empty: signs in by code until one is set.
};
struct UserChange {
  std::optional<std::string> display_name, email;
  std::optional<std::vector<std::string>> roles;
  std::optional<bool> is_disabled;
};
struct NewGroup {
  std::string name, display_name, description;
  std::vector<std::string> roles, members;
};
struct GroupChange {
  std::optional<std::string> display_name, description;
  std::optional<std::vector<std::string>> roles;
};

/// A personal access token, without its secret.
struct Token {
  TokenId id{""};
  std::string name, user_ref;
  std::vector<std::string> scope;  ///< Permission patterns; empty: no limit.
  UtcTime created_at;
  std::optional<UtcTime> expires_at, last_used_at;  ///< Last use is exact to an hour.
};
struct NewToken {
  std::string user;  ///< A name; "" for the principal itself.
  std::string name;  ///< What it is for; unique for the user.
  std::vector<std::string> scope;
  std::optional<std::chrono::seconds> lifetime;
};
struct CreatedToken {
  Token token;
  Secret secret;  ///< "tow_..."; shown this once.
};

struct Session {
  SessionId id{""};
  std::string user_ref, method, remote_address, user_agent;
  UtcTime created_at, last_used_at, expires_at;
  bool is_current = false;
};

/// Where a sign-in comes from.
struct Client {
  std::string remote_address, user_agent;
};
struct SignedIn {
  auth::Principal principal;
  Secret cookie;    ///< Value of the session cookie.
  UtcTime ends_at;  ///< When the session ends however much it is used.
};

/// People, groups and how they prove who they are. Thread-safe, blocking; every method checks the principal's rights
/// first. Errors common to all: auth.required, auth.forbidden.
class Identity {
 public:
  virtual ~Identity() = default;

  // Signing in. Errors: identity.wrong_credentials (deliberately the same for unknown users, wrong passwords, disabled
  // users, used codes), auth.too_many_attempts with the time to wait, identity.busy.
  virtual Result<SignedIn> sign_in(const std::string& user, const Secret& password, const Client& client) = 0;
  virtual Result<SignedIn> sign_in_with_code(const Secret& code, const Client& client) = 0;
  /// Ends the session the principal came with; ok() for a token.
  virtual Status sign_out(const auth::Principal& principal) = 0;
  virtual Result<std::vector<Session>> sessions(const auth::Principal& principal) = 0;  ///< The principal's own.
  /// Errors: identity.session_not_found.
  virtual Status revoke_session(const auth::Principal& principal, const SessionId& id) = 0;

  /// The first start: creates the user "admin" when there is no user, and gives a one-time code for it while it has
  /// neither a password nor a session. The code works once, within 24 hours; each call replaces the last one's.
  virtual std::optional<Secret> first_sign_in_code() = 0;
  /// A one-time code for a user, for whom a password is not known or wanted. Errors: identity.user_not_found.
  virtual Result<Secret> create_sign_in_code(const auth::Principal& principal, const std::string& user) = 0;

  // Users. Errors: identity.user_not_found, identity.user_exists, identity.invalid_user, identity.last_admin.
  virtual Result<UserPage> users(const auth::Principal& principal, const PageRequest& page) = 0;
  virtual Result<User> user(const auth::Principal& principal, const std::string& name) = 0;
  virtual Result<User> create_user(const auth::Principal& principal, const NewUser& user) = 0;
  virtual Result<User> update_user(const auth::Principal& principal, const std::string& name,
                                   const UserChange& change) = 0;
  /// One's own with the current password (none needed while there is none), or another's as admin. Ends all other
  /// sessions of the user. Errors also: identity.weak_password, identity.wrong_credentials.
  virtual Status set_password(const auth::Principal& principal, const std::string& name, const Secret& current,
                              const Secret& password) = 0;

  // Groups. Errors: identity.group_not_found, identity.group_exists, identity.invalid_group, identity.member_not_found,
  // identity.group_cycle, identity.last_admin.
  virtual Result<GroupPage> groups(const auth::Principal& principal, const PageRequest& page) = 0;
  virtual Result<Group> group(const auth::Principal& principal, const std::string& name) = 0;
  virtual Result<Group> create_group(const auth::Principal& principal, const NewGroup& group) = 0;
  virtual Result<Group> update_group(const auth::Principal& principal, const std::string& name,
                                     const GroupChange& change) = 0;
  virtual Status delete_group(const auth::Principal& principal, const std::string& name) = 0;
  virtual Result<Group> add_member(const auth::Principal& principal, const std::string& group,
                                   const std::string& member_ref) = 0;
  virtual Result<Group> remove_member(const auth::Principal& principal, const std::string& group,
                                      const std::string& member_ref) = 0;

  // Tokens. Errors: identity.token_not_found, identity.token_exists, identity.invalid_token,
  // identity.scoped_credential.
  virtual Result<std::vector<Token>> tokens(const auth::Principal& principal, const std::string& user) = 0;
  virtual Result<CreatedToken> create_token(const auth::Principal& principal, const NewToken& token) = 0;
  /// By id, or by name for one's own.
  virtual Status revoke_token(const auth::Principal& principal, const std::string& id_or_name) = 0;

  /// The person with this reference as a principal without a credential, for work done in their name later (a scheduled
  /// run). Nothing when unknown or disabled.
  virtual std::optional<auth::Principal> principal_of(const std::string& user_ref) = 0;
};

}  // namespace towpath::identity
