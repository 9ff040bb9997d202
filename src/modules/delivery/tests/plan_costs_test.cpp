#include "plan_costs.h"

#include "approval_gate.h"
#include "definition_fixture.h"
#include "environment_costs.h"
#include "gate_facts.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

const std::string by_size =
    "  parameters: {type: object, properties: {size: {enum: [small, large], default: small}}}\n"
    "  price: {currency: EUR, monthly: 10, parameters: [{name: size, values: {small: 0, large: 20.5}}]}\n";

std::string words(const std::optional<Estimate>& cost) {
  if (!cost) return "-";
  return cost->monthly ? in_words(*cost->monthly) : "? " + cost->why_not;
}

/// "create before after" of the action about this subject.
std::string said_of(const std::vector<PlannedAction>& actions, const std::string& subject) {
  for (const PlannedAction& each : actions)
    if (each.subject == subject && each.cost)
      return each.action + " " + words(each.cost->before) + " " + words(each.cost->after);
  return "";
}

boost::json::value cost_facts(F& f, const Deployment& deployment, const Release& release, const Plan* plan) {
  const Environment environment{"store", deployment.environment, "uid", deployment.env_type, "", "active",
                                {},      f.lent.clock.now()};
  const auto question = question_of(deployment, release, environment, "", 0, plan).value();
  const boost::json::value facts = boost::json::parse(question.facts);
  const boost::json::value* cost = facts.as_object().if_contains("cost");
  return cost ? *cost : boost::json::value(nullptr);
}

}  // namespace

TEST_CASE("a plan says what each resource costs before and after it, the sums and what nobody knows") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", by_size) +
                    F::definition("files", "volume", "[{environmentType: production}]",
                                  "  retain: keep\n"
                                  "  price: {currency: USD, monthly: 3}\n") +
                    F::definition("search", "elasticsearch", "[{}]"))
                .has_value());
    const Release first = f.add_component("  cc: {type: mongodb}\n  ff: {type: volume}\n  old: {type: mongodb}\n");
    const Deployment deployment = F::to("production", first);
    CHECK(said_of(f.plan(deployment, first)->actions, "mongodb workloads.shop.cc") == "create - 10.00 EUR");
    f.carry_out(deployment, first);
    const Release second = f.add_component(
        "  cc: {type: mongodb, params: {size: large}}\n  ss: {type: elasticsearch}\n  dd: {type: dns}\n");

    const Plan plan = f.plan(F::to("production", second), second).value();
    CHECK(said_of(plan.actions, "mongodb workloads.shop.cc") == "keep 10.00 EUR 30.50 EUR");
    CHECK(said_of(plan.actions, "elasticsearch workloads.shop.ss") == "create - ? nobody says what it costs");
    CHECK(said_of(plan.actions, "dns workloads.shop.dd") == "create - nothing");
    CHECK(said_of(plan.actions, "mongodb workloads.shop.old") == "release 10.00 EUR -");
    CHECK(said_of(plan.actions, "volume workloads.shop.ff") == "release 3.00 USD 3.00 USD");  // it is kept
    CHECK(in_words(total_of(plan.actions)) ==
          "30.50 EUR a month (+10.50 EUR); 3.00 USD a month (as now); not known of 1: elasticsearch workloads.shop.ss");
  });
}

TEST_CASE("a type's price is of definitions that say none, at once, also for what is there") {
  with_definitions([](F& f) {
    const auto type = [](const std::string& price) {
      return "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceType\nmetadata: {name: queue}\nspec:\n"
             "  owner: platform\n  description: A queue.\n  price: " +
             price + "\n";
    };
    REQUIRE(f.apply(type("{currency: EUR, monthly: 4}") + F::definition("queues", "queue", "[{}]") +
                    F::definition("own", "queue", "[{class: own}]", "  price: {currency: EUR, monthly: 9}\n"))
                .has_value());
    const Release release = f.add_component("  qq: {type: queue}\n  oo: {type: queue, class: own}\n");
    const Deployment deployment = F::to("production", release);
    f.carry_out(deployment, release);
    CHECK(said_of(f.plan(deployment, release)->actions, "queue workloads.shop.qq") == "keep 4.00 EUR 4.00 EUR");
    CHECK(said_of(f.plan(deployment, release)->actions, "queue workloads.shop.oo") == "keep 9.00 EUR 9.00 EUR");

    REQUIRE(f.apply(type("{currency: EUR, monthly: 5}")).has_value());
    CHECK(said_of(f.plan(deployment, release)->actions, "queue workloads.shop.qq") == "keep 5.00 EUR 5.00 EUR");
    CHECK(f.refused(type("{monthly: 5}")).find("catalog.invalid_entity") == 0);
  });
}

