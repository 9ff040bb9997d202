#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "db/testing/databases.h"
#include "envelope.h"
#include "key_file.h"
#include "module/testing/test_kernel.h"
#include "secret_service.h"
#include "secrets/module.h"

namespace towpath::secrets {
std::vector<db::Migration> migrations();
}

using namespace towpath;
using namespace towpath::secrets;

namespace {

constexpr WrapCost cheap{1, 8192};
const std::string canary = "canary-7f3a-value";

/// Owners of the components "shop" (group payments) and "search" (group discovery).
struct Owners final : ScopeOwners {
  std::optional<std::string> owner_of(const std::string& component) override {
    if (component == "shop") return "group:default/payments";
    if (component == "search") return "group:default/discovery";
    return std::nullopt;
  }
};

/// Members do everything their groups own; the principal "root" everything.
struct OwnedOnly final : auth::Authorizer {
  auth::Decision decide(const auth::Principal& principal, std::string_view) const override {
    auth::Decision decision;
    decision.effect = principal.ref == "root" ? auth::Effect::allow : auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    return decision;
  }
};

auth::Principal member_of(const std::string& group) {
  auth::Principal principal;
  principal.ref = "user:default/of-" + group;
  principal.owner_refs = {principal.ref, "group:default/" + group};
  return principal;
}
const auth::Principal alice = member_of("payments"), bob = member_of("discovery");
auth::Principal make_root() {
  auth::Principal principal;
  principal.ref = "root";
  return principal;
}
const auth::Principal root = make_root();

struct Fixture {
  OwnedOnly authorizer;
  Owners owners;
  testing::TestKernel kernel;
  Kernel lent;
  std::string key_path;
  SecretService service;

  explicit Fixture(db::Db& db)
      : kernel(db, authorizer),
        lent(kernel.lend()),
        key_path(kernel.data_directory() + "/keys/master.key"),
        service(lent, owners, key_path,
                std::make_shared<const MasterKey>(KeyFile::open(key_path).value().key(Secret()).value()), false,
                cheap) {}

  std::vector<std::string> event_types() {
    std::vector<std::string> out;
    lent.db.read([&](db::Tx& tx) {
      for (const auto& row : tx.query("SELECT type FROM events ORDER BY id")) out.push_back(row.text(0));
      return true;
    });
    return out;
  }
};

void on_each_engine(const std::function<void(Fixture&)>& test) {
  db::testing::for_each_engine(testing::with_kernel_migrations(migrations()), [&](db::testing::TestDatabase& database) {
    Fixture fixture(database.db());
    test(fixture);
  });
}

std::vector<std::string> names(const SecretPage& page) {
  std::vector<std::string> out;
  for (const auto& info : page.items) out.push_back(info.scope + "/" + info.name);
  return out;
}

}  // namespace

TEST_CASE("what was sealed opens only with the same key and context") {
  const db::testing::TemporaryFolder folder;
  const MasterKey key(KeyFile::open(folder.path() + "/a/master.key").value().key(Secret()).value());
  const MasterKey other(KeyFile::open(folder.path() + "/b/master.key").value().key(Secret()).value());

  const Envelope sealed = key.seal(Secret(canary), "organisation\nAPI_KEY\n1");

  CHECK(key.open(sealed, "organisation\nAPI_KEY\n1").value().reveal() == canary);
  CHECK(key.open(sealed, "organisation\nOTHER\n1").error().code() == "secrets.key_wrong");
  CHECK(other.open(sealed, "organisation\nAPI_KEY\n1").error().code() == "secrets.key_wrong");
  CHECK(sealed.ciphertext.find("canary") == std::string::npos);
}

TEST_CASE("the key file is made once, for its owner only, and is refused when others can read it") {
  const db::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/keys/master.key";
  const Secret first = KeyFile::open(path).value().key(Secret()).value();

  CHECK(KeyFile::open(path).value().key(Secret()).value().reveal() == first.reveal());
  CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::all) == std::filesystem::perms(0600));
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  CHECK(KeyFile::open(path).error().code() == "secrets.key_unreadable");
}

