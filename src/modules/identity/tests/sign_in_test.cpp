#include <atomic>
#include <thread>

#include "credential.h"
#include "identity_fixture.h"

using namespace towpath;
using namespace towpath::identity;
using std::chrono::hours;
using std::chrono::minutes;

TEST_CASE("the first start makes an admin whose code works once") {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [](db::testing::TestDatabase& database) {
    const auto authorizer = make_authorizer();
    testing::TestKernel kernel(database.db(), *authorizer);
    const auto module = make_module(kernel.lend(), cheap);
    Identity& identity = module->identity();

    const auto first = identity.first_sign_in_code();
    const auto second = identity.first_sign_in_code();
    REQUIRE(first);
    REQUIRE(second);

    CHECK(code_of(identity.sign_in_with_code(*first, here)) == "identity.wrong_credentials");  // replaced
    const auto signed_in = identity.sign_in_with_code(*second, here);
    REQUIRE(signed_in);
    CHECK(signed_in->principal.ref == "user:default/admin");
    CHECK(signed_in->principal.roles == std::vector<std::string>{"admin"});
    CHECK(code_of(identity.sign_in_with_code(*second, here)) == "identity.wrong_credentials");
    CHECK_FALSE(identity.first_sign_in_code());
  });
}

TEST_CASE("a code is of no use after a day") {
  on_each_engine([](IdentityFixture& f) {
    const auto code = f.identity.create_sign_in_code(f.system, "alice").value();
    f.kernel.clock.advance(hours(24));
    CHECK(code_of(f.identity.sign_in_with_code(code, here)) == "identity.wrong_credentials");
  });
}

TEST_CASE("a password opens a session, and the session's cookie is who signed in") {
  on_each_engine([](IdentityFixture& f) {
    const auto signed_in = f.identity.sign_in("alice", f.password_of("alice"), here);
    REQUIRE(signed_in);

    const auto principal = f.authenticate("", signed_in->cookie.reveal());
    REQUIRE(principal);
    CHECK(principal->ref == "user:default/alice");
    CHECK(principal->owner_refs ==
          std::vector<std::string>{"user:default/alice", "group:default/payments", "group:default/shop"});
    CHECK(principal->roles == std::vector<std::string>{"member"});
  });
}

TEST_CASE("a wrong password, an unknown user, a disabled user and no password look the same") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.update_user(f.system, "bob", {{}, {}, {}, true}));

    CHECK(code_of(f.identity.sign_in("alice", Secret("wrong"), here)) == "identity.wrong_credentials");
    CHECK(code_of(f.identity.sign_in("nobody", Secret("wrong"), here)) == "identity.wrong_credentials");
    CHECK(code_of(f.identity.sign_in("bob", f.password_of("bob"), here)) == "identity.wrong_credentials");
    CHECK(code_of(f.identity.sign_in("admin", Secret(""), here)) == "identity.wrong_credentials");
  });
}

TEST_CASE("attempts are limited per account, whatever address they come from, and free again after a while") {
  on_each_engine([](IdentityFixture& f) {
    for (int i = 0; i < 10; ++i)
      CHECK(code_of(f.identity.sign_in("alice", Secret("wrong"), {"192.0.2." + std::to_string(i), ""})) ==
            "identity.wrong_credentials");

    const auto refused = f.identity.sign_in("alice", f.password_of("alice"), here);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == "auth.too_many_attempts");
    CHECK(refused.error().retry_after() == std::chrono::seconds(900));
    CHECK(f.identity.sign_in("bob", f.password_of("bob"), here));

    f.kernel.clock.advance(minutes(15));
    CHECK(f.identity.sign_in("alice", f.password_of("alice"), here));
  });
}

TEST_CASE("attempts are limited per address, whatever account they try") {
  on_each_engine([](IdentityFixture& f) {
    for (int i = 0; i < 50; ++i)
      CHECK(code_of(f.identity.sign_in("user" + std::to_string(i), Secret("wrong"), here)) ==
            "identity.wrong_credentials");

    CHECK(code_of(f.identity.sign_in("alice", f.password_of("alice"), here)) == "auth.too_many_attempts");
    CHECK(code_of(f.identity.sign_in_with_code(Secret("guess"), here)) == "auth.too_many_attempts");
    CHECK(f.identity.sign_in("alice", f.password_of("alice"), {"198.51.100.7", ""}));
  });
}

