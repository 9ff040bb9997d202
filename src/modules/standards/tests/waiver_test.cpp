#include <algorithm>

#include "fixture.h"

// Exceptions with an end: asked for, agreed to by a second person, in force, reminded of, over.

namespace towpath::standards {
namespace {

constexpr const char* catalog_entries =
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop}\nspec: {type: service, lifecycle: "
    "production, owner: payments}\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: "
    "parcels}\nspec: {type: service, lifecycle: production, owner: logistics}\n";

struct Desk : Fixture {
  explicit Desk(db::Db& db) : Fixture(db) {
    kernel.start_events();
    REQUIRE(catalog->catalog().apply(auth::system_principal(), catalog_entries, "x.yaml").has_value());
    apply(policy("not-b", "hard", "environment.name != 'b'"));
  }
  NewWaiver wanted(int days = 8) const {
    return {"policy:not-b", "component:shop", "b", "The customer waits", "Watched by two people", days};
  }
  bool may_go() { return guard.pass(alice, deploy("b")).has_value(); }
  /// Events about waivers since the last call: what happened, oldest first.
  std::vector<std::string> news() {
    REQUIRE(kernel.events().settle(std::chrono::seconds(20)));
    std::vector<std::string> out;
    for (const auto& event : kernel.events().find({.type = "standards.waiver."})) {
      if (event.sequence <= seen) break;
      out.insert(out.begin(), event.type.substr(std::string("standards.waiver.").size()));
    }
    seen = kernel.events().last_sequence();
    return out;
  }
  std::int64_t seen = 0;
};

void at_each_desk(const std::function<void(Desk&)>& test) {
  auto all = catalog::migrations();
  for (const auto& more : {runs::migrations(), migrations()}) all.insert(all.end(), more.begin(), more.end());
  db::testing::for_each_engine(testing::with_kernel_migrations(all), [&](db::testing::TestDatabase& database) {
    Desk desk(database.db());
    test(desk);
  });
}

}  // namespace

TEST_SUITE("waivers") {
  TEST_CASE("a waiver counts once a second person agreed, in its environment, until its end, timer or not") {
    at_each_desk([](Desk& d) {
      CHECK_FALSE(d.may_go());
      const auto asked = d.waivers.request(d.alice, d.wanted());
      REQUIRE_MESSAGE(asked.has_value(), asked.error().message());
      CHECK(asked->state == "requested");
      CHECK(asked->target == "policy:default/not-b");
      CHECK(asked->owner_ref == "group:default/payments");
      CHECK(asked->may_end);
      CHECK_FALSE(asked->may_decide);
      CHECK(d.news() == std::vector<std::string>{"requested"});
      CHECK_FALSE(d.may_go());

      const auto approved = d.waivers.decide(d.eve, asked->id, true, "Fine for a week");
      REQUIRE_MESSAGE(approved.has_value(), approved.error().message());
      CHECK(approved->decided_by == "user:default/eve");
      CHECK(d.may_go());
      const Decision waived = d.last();
      CHECK(waived.outcome == Outcome::waived);
      CHECK(std::any_of(waived.findings.begin(), waived.findings.end(),
                        [&](const Finding& each) { return each.waiver_id == asked->id; }));

      d.kernel.clock.advance(std::chrono::days(8) - std::chrono::seconds(1));
      CHECK(d.may_go());
      d.kernel.clock.advance(std::chrono::seconds(1));
      CHECK_FALSE(d.may_go());
      CHECK(d.waivers.get(d.alice, asked->id)->state == "expired");
    });
  }

  TEST_CASE("nobody agrees to their own, and only who answers for the policy agrees at all") {
    at_each_desk([](Desk& d) {
      const std::string id = d.waivers.request(d.eve, d.wanted())->id;
      CHECK(d.waivers.decide(d.eve, id, true, "").error().code() == "standards.four_eyes");
      CHECK(d.waivers.decide(d.alice, id, true, "").error().code() == "auth.forbidden");
      CHECK(d.waivers.decide(d.bob, id, true, "").error().code() == "standards.waiver_not_found");
      const auth::Principal admin = person("adam", "admin", "office");
      CHECK(d.waivers.decide(admin, id, false, "  ").error().code() == "standards.reason_needed");
      const auto no = d.waivers.decide(admin, id, false, "Set the backup up");
      REQUIRE(no.has_value());
      CHECK(no->state == "rejected");
      CHECK(d.waivers.decide(admin, id, true, "").error().code() == "standards.waiver_closed");
      CHECK_FALSE(d.may_go());
    });
  }

  TEST_CASE("what cannot be asked for is refused with what to change") {
    at_each_desk([](Desk& d) {
      NewWaiver bad = d.wanted(400);
      bad.reason = " ";
      bad.control = "";
      const auto refused = d.waivers.request(d.alice, bad);
      CHECK(refused.error().code() == "standards.invalid_waiver");
      CHECK(refused.error().fields().size() == 3);
      CHECK(d.waivers.request(d.alice, d.wanted(91)).error().fields().at(0).message == "must be from 1 to 90");
      bad = d.wanted();
      bad.target = "check:default/readiness/owner";
      CHECK(d.waivers.request(d.alice, bad).error().code() == "standards.unknown_target");
      bad = d.wanted();
      bad.subject = "component:nowhere";
      CHECK(d.waivers.request(d.alice, bad).error().code() == "catalog.entity_not_found");
      bad.subject = "component:parcels";
      CHECK_FALSE(d.waivers.request(d.alice, bad).has_value());
      REQUIRE(d.waivers.request(d.alice, d.wanted()).has_value());
      CHECK(d.waivers.request(d.alice, d.wanted()).error().code() == "standards.duplicate_waiver");
    });
  }

  TEST_CASE("a check of another module is waived by its reference, and found for its subject") {
    at_each_desk([](Desk& d) {
      struct Checks final : WaivableSource {
        std::optional<Waivable> find(const std::string& target) override {
          if (target != "check:default/readiness/owner") return std::nullopt;
          return Waivable{"Has an owner", "group:default/logistics", 30, false};
        }
      } checks;
      d.ports.waivables = {&checks};
      NewWaiver wanted = d.wanted(30);
      wanted.target = "check:default/readiness/owner";
      CHECK(d.waivers.request(d.alice, wanted).error().fields().at(0).path == "/environment");
      wanted.environment = "";
      const auto asked = d.waivers.request(d.alice, wanted);
      REQUIRE_MESSAGE(asked.has_value(), asked.error().message());
      CHECK(d.waivers.list(d.bob, {.awaits_me = true})->items.size() == 1);
      REQUIRE(d.waivers.decide(d.bob, asked->id, true, "").has_value());
      const auto in_force = d.waivers.in_force("component:default/shop");
      REQUIRE(in_force.size() == 1);
      CHECK(in_force[0].target == "check:default/readiness/owner");
      CHECK(in_force[0].subject == "component:default/shop");
      CHECK(d.waivers.in_force("component:default/parcels").empty());
      CHECK(d.waivers.in_force("").size() == 1);
    });
  }

  TEST_CASE("what is in force is counted for who owns what it is for, and names nobody") {
    at_each_desk([](Desk& d) {
      auth::Decision all, payments;
      all.effect = auth::Effect::allow;
      payments.effect = auth::Effect::conditional;
      payments.owner_refs = {"group:default/payments"};
      auth::Decision logistics = payments;
      logistics.owner_refs = {"group:default/logistics"};
      const std::string id = d.waivers.request(d.alice, d.wanted())->id;
      CHECK(d.waivers.counted({all, "", ""}).empty());  // nobody has agreed yet
      const UtcTime since = d.kernel.clock.now();
      REQUIRE(d.waivers.decide(d.eve, id, true, "").has_value());

      const auto in_force = d.waivers.counted({all, "", ""});
      REQUIRE(in_force.size() == 1);
      CHECK(in_force[0].id == id);
      CHECK(in_force[0].subject == "component:default/shop");
      CHECK(in_force[0].environment == "b");
      CHECK(in_force[0].since == since);
      CHECK(in_force[0].expires_at == since + std::chrono::days(8));
      CHECK(d.waivers.counted({payments, "", ""}).size() == 1);
      CHECK(d.waivers.counted({logistics, "", ""}).empty());
      CHECK(d.waivers.counted({{}, "", ""}).empty());
      CHECK(d.waivers.counted({all, "component:default/shop", "group:default/payments"}).size() == 1);
      CHECK(d.waivers.counted({all, "component:default/parcels", ""}).empty());
      CHECK(d.waivers.counted({all, "", "group:default/logistics"}).empty());

      d.kernel.clock.advance(std::chrono::days(8));
      CHECK(d.waivers.counted({all, "", ""}).empty());  // over, whether or not the timer has run
    });
  }

  TEST_CASE("the end comes with a reminder before it, each told once") {
    at_each_desk([](Desk& d) {
      const std::string id = d.waivers.request(d.alice, d.wanted())->id;
      REQUIRE(d.waivers.decide(d.eve, id, true, "").has_value());
      CHECK(d.news() == std::vector<std::string>{"requested", "approved"});
      CHECK(d.waivers.settle() == d.kernel.clock.now() + std::chrono::days(6));
      CHECK(d.news().empty());

      d.kernel.clock.advance(std::chrono::days(6));
      CHECK(d.waivers.settle() == d.kernel.clock.now() + std::chrono::days(2));
      d.waivers.settle();
      CHECK(d.news() == std::vector<std::string>{"due"});
      CHECK(d.waivers.list(d.alice, {.state = "due"})->items.size() == 1);

      d.kernel.clock.advance(std::chrono::days(2));
      CHECK_FALSE(d.waivers.settle().has_value());
      d.waivers.settle();
      CHECK(d.news() == std::vector<std::string>{"expired"});
      CHECK(d.waivers.list(d.alice, {.state = "expired"})->items.size() == 1);
    });
  }

  TEST_CASE("one in force is ended by its owner's team or the target's, a request is taken back") {
    at_each_desk([](Desk& d) {
      std::string id = d.waivers.request(d.alice, d.wanted())->id;
      CHECK(d.waivers.end(d.alice, id, "")->state == "withdrawn");
      id = d.waivers.request(d.alice, d.wanted())->id;
      REQUIRE(d.waivers.decide(d.eve, id, true, "").has_value());
      CHECK(d.may_go());
      CHECK(d.waivers.end(d.eve, id, "Not needed any more")->state == "revoked");
      CHECK_FALSE(d.may_go());
      CHECK(d.waivers.end(d.eve, id, "").error().code() == "standards.waiver_closed");
      CHECK(d.waivers.list(d.alice, {.mine = true})->total == 2);
      CHECK(d.waivers.list(d.bob, {})->total == 0);
    });
  }
}

TEST_SUITE("what-if") {
  TEST_CASE("a changed policy over past decisions tells what would stop, by gate and team, and saves nothing") {
    on_each_database([](Fixture& f) {
      f.apply(Fixture::policy("place", "hard", "environment.name != 'b'"));
      for (const char* place : {"a", "a", "c", "b"}) static_cast<void>(f.guard.pass(f.alice, Fixture::deploy(place)));

      const auto stricter =
          f.what_if.replay(f.eve, Fixture::policy("place", "hard", "environment.name == 'b'"), "x.yaml", 90, 100);
      REQUIRE_MESSAGE(stricter.has_value(), stricter.error().message());
      CHECK(stricter->replayed == 4);
      CHECK(stricter->asked == 4);
      REQUIRE(stricter->groups.size() == 1);
      CHECK(stricter->groups[0].gate == "deploy");
      CHECK(stricter->groups[0].team == "group:default/payments");
      CHECK(stricter->groups[0].stops == 3);
      CHECK(stricter->groups[0].lets == 1);
      CHECK(stricter->changes.size() == 4);

      const auto softer =
          f.what_if.replay(f.eve, Fixture::policy("place", "advise", "environment.name != 'c'"), "x.yaml", 90, 100);
      CHECK(softer->groups[0].lets == 1);
      CHECK(softer->groups[0].advises == 1);
      const auto fresh =
          f.what_if.replay(f.eve, Fixture::policy("new-one", "soft", "environment.name == 'a'"), "x.yaml", 90, 100);
      CHECK(fresh->groups[0].stops == 2);
      const auto cut =
          f.what_if.replay(f.eve, Fixture::policy("new-one", "soft", "environment.name == 'a'"), "x.yaml", 90, 2);
      CHECK(cut->is_cut);
      CHECK(cut->replayed == 2);

      CHECK(f.what_if.replay(f.bob, Fixture::policy("p", "soft", "1 == 2"), "x.yaml", 90, 100)->replayed == 0);
      CHECK(f.what_if.replay(f.eve, Fixture::policy("p", "soft", "nothing == 1"), "x.yaml", 90, 100).error().code() ==
            "standards.invalid_policy");
      CHECK(f.policies.list(f.eve)->size() == 11);
    });
  }
}

}  // namespace towpath::standards