TEST_CASE("a key file of the wrong length is an error, not a weaker key") {
  const db::testing::TemporaryFolder folder;
  for (const std::string& content :
       {std::string("short"), std::string("TPWK1"), std::string("TPWK1") + std::string(40, '\xff')}) {
    const std::string path = folder.path() + "/master.key";
    std::ofstream(path, std::ios::trunc) << content;
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    const auto file = KeyFile::open(path);
    CHECK((file ? file->key(Secret("any passphrase")).error().code() : file.error().code()) ==
          "secrets.key_unreadable");
  }
}

TEST_CASE("a server with another key than the database's secrets is refused, also by a database older than the check") {
  on_each_engine([](Fixture& f) {
    const auto with_other_key = [&](const std::string& path) {
      return std::make_unique<SecretService>(
          f.lent, f.owners, path, std::make_shared<const MasterKey>(KeyFile::open(path).value().key(Secret()).value()),
          false, cheap);
    };
    const std::string other = f.kernel.data_directory() + "/other/master.key";
    CHECK(f.service.check_key().has_value());
    CHECK(f.service.check_key().has_value());
    const Status refused = with_other_key(other)->check_key();
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "secrets.other_key");
    CHECK(refused.error().message().find(other) != std::string::npos);
    CHECK(with_other_key(f.key_path)->check_key().has_value());

    // Before the check there were secrets only.
    CHECK(f.service.store_all("resource.r1", {{"password", Secret(canary)}}).has_value());
    f.lent.db
        .transact([](db::Tx& tx) -> Status {
          tx.exec("DELETE FROM secrets_key_check");
          return ok();
        })
        .value();
    CHECK(with_other_key(other)->check_key().error().code() == "secrets.other_key");
    CHECK(f.service.check_key().has_value());
  });
}

TEST_CASE("a wrapped key that is another one is not unlocked") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.check_key().has_value());
    const std::string other = f.kernel.data_directory() + "/other/master.key";
    const Secret key = KeyFile::open(other).value().key(Secret()).value();
    REQUIRE(KeyFile::write_wrapped(other, key, Secret("correct horse battery"), cheap).has_value());
    SecretService locked(f.lent, f.owners, other, nullptr, true, cheap);
    CHECK(locked.check_key().has_value());
    CHECK(locked.unlock_key(auth::system_principal(), Secret("correct horse battery")).error().code() ==
          "secrets.other_key");
    CHECK(locked.key_state(auth::system_principal()).value() == KeyState::locked);
  });
}

TEST_CASE("a wrapped key opens with its passphrase only") {
  const db::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/master.key";
  const Secret key = KeyFile::open(path).value().key(Secret()).value();

  CHECK(KeyFile::write_wrapped(path, key, Secret("short"), cheap).error().code() == "secrets.weak_passphrase");
  REQUIRE(KeyFile::write_wrapped(path, key, Secret("correct horse battery"), cheap));

  const KeyFile file = KeyFile::open(path).value();
  CHECK(file.is_wrapped());
  CHECK(file.key(Secret("correct horse battery")).value().reveal() == key.reveal());
  CHECK(file.key(Secret("wrong horse battery")).error().code() == "secrets.wrong_passphrase");
  CHECK(file.key(Secret()).error().code() == "secrets.wrong_passphrase");
  std::ifstream in(path, std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  CHECK(content.find(key.reveal()) == std::string::npos);
}

TEST_CASE("a stored value is revealed to the platform with its latest version, and the reading is an event") {
  on_each_engine([](Fixture& f) {
    CHECK(f.service.put(alice, "component.shop", "API_KEY", Secret("first-value")).value().version == 1);
    CHECK(f.service.put(alice, "component.shop", "API_KEY", Secret(canary)).value().version == 2);

    const auto revealed = f.service.reveal_all("component.shop", "run:1").value();

    CHECK(revealed.size() == 1);
    CHECK(revealed.at("API_KEY").reveal() == canary);
    CHECK(f.service.masker().mask("key=" + canary) == "key=***");
    CHECK(f.event_types() == std::vector<std::string>{"secret.stored", "secret.stored", "secret.revealed"});
    CHECK(f.service.reveal_all("component.shop.staging", "run:1").value().empty());
    CHECK(f.event_types().size() == 3);
  });
}

TEST_CASE("a value is nowhere in the database in clear") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.put(alice, "component.shop", "API_KEY", Secret(canary)));
    REQUIRE(f.service.store_all("resource.01J", {{"password", Secret(canary)}}));
    REQUIRE(f.service.reveal_all("resource.01J", "run:1"));
    REQUIRE(f.service.remove(alice, "component.shop", "API_KEY"));
    REQUIRE(f.service.put(alice, "component.shop", "OTHER", Secret(canary)));
    std::string everything;
    f.lent.db.read([&](db::Tx& tx) {
      for (const auto& row : tx.query("SELECT scope || name, wrapped_key, ciphertext FROM secrets_values"))
        everything += row.text(0) + row.blob(1) + row.blob(2);
      for (const auto& row : tx.query("SELECT e.type || e.subject || e.actor || p.payload FROM events e JOIN "
                                      "event_payloads p ON p.event_id = e.id"))
        everything += row.text(0);
      return true;
    });
    CHECK(everything.find("secret.revealed") != std::string::npos);
    CHECK(everything.find("canary") == std::string::npos);
  });
}

