#include <algorithm>

#include "fixture.h"

// Decisions at gates, on both databases, with the rights people really have.

namespace towpath::standards {
namespace {

const Finding& finding_of(const Decision& decision, const std::string& policy) {
  const auto found = std::find_if(decision.findings.begin(), decision.findings.end(),
                                  [&](const Finding& each) { return each.policy == policy; });
  REQUIRE(found != decision.findings.end());
  return *found;
}

}  // namespace

TEST_SUITE("guardrails") {
  TEST_CASE("a hard policy stops with its message, its hint and the kept decision; elsewhere it does not") {
    on_each_database([](Fixture& f) {
      f.kernel.start_events();
      f.apply(Fixture::policy("not-b", "hard", "environment.name != 'b'"));

      CHECK(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
      const Status denied = f.guard.pass(f.alice, Fixture::deploy("b", "I really want to"));

      REQUIRE_FALSE(denied.has_value());
      CHECK(denied.error().kind() == ErrorKind::forbidden);
      CHECK(denied.error().code() == "policy.denied");
      CHECK(denied.error().message() == "It is b.");
      CHECK(denied.error().hint() == "towpath status shop");
      REQUIRE(denied.error().fields().size() == 2);
      CHECK(denied.error().fields()[0].path == "/decision");
      CHECK(denied.error().fields()[1].path == "/policies/not-b");
      const Decision kept = f.decisions.get(f.alice, denied.error().fields()[0].message).value();
      CHECK(kept.outcome == Outcome::denied);
      CHECK(kept.actor == "user:default/alice");
      CHECK(kept.environment == "b");
      CHECK(kept.override_reason == "");
      CHECK(kept.input.find(R"("name":"b")") != std::string::npos);
      CHECK(finding_of(kept, "not-b").verdict == Verdict::fail);
      CHECK(f.decisions.policy_text("not-b", finding_of(kept, "not-b").version).find("environment.name") !=
            std::string::npos);
      CHECK(f.decisions.list(f.alice, {.outcome = "denied"}).value().items.size() == 1);
      CHECK(f.decisions.list(f.alice, {.policy = "not-b"}).value().items.size() == 2);
      REQUIRE(f.kernel.events().settle(std::chrono::seconds(20)));
      const auto told = f.kernel.events().find({.type = "standards.decision.denied"});
      REQUIRE(told.size() == 1);
      CHECK(told[0].subject == "component:default/shop");
      CHECK(told[0].payload.find(kept.id) != std::string::npos);
    });
  }

  TEST_CASE("a soft policy asks for a reason and keeps it; advice is kept and stops nothing") {
    on_each_database([](Fixture& f) {
      f.apply(Fixture::policy("soft-one", "soft", "environment.name != 'b'"));
      const Status asked = f.guard.pass(f.alice, Fixture::deploy("b", "   "));
      REQUIRE_FALSE(asked.has_value());
      CHECK(asked.error().code() == "policy.override_needed");
      CHECK(f.guard.pass(f.alice, Fixture::deploy("b", "The customer waits")).has_value());
      CHECK(f.last().outcome == Outcome::overridden);
      CHECK(f.last().override_reason == "The customer waits");

      REQUIRE(f.policies.set_mode(f.eve, "soft-one", Mode::advise).has_value());
      CHECK(f.guard.pass(f.alice, Fixture::deploy("b")).has_value());
      CHECK(f.last().outcome == Outcome::advised);
      CHECK(finding_of(f.last(), "soft-one").message == "It is b.");
    });
  }

  TEST_CASE("what is not known stops like what is wrong, unless the policy says otherwise") {
    on_each_database([](Fixture& f) {
      f.apply(Fixture::policy("dear", "hard", "cost.monthly < 10.0"));
      const Status denied = f.guard.pass(f.alice, Fixture::deploy("a"));
      REQUIRE_FALSE(denied.has_value());
      CHECK(denied.error().message() == "It is a. (/cost is not known.)");

      f.apply(Fixture::policy("dear", "hard", "cost.monthly < 10.0") + "  unknown: allow\n");
      CHECK(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
      CHECK(f.last().outcome == Outcome::advised);
    });
  }

  TEST_CASE("the catalog's word on the subject is part of the input") {
    on_each_database([](Fixture& f) {
      REQUIRE(f.catalog->catalog()
                  .apply(auth::system_principal(),
                         "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop, tags: [pci], "
                         "annotations: {a/b: c}}\nspec: {type: service, lifecycle: production, owner: payments}\n---\n"
                         "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: "
                         "team, children: []}\n",
                         "x.yaml")
                  .has_value());
      f.apply(Fixture::policy("known", "hard",
                              "\"entity.annotations['a/b'] == 'c' && 'pci' in entity.tags && subject.ownerIsKnown && "
                              "entity.lifecycle == 'production' && actor.ref == 'user:default/alice'\""));
      const Status passed = f.guard.pass(f.alice, Fixture::deploy("a"));
      CHECK_MESSAGE(passed.has_value(), f.last().input);
    });
  }

  TEST_CASE("decisions are seen by who may see what they are about; policies by all; modes are the platform team's") {
    on_each_database([](Fixture& f) {
      CHECK(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
      const std::string id = f.decisions.list(f.alice, {}).value().items.at(0).id;
      CHECK(f.decisions.why(f.alice, "deployment:01J00000000000000000000000").value().size() == 1);
      CHECK(f.decisions.why(f.alice, "01J00000000000000000000000").value().size() == 1);
      CHECK(f.decisions.why(f.alice, id).value().size() == 1);
      CHECK(f.decisions.why(f.alice, "run:01J00000000000000000000001").value().empty());

      CHECK(f.decisions.list(f.bob, {}).value().items.empty());
      CHECK(f.decisions.get(f.bob, id).error().code() == "standards.decision_not_found");
      CHECK(f.decisions.why(f.bob, id).value().empty());
      CHECK(f.decisions.get(f.eve, id).has_value());

      CHECK(f.policies.list(f.bob).value().size() == 10);
      CHECK(f.policies.set_mode(f.alice, "cost-limit", Mode::hard).error().code() == "auth.forbidden");
      CHECK(f.policies.set_mode(f.eve, "cost-limitt", Mode::hard).error().code() == "standards.policy_not_found");
      const auto hard = f.policies.set_mode(f.eve, "cost-limit", Mode::hard);
      REQUIRE_MESSAGE(hard.has_value(), hard.error().message());
      CHECK(hard->policy.mode == Mode::hard);
      CHECK_FALSE(hard->policy.is_shipped);
      CHECK(f.policies.list(f.bob).value().size() == 10);
    });
  }

  TEST_CASE(
      "a policy that cannot be read is refused with file, line and column, and tests are run before it is saved") {
    on_each_database([](Fixture& f) {
      const auto refused = f.catalog->catalog().apply(
          f.eve, Fixture::policy("bad", "hard", "environment.name == changee.x"), "guardrails/bad.yaml");
      REQUIRE_FALSE(refused.has_value());
      CHECK(refused.error().message().starts_with("guardrails/bad.yaml:7:34: The Policy 'bad' is not valid: "));

      const std::string tested = Fixture::policy("bad", "hard", "environment.name == 'a'") +
                                 "  tests:\n    - {name: right, input: {environment: {name: a}}, expect: pass}\n"
                                 "    - {name: wrong, input: {environment: {name: b}}, expect: pass}\n";
      CHECK_FALSE(f.catalog->catalog().apply(f.eve, tested, "bad.yaml").has_value());
      const auto results = f.policies.test(f.alice, tested, "bad.yaml");
      REQUIRE(results.has_value());
      REQUIRE(results->size() == 1);
      REQUIRE(results->at(0).tests.size() == 2);
      CHECK(results->at(0).tests[0].passed());
      CHECK_FALSE(results->at(0).tests[1].passed());
      CHECK(results->at(0).error->message().starts_with("bad.yaml:13:"));
    });
  }

  TEST_CASE("a saved policy that this version cannot read stops and says why, also where unknown is allowed") {
    on_each_database([](Fixture& f) {
      f.apply(Fixture::policy("not-b", "hard", "environment.name != 'b'") + "  unknown: allow\n");
      REQUIRE(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
      CHECK(f.policies.get(f.alice, "not-b").value().problem == "");
      // As if an older version had known another name.
      const Status changed = f.lent.db.transact([](db::Tx& tx) -> Status {
        tx.exec("UPDATE catalog_entities SET document = replace(document, 'environment.name !=', 'environs.name !=')");
        return ok();
      });
      REQUIRE(changed.has_value());
      f.book.refresh();

      const Status denied = f.guard.pass(f.alice, Fixture::deploy("a"));

      REQUIRE_FALSE(denied.has_value());
      CHECK(denied.error().code() == "policy.denied");
      CHECK(denied.error().message().starts_with("This policy cannot be read any more. ("));
      CHECK(denied.error().message().find("environs") != std::string::npos);
      CHECK(denied.error().hint().find("towpath policy get not-b --text") != std::string::npos);
      CHECK(finding_of(f.last(), "not-b").verdict == Verdict::unknown);
      CHECK(f.policies.get(f.alice, "not-b").value().problem.find("environs") != std::string::npos);

      f.apply(Fixture::policy("not-b", "hard", "environment.name != 'b'"));
      CHECK(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
    });
  }

  TEST_CASE("old decisions go, and an input too large to keep leaves its digest") {
    on_each_database([](Fixture& f) {
      gate::Question large = Fixture::deploy("a");
      large.facts = R"({"environment":{"name":")" + std::string(80'000, 'x') + R"("}})";
      CHECK(f.guard.pass(f.alice, large).has_value());
      CHECK(f.last().input == "");
      CHECK(f.last().input_digest.size() == 64);

      f.kernel.clock.advance(std::chrono::days(401));
      CHECK(f.guard.pass(f.alice, Fixture::deploy("a")).has_value());
      f.decisions.clean_up();
      CHECK(f.decisions.list(f.alice, {}).value().items.size() == 1);
    });
  }
}

}  // namespace towpath::standards
