#include "identity/module.h"

#include <optional>

#include "base/product.h"
#include "base/strings.h"

#include "directory_service.h"
#include "identity_core.h"
#include "identity_routes.h"
#include "request_credential.h"
#include "sign_in_service.h"
#include "token_service.h"

namespace towpath::identity {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

constexpr std::chrono::hours sweep_interval{1};

/// Joins the three services.
class IdentityService final : public Identity {
 public:
  explicit IdentityService(IdentityCore& core) : core_(core), sign_in_(core), directory_(core), tokens_(core) {}

  Result<SignedIn> sign_in(const std::string& user, const Secret& password, const Client& client) override {
    return sign_in_.with_password(user, password, client);
  }
  Result<SignedIn> sign_in_with_code(const Secret& code, const Client& client) override {
    return sign_in_.with_code(code, client);
  }
  Status sign_out(const auth::Principal& principal) override { return sign_in_.sign_out(principal); }
  Result<std::vector<Session>> sessions(const auth::Principal& principal) override {
    return sign_in_.sessions(principal);
  }
  Status revoke_session(const auth::Principal& principal, const SessionId& id) override {
    return sign_in_.revoke(principal, id);
  }
  std::optional<Secret> first_sign_in_code() override { return sign_in_.first_code(); }
  Result<Secret> create_sign_in_code(const auth::Principal& principal, const std::string& user) override {
    CHECK_OK(auth::check(core_.kernel.authorizer, principal, "user.update", {"user:default/" + user, "", "", false}));
    return sign_in_.create_code(principal, user);
  }

  Result<UserPage> users(const auth::Principal& principal, const PageRequest& page) override {
    return directory_.users(principal, page);
  }
  Result<User> user(const auth::Principal& principal, const std::string& name) override {
    return directory_.user(principal, name);
  }
  Result<User> create_user(const auth::Principal& principal, const NewUser& user) override {
    return directory_.create_user(principal, user);
  }
  Result<User> update_user(const auth::Principal& principal, const std::string& name,
                           const UserChange& change) override {
    return directory_.update_user(principal, name, change);
  }
  Status set_password(const auth::Principal& principal, const std::string& name, const Secret& current,
                      const Secret& password) override {
    if (principal.ref != "user:default/" + name) {
      CHECK_OK(auth::check(core_.kernel.authorizer, principal, "user.update", {"user:default/" + name, "", "", false}));
    } else {
      if (!principal.scope.empty())
        return forbidden("identity.scoped_credential",
                         "A token that is limited to some permissions cannot set a password.");
      TRY(const User self, directory_.user(auth::system_principal(), name));
      if (self.has_password) CHECK_OK(sign_in_.check_password(name, current, {}));
    }
    return directory_.set_password(principal, name, password);
  }

  Result<GroupPage> groups(const auth::Principal& principal, const PageRequest& page) override {
    return directory_.groups(principal, page);
  }
  Result<Group> group(const auth::Principal& principal, const std::string& name) override {
    return directory_.group(principal, name);
  }
  Result<Group> create_group(const auth::Principal& principal, const NewGroup& group) override {
    return directory_.create_group(principal, group);
  }
  Result<Group> update_group(const auth::Principal& principal, const std::string& name,
                             const GroupChange& change) override {
    return directory_.update_group(principal, name, change);
  }
  Status delete_group(const auth::Principal& principal, const std::string& name) override {
    return directory_.delete_group(principal, name);
  }
  Result<Group> add_member(const auth::Principal& principal, const std::string& group,
                           const std::string& member) override {
    return directory_.add_member(principal, group, member);
  }
  Result<Group> remove_member(const auth::Principal& principal, const std::string& group,
                              const std::string& member) override {
    return directory_.remove_member(principal, group, member);
  }

  Result<std::vector<Token>> tokens(const auth::Principal& principal, const std::string& user) override {
    return tokens_.list(principal, user);
  }
  Result<CreatedToken> create_token(const auth::Principal& principal, const NewToken& token) override {
    return tokens_.create(principal, token);
  }
  Status revoke_token(const auth::Principal& principal, const std::string& id_or_name) override {
    return tokens_.revoke(principal, id_or_name);
  }

  std::optional<auth::Principal> principal_of(const std::string& user_ref) override {
    const std::string name = user_ref.substr(user_ref.find('/') + 1);
    if (user_ref != "user:default/" + name) return std::nullopt;
    return core_.kernel.db.read([&](db::Tx& tx) { return core_.principal(tx, name); });
  }

  Result<auth::Principal> authenticate(const http::Request& request) {
    TRY(const auto credential, credential_of(request));
    switch (credential.kind) {
      case RequestCredential::Kind::none:
        return auth::Principal{};
      case RequestCredential::Kind::token:
        return tokens_.authenticate(credential.secret);
      case RequestCredential::Kind::session:
        return sign_in_.authenticate(credential.secret);
    }
    return auth::Principal{};
  }
  void sweep() { sign_in_.sweep(); }

 private:
  IdentityCore& core_;
  SignInService sign_in_;
  DirectoryService directory_;
  TokenService tokens_;
};

class Impl final : public IdentityModule {
 public:
  Impl(Kernel kernel, PasswordCost cost) : core_(std::move(kernel), cost), service_(core_) {}

  std::string_view name() const override { return "identity"; }
  std::vector<db::Migration> migrations() const override { return identity::migrations(); }
  void routes(http::Router& router) override { add_routes(router, service_, core_.kernel.authorizer); }
  void start() override {
    hints_ = core_.kernel.db.listen(std::string(IdentityCore::hint_channel),
                                    [this](std::string_view) { core_.cache.clear(); });
    core_.kernel.jobs.every(sweep_interval, "identity.sweep", [this](std::stop_token) { service_.sweep(); });
  }
  void stop() override { hints_.reset(); }
  Identity& identity() override { return service_; }
  http::Authenticator authenticator() override {
    return [this](const http::Request& request) { return service_.authenticate(request); };
  }

 private:
  IdentityCore core_;
  IdentityService service_;
  db::Subscription hints_;
};

}  // namespace

std::unique_ptr<IdentityModule> make_module(Kernel kernel, PasswordCost cost) {
  return std::make_unique<Impl>(std::move(kernel), cost);
}

}  // namespace towpath::identity
