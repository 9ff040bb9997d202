#include "definition_fixture.h"
#include "orphans.h"

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

std::string said_of(const Plan& plan, const std::string& subject) {
  for (const PlannedAction& each : plan.actions)
    if (each.subject == subject) return each.action + ": " + each.reason;
  return "";
}

}  // namespace

TEST_CASE("a resource keeps the definition version it was made with until it is upgraded") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    Deployment deployment = F::to("production", release);
    f.carry_out(deployment, release);
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  inputs: {values: {size: 2}}\n")).has_value());

    CHECK(f.made_with(deployment, release) == "cache@1 cc");
    CHECK(said_of(f.plan(deployment, release).value(), "mongodb workloads.shop.cc") ==
          "keep: made with cache@1; cache@2 is there: towpath resource upgrade shop production cc");
    CHECK(f.made_with(F::to("development", release), release) == "cache@2 cc");  // nothing was made there

    deployment.upgrades = {"workloads.shop.cc"};
    CHECK(f.made_with(deployment, release) == "cache@2 cc");
    CHECK(said_of(f.plan(deployment, release).value(), "mongodb workloads.shop.cc") == "update: cache@1 -> cache@2");
  });
}

TEST_CASE("a definition that upgrades by itself is taken with the next deployment; a more specific one is not") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    const Deployment deployment = F::to("production", release);
    f.carry_out(deployment, release);

    REQUIRE(f.apply(F::definition("big-cache", "mongodb", "[{environmentType: production}]")).has_value());
    CHECK(f.made_with(deployment, release) == "cache@1 cc");
    REQUIRE(f.apply(F::definition("big-cache", "mongodb", "[{environmentType: production}]", "  upgrade: automatic\n"))
                .has_value());
    CHECK(f.made_with(deployment, release) == "big-cache@2 cc");
  });
}

TEST_CASE("a rollback makes resources with the versions of the deployment it goes back to") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  inputs: {values: {size: 2}}\n")).has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    const Deployment deployment = F::to("production", release);
    f.carry_out(deployment, release);

    CHECK(f.made_with(deployment, release, {{"workloads.shop.cc", "cache@1"}}) == "cache@1 cc");
    CHECK(f.made_with(deployment, release) == "cache@2 cc");
  });
}

TEST_CASE("a plan holds what definitions bring along, in the order it is made, and for whom") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]",
                                  "  dependsOn: [{type: secret, name: key, params: {length: 40}}]\n"
                                  "  alongside: [{type: dns}]\n  inputs: {values: {key: '${resources.key.value}'}}\n"))
                .has_value());
    const Release release = f.add_component("  cc: {type: mongodb}\n");
    const Deployment deployment = F::to("production", release);

    CHECK(f.made_with(deployment, release) == "secret@1 cc.key, cache@1 cc, dns@1 cc.dns");
    const Plan plan = f.plan(deployment, release).value();
    CHECK(said_of(plan, "secret workloads.shop.cc.key") == "create: for cc, by secret@1 (random)");
    CHECK(plan.resources[1].node.needs == std::vector<std::string>{"cc.key"});
    CHECK(plan.resources[0].node.resource.params == R"({"length":40})");
  });
}

TEST_CASE("params that the definition's schema does not allow fail the plan; placeholders wait for their value") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]",
                                  "  parameters: {type: object, additionalProperties: false, properties: {size: {enum: "
                                  "[small, large]}}}\n"))
                .has_value());
    const auto refused = [&](const std::string& params) {
      const Release release = f.add_component("  cc: {type: mongodb, params: " + params + "}\n");
      const auto plan = f.plan(F::to("production", release), release);
      return plan.has_value() ? "" : plan.error().code() + " " + plan.error().fields().front().path;
    };

    CHECK(refused("{size: large}") == "");
    CHECK(refused("{size: huge}") == "delivery.invalid_params /params/size");
    CHECK(refused("{syze: large}") == "delivery.invalid_params /params/syze");
    CHECK(refused("{size: '${metadata.name}'}") == "");
  });
}

