#include <algorithm>
#include <boost/json.hpp>

#include "identity_fixture.h"

using namespace towpath;
using namespace towpath::identity;

namespace {

const std::string alice = "user:default/alice", bob = "user:default/bob";
using Refs = std::vector<std::string>;

}  // namespace

TEST_CASE("a user and a group can be created once, and lists are paged by name") {
  on_each_engine([](IdentityFixture& f) {
    CHECK(code_of(f.identity.create_user(f.system, {"alice", "", "", {}, {}})) == "identity.user_exists");
    CHECK(code_of(f.identity.create_group(f.system, {"payments", "", "", {}, {}})) == "identity.group_exists");

    const auto first = f.identity.users(f.system, {"", 2, ""}).value();
    CHECK(first.total == 5);
    CHECK(first.items.at(0).name == "admin");
    CHECK(first.next == "alice");
    const auto rest = f.identity.users(f.system, {first.next, 100, ""}).value();
    CHECK(rest.items.size() == 3);
    CHECK(rest.next == "");
    CHECK(f.identity.groups(f.system, {}).value().total == 2);
  });
}

TEST_CASE("a list can be searched, and each of its rows has its own roles and members") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.create_user(f.system, {"mina", "Mina Okafor", "mina@example.org", {"viewer", "operator"}, {}}));
    REQUIRE(f.identity.create_user(f.system, {"zoe", "Zoe Winter", "zoe@okafor.example", {"platform"}, {}}));
    REQUIRE(f.identity.create_group(
        f.system, {"winter", "Winter sports", "", {"operator"}, {"user:default/mina", "user:default/zoe"}}));
    const auto names = [&](const std::string& text, std::size_t limit, const std::string& after) {
      const auto page = f.identity.users(f.system, {after, limit, text}).value();
      Refs out;
      for (const User& user : page.items) out.push_back(user.name);
      out.push_back(std::to_string(page.total) + " " + page.next);
      return out;
    };
    CHECK(names("OKAFOR", 10, "") == Refs{"mina", "zoe", "2 "});
    CHECK(names("okafor", 1, "") == Refs{"mina", "2 mina"});
    CHECK(names("okafor", 1, "mina") == Refs{"zoe", "2 "});
    CHECK(names("%", 10, "") == Refs{"0 "});
    const auto users = f.identity.users(f.system, {"", 100, "okafor"}).value();
    CHECK(users.items.at(0).roles == Refs{"operator", "viewer"});
    CHECK(users.items.at(1).roles == Refs{"platform"});

    const auto groups = f.identity.groups(f.system, {}).value();
    for (const Group& each : groups.items) {
      const Group alone = f.identity.group(f.system, each.name).value();
      CHECK(each.members == alone.members);
      CHECK(each.roles == alone.roles);
    }
    const auto found = f.identity.groups(f.system, {"", 10, "sports"}).value();
    REQUIRE(found.items.size() == 1);
    CHECK(found.items.front().members == Refs{"user:default/mina", "user:default/zoe"});
    CHECK(found.items.front().roles == Refs{"operator"});
  });
}

TEST_CASE("what cannot be a user is refused with every problem named") {
  on_each_engine([](IdentityFixture& f) {
    const auto refused =
        f.identity.create_user(f.system, {"No Good", std::string(300, 'x'), "nomail", {"member", "boss"}, {}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == "identity.invalid_user");
    Refs pointers;
    for (const auto& field : refused.error().fields()) pointers.push_back(field.path);
    CHECK(pointers == Refs{"/name", "/displayName", "/email", "/roles/1"});
    CHECK(code_of(f.identity.create_user(f.system, {"carol", "", "", {}, Secret("short")})) ==
          "identity.weak_password");
    CHECK(code_of(f.identity.user(f.system, "carol")) == "identity.user_not_found");
  });
}

TEST_CASE("membership reaches through groups and changes at the next request") {
  on_each_engine([](IdentityFixture& f) {
    const std::string token =
        "Bearer " + f.identity.create_token(f.as("bob"), {"", "t", {}, {}}).value().secret.reveal();
    CHECK(f.authenticate(token).value().owner_refs == Refs{bob});

    REQUIRE(f.identity.add_member(f.system, "payments", bob));
    CHECK(f.authenticate(token).value().owner_refs == Refs{bob, "group:default/payments", "group:default/shop"});

    REQUIRE(f.identity.remove_member(f.system, "shop", "group:default/payments"));
    CHECK(f.authenticate(token).value().owner_refs == Refs{bob, "group:default/payments"});

    REQUIRE(f.identity.delete_group(f.system, "payments"));
    CHECK(f.authenticate(token).value().owner_refs == Refs{bob});
  });
}

TEST_CASE("a group's role is every member's, nested ones' too") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.update_group(f.system, "shop", {{}, {}, Refs{"platform"}}));
    CHECK(f.as("alice").roles == Refs{"member", "platform"});
    CHECK(f.as("bob").roles == Refs{"member"});
  });
}

