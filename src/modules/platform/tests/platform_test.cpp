#include <doctest/doctest.h>

#include <algorithm>

#include "catalog/module.h"
#include "db/testing/databases.h"
#include "module/testing/test_kernel.h"
#include "parts.h"
#include "platform/module.h"

namespace towpath::catalog {
std::vector<db::Migration> migrations();  // generated
}
namespace towpath::platform {
std::vector<db::Migration> migrations();  // generated

namespace {

/// Members may do nothing about the platform; whoever has the role platform may do everything.
struct PlatformRole final : auth::Authorizer {
  auth::Decision decide(const auth::Principal& principal, std::string_view permission) const override {
    auth::Decision decision;
    const bool runs_it = std::find(principal.roles.begin(), principal.roles.end(), "platform") != principal.roles.end();
    if (principal.is_system || runs_it)
      decision.effect = auth::Effect::allow;
    else if (!permission.starts_with("platform."))
      decision.effect = auth::Effect::conditional;
    decision.owner_refs = principal.owner_refs;
    decision.or_public = permission.ends_with(".read");
    return decision;
  }
};

struct NoRepositories final : catalog::SourceReader {
  Result<std::string> read(const std::string&, const std::string&, const std::string& path) override {
    return not_found("test.no_file", "There is no " + path + ".");
  }
};

struct Fixture {
  explicit Fixture(db::Db& db, Profile profile = Profile::full) : kernel(db, authorizer) {
    catalog = catalog::make_module(kernel.lend(), sources);
    module = make_module(kernel.lend(), catalog->catalog(), profile);
    kernel.start_events();
    module->start();
  }
  ~Fixture() {
    module->stop();
    kernel.stop();
  }
  Platform& platform() { return module->platform(); }
  std::vector<std::string> seen_by(const auth::Principal& principal) {
    std::vector<std::string> out;
    const auto all = platform().offer(principal, false).value().capabilities;
    for (const Capability& capability : all) out.push_back(capability.key);
    return out;
  }
  Capability find(const std::string& key) {
    const auto all = platform().offer(engineer, true).value().capabilities;
    for (const Capability& capability : all)
      if (capability.key == key) return capability;
    throw std::runtime_error("there is no capability " + key);
  }
  bool sees(const auth::Principal& principal, const std::string& key) {
    const auto all = seen_by(principal);
    return std::find(all.begin(), all.end(), key) != all.end();
  }