TEST_CASE("a row cannot be passed off as another one") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.put(alice, "component.shop", "MINE", Secret(canary)));
    REQUIRE(f.service.put(bob, "component.search", "THEIRS", Secret("other-value")));
    REQUIRE(f.lent.db.transact([](db::Tx& tx) -> Status {
      tx.exec("UPDATE secrets_values SET scope = 'component.stolen', owner_ref = 'x' WHERE name = 'MINE'");
      return ok();
    }));
    CHECK(f.service.reveal_all("component.stolen", "run:1").error().code() == "secrets.key_wrong");
  });
}

TEST_CASE("a text of another module opens only for the row it was sealed for") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    Fixture f(database.db());

    const auto sealed = f.service.seal(Secret(canary), "row:1");

    REQUIRE(sealed.has_value());
    CHECK(sealed->find(canary) == std::string::npos);
    CHECK(f.service.open(*sealed, "row:1").value().reveal() == canary);
    CHECK(f.service.open(*sealed, "row:2").error().code() == "secrets.key_wrong");
    CHECK(f.service.open("short", "row:1").error().code() == "secrets.key_wrong");
  });
}

TEST_CASE("two members of different groups see and change different secrets") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.put(alice, "component.shop", "A", Secret("value-a")));
    REQUIRE(f.service.put(alice, "component.shop.staging", "B", Secret("value-b")));
    REQUIRE(f.service.put(bob, "component.search", "C", Secret("value-c")));
    REQUIRE(f.service.put(root, "organisation", "D", Secret("value-d")));
    REQUIRE(f.service.store_all("resource.01J", {{"password", Secret("value-e")}}));

    CHECK(names(f.service.list_all(alice, "", 100).value()) ==
          std::vector<std::string>{"component.shop/A", "component.shop.staging/B"});
    CHECK(f.service.list_all(alice, "", 100).value().total == 2);
    CHECK(names(f.service.list_all(bob, "", 100).value()) == std::vector<std::string>{"component.search/C"});
    CHECK(f.service.list_all(root, "", 100).value().total == 4);
    const auto first = f.service.list_all(root, "", 3).value();
    CHECK(names(f.service.list_all(root, first.next, 3).value()) == std::vector<std::string>{"organisation/D"});

    CHECK(f.service.list(bob, "component.shop").error().code() == "auth.forbidden");
    CHECK(f.service.put(bob, "component.shop", "A", Secret("x")).error().code() == "auth.forbidden");
    CHECK(f.service.remove(bob, "component.shop", "A").error().code() == "auth.forbidden");
    CHECK(f.service.put(alice, "organisation", "X", Secret("x")).error().code() == "auth.forbidden");
    CHECK(f.service.list({}, "component.shop").error().code() == "auth.required");
    CHECK(f.service.list_all({}, "", 100).value().total == 0);
  });
}

TEST_CASE("a component that changes hands takes its secrets along") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.put(alice, "component.shop", "A", Secret("value-a")));
    REQUIRE(f.service.put(alice, "component.shop.staging", "B", Secret("value-b")));
    REQUIRE(f.service.put(bob, "component.search", "C", Secret("value-c")));
    events::SealedEvent moved{0, events::EventId(""), {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    moved.subject = "component:default/shop";
    moved.owner_ref = "group:default/discovery";

    f.service.follow_owner(moved);

    CHECK(f.service.list_all(alice, "", 100).value().total == 0);
    CHECK(f.service.list_all(bob, "", 100).value().total == 3);
  });
}