TEST_CASE("the digest of a plan without prices is what it was; a price that changes makes it another") {
  const std::vector<PlannedAction> bare{{"create", "postgres db", "by postgres@1"}, {"start", "shop rel-1", ""}};
  auto unknown = bare, nothing = bare, priced = bare, dearer = bare;
  unknown[0].cost = ActionCost{std::nullopt, Estimate{std::nullopt, "nobody says what it costs"}};
  nothing[0].cost = ActionCost{std::nullopt, Estimate{Amount{}, ""}};
  priced[0].cost = ActionCost{std::nullopt, Estimate{Amount{5'000'000, "EUR"}, ""}};
  dearer[0].cost = ActionCost{std::nullopt, Estimate{Amount{6'000'000, "EUR"}, ""}};

  CHECK(digest(bare) == "2864a1b337f9da9b80e7915a90c0220d92ebd3d833ea2be7415b7223de7d1998");
  CHECK(digest(unknown) == digest(bare));
  CHECK(digest(nothing) == digest(bare));
  CHECK(digest(priced) != digest(bare));
  CHECK(digest(dearer) != digest(priced));
}

TEST_CASE("an approval is bound to the prices that were seen") {
  with_definitions([](F& f) {
    const auto priced = [](int monthly) {
      return fmt::format(
          "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceType\nmetadata: {{name: queue}}\nspec:\n"
          "  owner: platform\n  description: A queue.\n  price: {{currency: EUR, monthly: {}}}\n",
          monthly);
    };
    REQUIRE(f.apply(priced(4) + F::definition("queues", "queue", "[{}]")).has_value());
    const Release release = f.add_component("  qq: {type: queue}\n");
    const Deployment deployment = F::to("production", release);
    const auto present = [&] {
      return f.lent.db
          .read([&](db::Tx& tx) { return present_plan(tx, f.stores, deployment, release, ConfigurationOf::request); })
          .value();
    };
    const PresentPlan seen = present();
    CHECK(present().hash == seen.hash);
    CHECK(does_the_same(plan_json(seen.plan), plan_json(present().plan)));

    REQUIRE(f.apply(priced(40)).has_value());
    CHECK(present().hash != seen.hash);
    CHECK_FALSE(does_the_same(plan_json(seen.plan), plan_json(present().plan)));
  });
}

TEST_CASE("a plan of before there were prices does the same as one that only adds sums") {
  const std::string before = R"({"actions":[{"action":"start","subject":"shop rel-1","reason":""}]})";
  Plan plan;
  plan.actions = {{"start", "shop rel-1", ""}};
  CHECK(does_the_same(before, plan_json(plan)));
  CHECK_FALSE(does_the_same("{}", plan_json(plan)));
}

TEST_CASE("guardrails are told the estimate: prices count before what the workload says of itself") {
  with_definitions([](F& f) {
    REQUIRE(
        f.apply(F::definition("cache", "mongodb", "[{}]", by_size) + F::definition("search", "elasticsearch", "[{}]"))
            .has_value());
    const auto facts = [&](const std::string& resources) {
      const Release release = f.add_component(resources);
      const Deployment deployment = F::to("production", release);
      const Plan plan = f.plan(deployment, release).value();
      return cost_facts(f, deployment, release, &plan);
    };
    const auto priced = facts("  cc: {type: mongodb, params: {size: large}}\n  dd: {type: dns}\n");
    CHECK(priced == boost::json::value({{"known", 30.5},
                                        {"currency", "EUR"},
                                        {"monthly", 30.5},
                                        {"declaredBy", "prices"},
                                        {"difference", 30.5},
                                        {"unknown", boost::json::array()}}));
    // An annotation does not make what has a price cheaper.
    const auto annotated = facts("  cc: {type: mongodb, metadata: {annotations: {towpath.dev/monthly-cost: '1'}}}\n");
    CHECK(annotated.at("monthly") == boost::json::value(10.0));
    // It says what has none, and without it that is not known.
    const auto filled = facts(
        "  cc: {type: mongodb}\n  ss: {type: elasticsearch, metadata: {annotations: "
        "{towpath.dev/monthly-cost: '7'}}}\n");
    CHECK(filled.at("monthly") == boost::json::value(17.0));
    const auto partly = facts("  cc: {type: mongodb}\n  ss: {type: elasticsearch}\n");
    CHECK_FALSE(partly.as_object().contains("monthly"));
    CHECK(partly.at("known") == boost::json::value(10.0));
    CHECK(partly.at("unknown") == boost::json::value(boost::json::array{"elasticsearch workloads.shop.ss"}));
  });
}