TEST_CASE("groups do not contain themselves") {
  on_each_engine([](IdentityFixture& f) {
    CHECK(code_of(f.identity.add_member(f.system, "payments", "group:default/payments")) == "identity.group_cycle");
    CHECK(code_of(f.identity.add_member(f.system, "payments", "group:default/shop")) == "identity.group_cycle");
    CHECK(code_of(f.identity.add_member(f.system, "payments", "group:default/none")) == "identity.member_not_found");
    CHECK(code_of(f.identity.add_member(f.system, "payments", "alice")) == "identity.member_not_found");
    CHECK(code_of(f.identity.remove_member(f.system, "payments", bob)) == "identity.member_not_found");
  });
}

TEST_CASE("a group with a member that does not exist is not created at all") {
  on_each_engine([](IdentityFixture& f) {
    CHECK(code_of(f.identity.create_group(f.system, {"new", "", "", {}, {alice, "user:default/nobody"}})) ==
          "identity.member_not_found");
    CHECK(code_of(f.identity.group(f.system, "new")) == "identity.group_not_found");
  });
}

TEST_CASE("a disabled user is out at once, and coming back brings no old credential back") {
  on_each_engine([](IdentityFixture& f) {
    const std::string token =
        "Bearer " + f.identity.create_token(f.as("bob"), {"", "t", {}, {}}).value().secret.reveal();
    const std::string cookie = f.identity.sign_in("bob", f.password_of("bob"), here).value().cookie.reveal();
    REQUIRE(f.authenticate(token));

    REQUIRE(f.identity.update_user(f.system, "bob", {{}, {}, {}, true}));
    CHECK(code_of(f.authenticate(token)) == "auth.invalid_token");
    CHECK(code_of(f.authenticate("", cookie)) == "auth.invalid_token");
    CHECK_FALSE(f.identity.principal_of(bob));

    REQUIRE(f.identity.update_user(f.system, "bob", {{}, {}, {}, false}));
    CHECK(code_of(f.authenticate(token)) == "auth.invalid_token");
    CHECK(f.identity.sign_in("bob", f.password_of("bob"), here));
  });
}

TEST_CASE("somebody stays admin") {
  on_each_engine([](IdentityFixture& f) {
    CHECK(code_of(f.identity.update_user(f.system, "admin", {{}, {}, {}, true})) == "identity.last_admin");
    CHECK(code_of(f.identity.update_user(f.system, "admin", {{}, {}, Refs{"member"}, {}})) == "identity.last_admin");

    REQUIRE(f.identity.create_group(f.system, {"admins", "", "", {"admin"}, {alice}}));
    CHECK(f.identity.update_user(f.system, "admin", {{}, {}, Refs{"member"}, {}}));
    CHECK(code_of(f.identity.remove_member(f.system, "admins", alice)) == "identity.last_admin");
    CHECK(code_of(f.identity.delete_group(f.system, "admins")) == "identity.last_admin");
  });
}

TEST_CASE("only admins decide who is who") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.create_group(f.system, {"admins", "", "", {"admin"}, {}}));
    for (const char* name : {"alice", "vera", "petra"}) {
      CAPTURE(name);
      const auto who = f.as(name);
      CHECK(code_of(f.identity.create_user(who, {"carol", "", "", {"admin"}, {}})) == "auth.forbidden");
      CHECK(code_of(f.identity.update_user(who, name, {{}, {}, Refs{"admin"}, {}})) == "auth.forbidden");
      CHECK(code_of(f.identity.set_password(who, "admin", {}, Secret("a good password"))) == "auth.forbidden");
      CHECK(code_of(f.identity.create_sign_in_code(who, "admin")) == "auth.forbidden");
      CHECK(code_of(f.identity.add_member(who, "admins", "user:default/" + std::string(name))) == "auth.forbidden");
      CHECK(code_of(f.identity.update_group(who, "payments", {{}, {}, Refs{"admin"}})) == "auth.forbidden");
      CHECK(code_of(f.identity.create_group(who, {"mine", "", "", {"admin"}, {"user:default/" + std::string(name)}})) ==
            "auth.forbidden");
      CHECK(f.identity.users(who, {}));
      CHECK(f.identity.group(who, "payments"));
    }
    CHECK(f.identity.add_member(f.as("petra"), "payments", bob));
    CHECK(code_of(f.identity.add_member(f.as("alice"), "payments", bob)) == "auth.forbidden");
    CHECK(code_of(f.identity.users({}, {})) == "auth.required");
  });
}