TEST_CASE("a type's schema of parameters is of definitions that say none") {
  with_definitions([](F& f) {
    const auto type = [](const std::string& sizes) {
      return "---\napiVersion: towpath.dev/v1alpha1\nkind: ResourceType\nmetadata: {name: queue}\nspec:\n"
             "  owner: platform\n  description: A queue.\n  parameters: {type: object, properties: {size: {enum: " +
             sizes + "}}}\n";
    };
    REQUIRE(f.apply(type("[small, large]") + F::definition("queues", "queue", "[{}]") +
                    F::definition("own", "queue", "[{class: own}]",
                                  "  parameters: {type: object, properties: {size: {enum: [huge]}}}\n"))
                .has_value());
    const auto refused = [&](const std::string& resource) {
      const Release release = f.add_component("  qq: {type: queue, " + resource + "}\n");
      const auto plan = f.plan(F::to("production", release), release);
      return plan.has_value() ? "" : plan.error().code() + " " + plan.error().fields().front().path;
    };

    CHECK(refused("params: {size: small}") == "");
    CHECK(refused("params: {size: huge}") == "delivery.invalid_params /params/size");
    CHECK(refused("class: own, params: {size: huge}") == "");
    REQUIRE(f.apply(type("[large]")).has_value());
    CHECK(refused("params: {size: small}") == "delivery.invalid_params /params/size");
  });
}

TEST_CASE("what a workload no longer declares is named in the plan with how long it stays") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]", "  retain: 2\n") +
                    F::definition("files", "volume", "[{environmentType: production}]", "  retain: keep\n"))
                .has_value());
    const Release both =
        f.add_component("  cc: {type: mongodb}\n  ff: {type: volume}\n  ss: {type: secret}\n  rr: {type: route}\n");
    f.carry_out(F::to("production", both), both);
    const Release none = f.add_component("  dd: {type: dns}\n");

    const Plan plan = f.plan(F::to("production", none), none).value();

    CHECK(said_of(plan, "mongodb workloads.shop.cc") == "release: no longer declared; it is deleted after 2 days");
    CHECK(said_of(plan, "volume workloads.shop.ff") == "release: no longer declared; it is kept");
    CHECK(said_of(plan, "secret workloads.shop.ss") == "release: no longer declared; it is deleted after 7 days");
    CHECK(said_of(plan, "route workloads.shop.rr") == "release: no longer declared; it is deleted at once");
    CHECK(plan.orphans.size() == 4);
  });
}

TEST_CASE("a shared resource stays while another workload that runs there declares it") {
  with_definitions([](F& f) {
    REQUIRE(f.apply(F::definition("cache", "mongodb", "[{}]")).has_value());
    const std::string shared = "  cc: {type: mongodb, id: main}\n";
    const Release shop = f.add_component(shared), bill = f.add_component(shared, "bill");
    f.carry_out(F::to("production", shop), shop);
    const Release without = f.add_component("  dd: {type: dns}\n");
    const Deployment next = F::to("production", without);
    CHECK(f.plan(next, without)->orphans.size() == 1);

    Deployment of_bill = F::to("production", bill);
    of_bill.id = "bill-in-production";
    of_bill.definitions = R"({"shared.main":"cache@1"})";
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.deployments.insert(tx, of_bill);
      f.stores.deployments.set_current(tx, of_bill, "instance");
      return 0;
    });
    CHECK(f.plan(next, without)->orphans.empty());
  });
}

TEST_CASE("resources are deleted in the reverse order of their making") {
  Resource network, database, backup;
  network.gu_id = "n1";
  database.gu_id = "d1";
  database.needs = {{"network", "n1"}, {"elsewhere", "x1"}};
  backup.gu_id = "b1";
  backup.needs = {{"db", "d1"}};

  const auto nodes = destroy_nodes({network, database, backup}, {"stop"}, R"({"purge":true})");

  REQUIRE(nodes.size() == 3);
  CHECK(nodes[0].needs == std::vector<std::string>{"stop", "delete/d1"});
  CHECK(nodes[1].needs == std::vector<std::string>{"stop", "delete/b1"});
  CHECK(nodes[2].needs == std::vector<std::string>{"stop"});
  CHECK(nodes[2].spec == R"({"purge":true,"resource":"b1"})");
}

}  // namespace towpath::delivery