TEST_CASE("a session that is used lives on, up to thirty days; one that is not ends after seven") {
  on_each_engine([](IdentityFixture& f) {
    const std::string used = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const std::string unused = f.identity.sign_in("bob", f.password_of("bob"), here).value().cookie.reveal();

    for (int day = 6; day < 30; day += 6) {
      f.kernel.clock.advance(hours(6 * 24));
      CHECK(f.authenticate("", used));
    }
    CHECK(code_of(f.authenticate("", unused)) == "auth.invalid_token");
    f.kernel.clock.advance(hours(6 * 24));
    CHECK(code_of(f.authenticate("", used)) == "auth.invalid_token");
  });
}

TEST_CASE("signing out ends that session at once, and others can be revoked") {
  on_each_engine([](IdentityFixture& f) {
    const std::string one = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const std::string two = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const std::string other = f.identity.sign_in("bob", f.password_of("bob"), here).value().cookie.reveal();
    const auto principal = f.authenticate("", one).value();
    const auto bobs = f.authenticate("", other).value();

    const auto sessions = f.identity.sessions(principal).value();
    REQUIRE(sessions.size() == 2);
    CHECK(sessions[0].is_current != sessions[1].is_current);

    CHECK(code_of(f.identity.revoke_session(principal, SessionId(bobs.credential_id))) == "identity.session_not_found");
    CHECK(f.identity.revoke_session(principal, SessionId(f.authenticate("", two).value().credential_id)));
    CHECK(code_of(f.authenticate("", two)) == "auth.invalid_token");
    CHECK(f.identity.sign_out(principal));
    CHECK(code_of(f.authenticate("", one)) == "auth.invalid_token");
    CHECK(f.authenticate("", other));
  });
}

TEST_CASE("no credential is stored as it is") {
  on_each_engine([](IdentityFixture& f) {
    const std::string cookie = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const auto token = f.identity.create_token(f.as("alice"), {"", "ci", {}, {}}).value();
    const auto code = f.identity.create_sign_in_code(f.system, "bob").value();
    std::string everything;
    f.kernel.lend().db.read([&](db::Tx& tx) {
      for (const char* sql : {"SELECT hash || id || user_agent FROM identity_sessions",
                              "SELECT hash || name FROM identity_tokens", "SELECT hash FROM identity_codes",
                              "SELECT password_hash FROM identity_users WHERE password_hash IS NOT NULL",
                              "SELECT payload FROM event_payloads"})
        for (const auto& row : tx.query(sql)) everything += row.text(0) + "\n";
      return true;
    });
    for (const std::string& secret : {cookie, token.secret.reveal(), code.reveal(), f.password_of("alice").reveal()})
      CHECK(everything.find(secret) == std::string::npos);
    CHECK(everything.find("$argon2id$") != std::string::npos);
  });
}

TEST_CASE("a new password ends the user's other sessions") {
  on_each_engine([](IdentityFixture& f) {
    const std::string mine = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const std::string other = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    const auto principal = f.authenticate("", mine).value();
    const Secret better("a much better password");

    CHECK(code_of(f.identity.set_password(principal, "alice", Secret("wrong"), better)) ==
          "identity.wrong_credentials");
    CHECK(code_of(f.identity.set_password(principal, "alice", f.password_of("alice"), Secret("short"))) ==
          "identity.weak_password");
    CHECK(code_of(f.identity.set_password(f.as("bob"), "alice", Secret(""), better)) == "auth.forbidden");
    CHECK(f.identity.set_password(principal, "alice", f.password_of("alice"), better));

    CHECK(f.authenticate("", mine));
    CHECK(code_of(f.authenticate("", other)) == "auth.invalid_token");
    CHECK(f.identity.sign_in("alice", better, here));
  });
}

TEST_CASE("a password is refused when it is short, or little more than the name") {
  CHECK_FALSE(Passwords::check_strength(Secret("elevenchars"), "alice"));
  CHECK_FALSE(Passwords::check_strength(Secret("alexandria-1"), "alexandria"));
  CHECK_FALSE(Passwords::check_strength(Secret(std::string(1025, 'x')), "alice"));
  CHECK(Passwords::check_strength(Secret("correct horse"), "alice"));
}

TEST_CASE("no more passwords are checked at a time than memory allows, and all of them are") {
  Passwords passwords(cheap);
  const auto hash = passwords.hash(Secret("correct horse")).value();
  std::vector<std::thread> threads;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] { right += passwords.verify(Secret("correct horse"), hash).value() ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  CHECK(right == 8);
}