  PlatformRole authorizer;
  NoRepositories sources;
  testing::TestKernel kernel;
  std::unique_ptr<catalog::CatalogModule> catalog;
  std::unique_ptr<PlatformModule> module;
  const auth::Principal engineer{
      "user:default/eve", "Eve", {"user:default/eve", "group:default/platform"}, {"platform"}, ""};
  const auth::Principal alice{
      "user:default/alice", "Alice", {"user:default/alice", "group:default/payments"}, {"member"}, ""};
  const auth::Principal bob{"user:default/bob", "Bob", {"user:default/bob", "group:default/logistics"}, {"member"}, ""};
};

void for_each_fixture(Profile profile, const std::function<void(Fixture&)>& body) {
  auto mine = catalog::migrations();
  for (const db::Migration& migration : migrations()) mine.push_back(migration);
  db::testing::for_each_engine(testing::with_kernel_migrations(mine), [&](db::testing::TestDatabase& database) {
    Fixture fixture(database.db(), profile);
    body(fixture);
  });
}

TEST_CASE("the profile says what shows on the first day, and the platform team says otherwise later") {
  for_each_fixture(Profile::mvp, [](Fixture& f) {
    for (const Part& part : all_parts()) {
      CAPTURE(part.key);
      CHECK(f.sees(f.alice, std::string(part.key)) == (part.is_in_mvp || part.is_core));
      CHECK(f.sees(f.engineer, std::string(part.key)));
    }
    ProductChange change;
    change.profile = Profile::full;
    REQUIRE(f.platform().set_product(f.engineer, change).has_value());
    CHECK(f.seen_by(f.alice).size() == all_parts().size());
  });
}

TEST_CASE("a capability is switched off, on again for a ring, and elsewhere; the API follows") {
  for_each_fixture(Profile::full, [](Fixture& f) {
    constexpr std::string_view route = "/api/v1/dora/deliveries";
    CHECK(f.platform().check_available(f.alice, route).has_value());

    REQUIRE(f.platform().set_mode(f.engineer, "outcomes", {Mode::off, "", {}}).has_value());
    CHECK_FALSE(f.sees(f.alice, "outcomes"));
    const Status off = f.platform().check_available(f.alice, route);
    REQUIRE_FALSE(off.has_value());
    CHECK(off.error().code() == "platform.switched_off");
    CHECK(off.error().hint().find("towpath capability on outcomes") != std::string::npos);

    const auto ring = f.platform().set_mode(f.engineer, "outcomes", {Mode::builtin, "", {"payments"}});
    REQUIRE(ring.has_value());
    CHECK(ring->ring == std::vector<std::string>{"group:default/payments"});
    CHECK(f.sees(f.alice, "outcomes"));
    CHECK_FALSE(f.sees(f.bob, "outcomes"));
    CHECK(f.platform().check_available(f.alice, route).has_value());
    CHECK(f.platform().check_available(f.bob, route).error().code() == "platform.not_in_ring");
    CHECK(f.platform().check_available(f.engineer, route).has_value());

    REQUIRE(
        f.platform().set_mode(f.engineer, "outcomes", {Mode::external, "https://metrics.example.org", {}}).has_value());
    const Status elsewhere = f.platform().check_available(f.alice, route);
    CHECK(elsewhere.error().code() == "platform.is_external");
    CHECK(elsewhere.error().message().find("https://metrics.example.org") != std::string::npos);
    CHECK(f.platform().check_available(auth::system_principal(), route).has_value());
    CHECK(f.platform().check_available(f.alice, "/api/v1/me").has_value());
  });
}

TEST_CASE("what cannot be is refused, and nothing changes") {
  for_each_fixture(Profile::full, [](Fixture& f) {
    CHECK(f.platform().set_mode(f.engineer, "runs", {Mode::off, "", {}}).error().code() == "platform.is_core");
    CHECK(f.platform().set_mode(f.engineer, "nothing", {Mode::off, "", {}}).error().code() ==
          "platform.capability_not_found");
    const auto no_url = f.platform().set_mode(f.engineer, "docs", {Mode::external, "", {}});
    CHECK(no_url.error().code() == "platform.invalid_mode");
    CHECK(no_url.error().fields().front().path == "/url");
    const auto no_group = f.platform().set_mode(f.engineer, "docs", {Mode::builtin, "", {"user:alice"}});
    CHECK(no_group.error().fields().front().path == "/ring/0");
    CHECK(f.platform().set_mode(f.alice, "docs", {Mode::off, "", {}}).error().code() == "auth.forbidden");
    CHECK(f.platform().set_product(f.alice, {}).error().code() == "auth.forbidden");
    CHECK(f.find("docs").mode == Mode::builtin);
    CHECK(f.find("docs").entity_ref.empty());
  });
}

TEST_CASE("an entity adds a capability, and says more about a part than is shipped") {
  for_each_fixture(Profile::full, [](Fixture& f) {
    const std::string text =
        "apiVersion: towpath.dev/v1alpha1\nkind: Capability\nmetadata: {name: databases, title: Databases}\n"
        "spec:\n  owner: group:data\n  answers: A database takes weeks.\n  support: {channel: '#data', hours: 9-17}\n"
        "  serviceLevel: 99.9 %\n  price: 20 EUR a month\n"
        "---\napiVersion: towpath.dev/v1alpha1\nkind: Capability\nmetadata: {name: our-docs}\n"
        "spec: {owner: 'group:writers', answers: Nobody finds the docs., part: docs, ring: ['group:payments']}\n";
    REQUIRE(f.catalog->catalog().apply(f.engineer, text, "offers.yaml").has_value());
    REQUIRE(f.kernel.events().settle(std::chrono::seconds(10)));
    f.module->start();  // reads at once what the subscription reads soon
    const Capability databases = f.find("databases");
    CHECK(databases.title == "Databases");
    CHECK(databases.support_channel == "#data");
    CHECK(databases.service_level == "99.9 %");
    CHECK(databases.part.empty());
    const Capability docs = f.find("docs");
    CHECK(docs.title == "Documentation");
    CHECK(docs.answers == "Nobody finds the docs.");
    CHECK(docs.owner_ref == "group:default/writers");
    CHECK_FALSE(f.sees(f.bob, "docs"));
    // Switching keeps what the entity says.
    REQUIRE(f.platform().set_mode(f.engineer, "docs", {Mode::builtin, "", {}}).has_value());
    CHECK(f.find("docs").answers == "Nobody finds the docs.");
    CHECK(f.sees(f.bob, "docs"));
  });
}

TEST_CASE("the platform team has roles, and gaps are shown") {
  for_each_fixture(Profile::full, [](Fixture& f) {
    Product product = f.platform().product(f.alice).value();
    CHECK(product.roles.size() == 5);
    CHECK(std::all_of(product.roles.begin(), product.roles.end(),
                      [](const TeamRole& role) { return role.held_by.empty(); }));
    CHECK_FALSE(product.improved_at.has_value());

    ProductChange change;
    change.owner_skipped = "We are still looking.";
    CHECK(f.platform().set_product(f.engineer, change)->owner_skipped == "We are still looking.");
    change = {};
    change.roles = {{"product-owner", {"eve"}}, {"security", {"group:security"}}};
    change.team = "platform";
    change.offers = {"Databases"};
    product = f.platform().set_product(f.engineer, change).value();
    CHECK(product.roles.front().held_by == std::vector<std::string>{"user:default/eve"});
    CHECK(product.roles.back().held_by == std::vector<std::string>{"group:default/security"});
    CHECK(product.owner_skipped.empty());
    CHECK(product.team == "group:default/platform");
    CHECK(f.platform().product(f.bob)->offers == std::vector<std::string>{"Databases"});

    change = {};
    change.roles = {{"astronaut", {}}, {"security", {"component:web"}}};
    const auto refused = f.platform().set_product(f.engineer, change);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "platform.invalid_product");
    CHECK(refused.error().fields().size() == 2);
  });
}

TEST_CASE("use is counted by part and team, never by person") {
  for_each_fixture(Profile::full, [](Fixture& f) {
    CHECK(f.find("docs").usage.last_day.empty());
    for (int i = 0; i < 3; ++i) CHECK(f.platform().check_available(f.alice, "/api/v1/docs").has_value());
    CHECK(f.platform().check_available(f.bob, "/api/v1/docs/{path}").has_value());
    f.module->stop();  // writes what was counted
    f.module->start();
    CHECK(f.find("docs").usage.requests == 4);
    CHECK(f.find("docs").usage.teams == 2);
    CHECK_FALSE(f.find("docs").usage.last_day.empty());
    CHECK(f.find("outcomes").usage.requests == 0);
  });
}

TEST_CASE("a route belongs to the part its path begins with") {
  CHECK(part_of("/api/v1/docs")->key == "docs");
  CHECK(part_of("/api/v1/dora/deliveries")->key == "outcomes");
  CHECK(part_of("/api/v1/docsomething") == nullptr);
  CHECK(part_of("/api/v1/me") == nullptr);
  CHECK(part_of("/git/web.git") == nullptr);
}

}  // namespace
}  // namespace towpath::platform