TEST_CASE("a token is its user, within its scope, until it expires or is revoked") {
  on_each_engine([](IdentityFixture& f) {
    const auto created =
        f.identity.create_token(f.as("alice"), {"", "ci", {"run.*"}, std::chrono::seconds(60)}).value();
    const std::string& secret = created.secret.reveal();
    CHECK(secret.starts_with("tow_"));

    const auto principal = f.authenticate("Bearer " + secret).value();
    CHECK(principal.ref == alice);
    CHECK(principal.scope == Refs{"run.*"});
    CHECK(f.authenticate("Basic " + std::string("eDp") + "0b3c=").has_value() == false);  // "x:tow"
    CHECK(code_of(f.identity.create_token(principal, {"", "more", {}, {}})) == "auth.forbidden");
    CHECK(f.identity.tokens(f.as("alice"), "").value().at(0).last_used_at);

    f.kernel.clock.advance(std::chrono::seconds(60));
    CHECK(code_of(f.authenticate("Bearer " + secret)) == "auth.invalid_token");

    const auto second = f.identity.create_token(f.as("alice"), {"", "second", {"*"}, {}}).value();
    REQUIRE(f.authenticate("Bearer " + second.secret.reveal()));
    CHECK(code_of(f.identity.create_token(f.authenticate("Bearer " + second.secret.reveal()).value(),
                                          {"", "x", {}, {}})) == "identity.scoped_credential");
    CHECK(code_of(f.identity.revoke_token(f.as("bob"), second.token.id.text())) == "identity.token_not_found");
    CHECK(f.identity.revoke_token(f.as("alice"), "second"));
    CHECK(code_of(f.authenticate("Bearer " + second.secret.reveal())) == "auth.invalid_token");
  });
}

TEST_CASE("tokens are one's own: others' are neither listed nor made") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.create_token(f.as("alice"), {"", "ci", {}, {}}));
    CHECK(code_of(f.identity.create_token(f.as("alice"), {"", "ci", {}, {}})) == "identity.token_exists");
    CHECK(code_of(f.identity.create_token(f.as("alice"), {"", "", {"bad scope"}, std::chrono::seconds(-1)})) ==
          "identity.invalid_token");
    CHECK(code_of(f.identity.tokens(f.as("bob"), "alice")) == "auth.forbidden");
    CHECK(code_of(f.identity.create_token(f.as("petra"), {"alice", "x", {}, {}})) == "auth.forbidden");
    CHECK(f.identity.tokens(f.as("admin"), "alice").value().size() == 1);
    CHECK(f.identity.create_token(f.system, {"admin", "up", {}, {}}));
    CHECK(code_of(f.identity.create_token(f.system, {"nobody", "up", {}, {}})) == "identity.user_not_found");
  });
}

TEST_CASE("git's Basic header carries the token as password, and a header is never overruled by a cookie") {
  on_each_engine([](IdentityFixture& f) {
    const std::string cookie = f.identity.sign_in("alice", f.password_of("alice"), here).value().cookie.reveal();
    CHECK(code_of(f.authenticate("Bearer nonsense", cookie)) == "auth.invalid_token");
    CHECK(code_of(f.authenticate("Digest x", cookie)) == "auth.invalid_token");
    CHECK(code_of(f.authenticate("Bearer", cookie)) == "auth.invalid_token");
    CHECK(code_of(f.authenticate("Basic ###", cookie)) == "auth.invalid_token");
    CHECK(f.authenticate("", "").value().ref == "");
  });
}

TEST_CASE("every change is an event with the state after it") {
  on_each_engine([](IdentityFixture& f) {
    REQUIRE(f.identity.add_member(f.as("petra"), "payments", bob));
    std::vector<std::string> types;
    boost::json::value last;
    f.kernel.lend().db.read([&](db::Tx& tx) {
      for (const auto& row : tx.query(
               "SELECT e.type, p.payload FROM events e JOIN event_payloads p ON p.event_id = e.id ORDER BY e.id")) {
        types.push_back(row.text(0));
        last = boost::json::parse(row.text(1));
      }
      return true;
    });
    CHECK(std::count(types.begin(), types.end(), "identity.user.created") == 5);
    CHECK(std::count(types.begin(), types.end(), "identity.group.created") == 2);
    CHECK(types.back() == "identity.group.changed");
    CHECK(last.at("ref") == "group:default/payments");
    CHECK(last.at("members") == boost::json::array{alice, bob});
  });
}