TEST_CASE("guardrails count what is kept, and do not add different currencies") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  retain: keep\n" + by_size) +
                    F::definition("files", "elasticsearch", "[{}]", "  price: {currency: USD, monthly: 3}\n"))
                .has_value());
    const Release first = f.add_component("  old: {type: mongodb}\n");
    f.carry_out(F::to("production", first), first);
    const auto facts = [&](const std::string& resources) {
      const Release release = f.add_component(resources);
      const Plan plan = f.plan(F::to("production", release), release).value();
      return cost_facts(f, F::to("production", release), release, &plan);
    };
    CHECK(facts("  dd: {type: dns}\n").at("monthly") == boost::json::value(10.0));
    const auto mixed = facts("  ss: {type: elasticsearch}\n");
    CHECK_FALSE(mixed.as_object().contains("monthly"));
    CHECK_FALSE(mixed.as_object().contains("known"));
  });
}

TEST_CASE("without a plan guardrails are told what score.yaml says of the cost") {
  with_definitions([](F& f) {
    const Release release =
        f.add_component("  cc: {type: mongodb, metadata: {annotations: {towpath.dev/monthly-cost: '7'}}}\n");
    const auto facts = cost_facts(f, F::to("production", release), release, nullptr);
    CHECK(facts.at("monthly") == boost::json::value(7.0));
    CHECK(facts.at("declaredBy") == boost::json::value("resources"));
  });
}

TEST_CASE("a guardrail of one resource is told its price when it is known") {
  Resource row;
  row.params = "{}";
  const Environment environment{"store", "review", "uid", "ephemeral", "", "active", {}, {}};
  const auto facts = [&](const Estimate& cost) {
    const auto question = question_of_resource({}, environment, row, false, "run:1", std::nullopt, cost);
    return boost::json::parse(question.facts).at("resource").as_object();
  };
  const auto priced = facts({Amount{12'500'000, "EUR"}, ""});
  CHECK(priced.at("monthlyCost") == boost::json::value(12.5));
  CHECK(priced.at("currency") == boost::json::value("EUR"));
  CHECK_FALSE(facts({std::nullopt, "nobody says"}).contains("monthlyCost"));
}

TEST_CASE("what an environment costs is summed by component, of what the reader may see, and secrets tell nothing") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", by_size)).has_value());
    const Release shop = f.add_component("  cc: {type: mongodb, params: {size: large}}\n"),
                  till = f.add_component("  cc: {type: mongodb}\n", "till");
    f.carry_out(F::to("production", shop), shop);
    f.carry_out(F::to("production", till), till);
    const auto costs_of = [&](const std::string& environment) {
      return environment_costs(f.lent, f.stores, f.alice, "store", environment);
    };
    const auto costs = costs_of("production");
    REQUIRE(costs.has_value());
    REQUIRE(costs->components.size() == 2);
    CHECK(costs->components[0].component == "shop");
    CHECK(costs->components[0].resources[0].cost.monthly == Amount{30'500'000, "EUR"});
    REQUIRE(costs->total.sums.size() == 1);
    CHECK(costs->total.sums[0].after == 40'500'000);
    CHECK(costs_of("development")->components.empty());
    CHECK(costs_of("nowhere").error().code() == "delivery.environment_not_found");

    f.in_tx([&](db::Tx& tx) -> Result<int> {
      for (Resource row : f.stores.resources.of_environment(tx, "store", "production", {"1 = 1", {}})) {
        row.params = "{}";
        row.are_params_secret = row.component == "shop";
        f.stores.resources.put(tx, row);
      }
      return 0;
    });
    const auto secret = costs_of("production");
    CHECK(secret->components[0].resources[0].cost.why_not == "it depends on parameters that are secret");
    CHECK(secret->total.unknown.size() == 1);
    CHECK(secret->components[1].resources[0].cost.monthly == Amount{10'000'000, "EUR"});
  });
}

}  // namespace towpath::delivery
