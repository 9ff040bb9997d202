#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "db/testing/databases.h"
#include "identity/module.h"
#include "module/testing/test_kernel.h"

namespace towpath::identity {

std::vector<db::Migration> migrations();

/// The least argon2id takes: these tests are about rules, not about cost.
inline constexpr PasswordCost cheap{1, 8192};
inline const Client here{"192.0.2.1", "test"};

/// The identity module on one database, with the users alice (member), bob (member), petra (platform), the viewer vera,
/// and admin; the groups payments (alice), shop (group payments), and none else.
struct IdentityFixture {
  std::unique_ptr<auth::Authorizer> authorizer = make_authorizer();
  testing::TestKernel kernel;
  std::unique_ptr<IdentityModule> module;
  Identity& identity;
  const auth::Principal system = auth::system_principal();

  explicit IdentityFixture(db::Db& db)
      : kernel(db, *authorizer), module(make_module(kernel.lend(), cheap)), identity(module->identity()) {
    module->start();
    identity.first_sign_in_code();
    for (const char* name : {"alice", "bob"}) add_user(name, "member");
    add_user("petra", "platform");
    add_user("vera", "viewer");
    REQUIRE(identity.create_group(system, {"payments", "", "", {}, {"user:default/alice"}}));
    REQUIRE(identity.create_group(system, {"shop", "", "", {}, {"group:default/payments"}}));
  }
  ~IdentityFixture() { module->stop(); }

  static Secret password_of(const std::string& name) { return Secret("correct horse of " + name); }
  void add_user(const std::string& name, const std::string& role) {
    REQUIRE(identity.create_user(system, {name, "", "", {role}, password_of(name)}));
  }
  auth::Principal as(const std::string& name) { return *identity.principal_of("user:default/" + name); }

  /// What the server would see of a request with this header or cookie.
  Result<auth::Principal> authenticate(const std::string& authorization, const std::string& cookie = "") {
    http::Request request;
    if (!authorization.empty()) request.headers.set("Authorization", authorization);
    if (!cookie.empty()) request.cookies["towpath_session"] = cookie;
    return module->authenticator()(request);
  }
};

inline void on_each_engine(const std::function<void(IdentityFixture&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    IdentityFixture fixture(database.db());
    test(fixture);
  });
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result.has_value() ? "ok" : result.error().code();
}

}  // namespace towpath::identity
