#include "definition_fixture.h"

// Rows of what an instance of several copies is, and where requests for it go.

namespace towpath::delivery {
namespace {

using F = DefinitionFixture;

Instance instance_of(F& f, const Deployment& deployment, const std::string& id) {
  return {id,
          deployment.id,
          deployment.component,
          deployment.project_id,
          deployment.environment,
          "host-1",
          "active",
          "healthy",
          "",
          {{"http", 8001}},
          f.lent.clock.now()};
}

Instance stored(F& f, const std::string& id) {
  return *f.in_tx([&](db::Tx& tx) -> Result<std::optional<Instance>> { return f.stores.deployments.instance(tx, id); });
}

/// True when one was let go of.
bool set_copies(F& f, const std::string& id, const std::vector<InstanceCopy>& copies) {
  const Instance of = stored(f, id);
  return f.in_tx([&](db::Tx& tx) -> Result<bool> {
    f.stores.deployments.add_copies(tx, of, copies, f.lent.clock.now());
    return f.stores.deployments.release_copies(tx, of, copies, f.lent.clock.now());
  });
}

std::vector<std::string> ids(const std::vector<Instance>& instances) {
  std::vector<std::string> out;
  for (const Instance& each : instances) out.push_back(each.id);
  return out;
}

/// A place where "i1" is in force.
Deployment place(F& f) {
  const Release release = f.add_component("  env: {type: environment}\n");
  Deployment deployment = F::to("development", release);
  deployment.created_at = f.lent.clock.now();
  f.in_tx([&](db::Tx& tx) -> Result<int> {
    f.stores.deployments.insert(tx, deployment);
    f.stores.deployments.insert_instance(tx, instance_of(f, deployment, "i1"));
    f.stores.deployments.set_current(tx, deployment, "i1");
    return 0;
  });
  return deployment;
}

}  // namespace

TEST_CASE("copies come with their instance, and one that is let go of drains by itself") {
  with_definitions([](F& f) {
    place(f);
    const InstanceCopy two{"i2", {{"http", 8002}}}, three{"i3", {{"http", 8003}}};

    CHECK_FALSE(set_copies(f, "i1", {two, three}));
    CHECK_FALSE(set_copies(f, "i1", {two, three}));  // as it was
    CHECK(stored(f, "i1").copies == std::vector{two, three});
    const auto unended = [&] {
      return f.in_tx([&](db::Tx& tx) -> Result<std::vector<Instance>> {
        return f.stores.deployments.unended_instances(tx, "shop", "development");
      });
    };
    CHECK(ids(unended()) == std::vector<std::string>{"i1"});

    CHECK(set_copies(f, "i1", {two}));
    CHECK(stored(f, "i1").copies == std::vector{two});
    CHECK(stored(f, "i3").state == "draining");
    CHECK(stored(f, "i3").ports == three.ports);
    CHECK(ids(unended()) == std::vector<std::string>{"i1", "i3"});
    const auto draining = f.in_tx(
        [&](db::Tx& tx) -> Result<std::vector<Instance>> { return f.stores.deployments.instances_in(tx, "draining"); });
    CHECK(ids(draining) == std::vector<std::string>{"i3"});
  });
}

TEST_CASE("the end of an instance is the end of its copies, and not of one that it let go of") {
  with_definitions([](F& f) {
    place(f);
    set_copies(f, "i1", {{"i2", {{"http", 8002}}}, {"i3", {{"http", 8003}}}});
    set_copies(f, "i1", {{"i2", {{"http", 8002}}}});

    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.deployments.set_instance(tx, "i1", "stopped", std::nullopt, f.lent.clock.now());
      return 0;
    });

    CHECK(stored(f, "i2").state == "stopped");
    CHECK(stored(f, "i3").state == "draining");
    CHECK(stored(f, "i1").copies.empty());
  });
}

TEST_CASE("a route leads to the ports of all copies, and nowhere again") {
  with_definitions([](F& f) {
    place(f);
    const auto table = [&](const std::vector<int>& ports) {
      return f.in_tx([&](db::Tx& tx) -> Result<std::vector<TrafficRoute>> {
        f.stores.deployments.point_route(tx, "g1", ports.empty() ? "" : "i1", ports);
        return f.stores.deployments.table(tx, "host-1");
      });
    };
    f.in_tx([&](db::Tx& tx) -> Result<bool> {
      return f.stores.deployments.put_route(tx, {"g1", "shop", "store", "development", "shop.localhost", "/", "http"});
    });

    const auto several = table({8001, 8002, 8003});
    REQUIRE(several.size() == 1);
    CHECK(several[0].upstream_port == 8001);
    CHECK(several[0].further_ports == std::vector<int>{8002, 8003});
    CHECK(table({8001})[0].further_ports.empty());
    const auto nowhere = table({});
    CHECK(nowhere[0].upstream_port == 0);
    CHECK(nowhere[0].further_ports.empty());
  });
}

TEST_CASE("the number of instances belongs to the place and goes with it") {
  with_definitions([](F& f) {
    const auto now = f.lent.clock.now();
    const auto number = [&](const std::string& component, const std::string& environment) {
      return f.in_tx([&](db::Tx& tx) -> Result<int> { return f.stores.scales.instances(tx, component, environment); });
    };
    CHECK(number("shop", "development") == 1);
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.scales.set(tx, "shop", "store", "development", 3, "user:default/alice", now);
      f.stores.scales.set(tx, "shop", "store", "production", 5, "user:default/alice", now);
      f.stores.scales.set(tx, "cart", "store", "development", 2, "user:default/alice", now);
      f.stores.scales.set(tx, "shop", "store", "development", 4, "user:default/bob", now);
      return 0;
    });
    CHECK(number("shop", "development") == 4);
    CHECK(number("shop", "production") == 5);

    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.scales.remove_environment(tx, "store", "production");
      f.stores.scales.remove_component(tx, "cart");
      return 0;
    });
    CHECK(number("shop", "development") == 4);
    CHECK(number("shop", "production") == 1);
    CHECK(number("cart", "development") == 1);
  });
}

}  // namespace towpath::delivery