TEST_CASE("scopes, names and values that cannot be are refused") {
  on_each_engine([](Fixture& f) {
    for (const char* scope : {"", "shop", "component.", "component.shop.", "component.shop.a.b", "resource.01J"})
      CHECK(f.service.put(root, scope, "A", Secret("v")).error().code() == "secrets.invalid_scope");
    CHECK(f.service.put(root, "component.none", "A", Secret("v")).error().code() == "secrets.component_not_found");
    for (const char* name : {"", "a b", "a/b", "é"})
      CHECK(f.service.put(root, "organisation", name, Secret("v")).error().code() == "secrets.invalid_name");
    CHECK(f.service.put(root, "organisation", "A", Secret(std::string(65'537, 'x'))).error().code() ==
          "secrets.too_large");
    CHECK(f.service.remove(root, "organisation", "A").error().code() == "secrets.not_found");
  });
}

TEST_CASE("a locked key refuses values until its passphrase is given, and names stay readable") {
  on_each_engine([](Fixture& f) {
    REQUIRE(f.service.put(alice, "component.shop", "A", Secret(canary)));
    CHECK(f.service.key_state(root).value() == KeyState::plain);
    CHECK(f.service.wrap_key(alice, Secret("correct horse battery")).error().code() == "auth.forbidden");
    REQUIRE(f.service.wrap_key(root, Secret("correct horse battery")));
    CHECK(f.service.key_state(root).value() == KeyState::unlocked);
    CHECK(f.service.reveal_all("component.shop", "run:1"));

    SecretService restarted(f.lent, f.owners, f.key_path, nullptr, true, cheap);
    CHECK(restarted.key_state(root).value() == KeyState::locked);
    CHECK(restarted.put(alice, "component.shop", "B", Secret("v")).error().code() == "secrets.locked");
    CHECK(restarted.reveal_all("component.shop", "run:1").error().code() == "secrets.locked");
    CHECK(restarted.list_all(alice, "", 100).value().total == 1);

    CHECK(restarted.unlock_key(root, Secret("wrong passphrase")).error().code() == "secrets.wrong_passphrase");
    CHECK(restarted.unlock_key(alice, Secret("correct horse battery")).error().code() == "auth.forbidden");
    REQUIRE(restarted.unlock_key(root, Secret("correct horse battery")));
    CHECK(restarted.reveal_all("component.shop", "run:1").value().at("A").reveal() == canary);
  });
}

TEST_CASE("over the API a value goes in and never comes out") {
  const auto database = db::testing::memory_database(testing::with_kernel_migrations(migrations()));
  const testing::AllowAll authorizer;
  testing::TestKernel kernel(*database, authorizer);
  Owners owners;
  const auto module = make_module(kernel.lend(), owners).value();
  http::Router router;
  module->routes(router);
  router.set_authorizer(&authorizer);
  router.set_authenticator([](const http::Request&) -> Result<auth::Principal> { return alice; });
  const auto send = [&](const std::string& method, const std::string& path, const std::string& body = "") {
    http::Request request;
    request.method = method;
    request.path = path;
    request.body = body;
    return router.dispatch(router.match(method, path), request);
  };

  const auto stored = send("PUT", "/api/v1/secrets/component.shop/API_KEY", R"({"value":")" + canary + "\"}");
  CHECK(stored.status == 200);
  CHECK(boost::json::parse(stored.body).at("version") == 1);
  const auto listed = send("GET", "/api/v1/secrets");
  CHECK(boost::json::parse(listed.body).at("total") == 1);
  CHECK(send("PUT", "/api/v1/secrets/component.shop/API_KEY", R"({"vaule":"x"})").status == 422);
  CHECK(boost::json::parse(send("GET", "/api/v1/master-key").body).at("state") == "plain");
  const auto removed = send("DELETE", "/api/v1/secrets/component.shop/API_KEY");
  CHECK(removed.status == 204);
  for (const auto* response : {&stored, &listed, &removed}) CHECK(response->body.find("canary") == std::string::npos);
}
