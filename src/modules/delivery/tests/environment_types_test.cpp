#include "definition_fixture.h"
#include "environment_type_service.h"
#include "quotas.h"

// What every environment of a type inherits, what a change of it means, and quotas.

namespace towpath::delivery {
namespace {

using namespace std::chrono_literals;
using F = DefinitionFixture;

EnvironmentType everything_said(const std::string& name) {
  EnvironmentType type;
  type.name = name;
  type.default_ttl = 2h;
  type.sleep_after = 30min;
  type.contact = "desk";
  type.configuration = {{"LEVEL", "info"}};
  type.of_type = {10, 20, 4096, std::nullopt, {{"postgres", 3}}};
  type.of_project.environments = 2;
  return type;
}

void run_in(F& f, const Deployment& deployment, const std::string& instance) {
  f.in_tx([&](db::Tx& tx) -> Result<int> {
    Deployment stored = deployment;
    stored.created_at = f.lent.clock.now();
    f.stores.deployments.insert(tx, stored);
    f.stores.deployments.set_current(tx, stored, instance);
    return 0;
  });
}

std::string refusal(F& f, const std::string& environment, const Addition& addition) {
  const auto checked = f.lent.db.read([&](db::Tx& tx) -> Result<int> {
    CHECK_OK(check_quotas(tx, f.stores, "store", environment, environment, addition));
    return 0;
  });
  return checked.has_value() ? ""
                             : checked.error().code() + ": " + checked.error().message() + " " + checked.error().hint();
}

}  // namespace

TEST_CASE("a type says nothing until it is changed, and is kept with all it says") {
  with_definitions([](F& f) {
    EnvironmentTypeService service(f.lent, f.stores);
    const auto untouched = service.type(f.alice, "ephemeral").value().type;
    CHECK(untouched.sleep_after == 0s);
    CHECK(untouched.changed_by.empty());

    const EnvironmentType wanted = everything_said("ephemeral");
    const auto digest = service.preview(f.eve, wanted).value().digest;
    REQUIRE(service.set_type(f.eve, wanted, digest).has_value());

    const auto kept = service.type(f.alice, "ephemeral").value().type;
    CHECK(kept.default_ttl == 2h);
    CHECK(kept.sleep_after == 30min);
    CHECK(kept.contact == "desk");
    CHECK(kept.configuration == wanted.configuration);
    CHECK(kept.of_type == wanted.of_type);
    CHECK(kept.of_project == wanted.of_project);
    CHECK(kept.of_environment == Quota{});
    CHECK(kept.changed_by == f.eve.ref);
    CHECK(service.types(f.alice).value().size() == std::size(environment_types));
  });
}

TEST_CASE("a change is applied only as it was previewed, by who may, and names every field that is wrong") {
  with_definitions([](F& f) {
    EnvironmentTypeService service(f.lent, f.stores);
    const Release release = f.add_component("  env: {type: environment}\n");
    EnvironmentType wanted;
    wanted.name = "development";
    wanted.configuration = {{"LEVEL", "debug"}};
    const auto before = service.preview(f.eve, wanted).value();
    CHECK(before.affected.empty());
    run_in(f, F::to("development", release), "instance-1");

    const auto stale = service.set_type(f.eve, wanted, before.digest);
    REQUIRE_FALSE(stale.has_value());
    CHECK(stale.error().code() == "delivery.plan_changed");
    const auto now = service.preview(f.eve, wanted).value();
    REQUIRE(now.affected.size() == 1);
    CHECK(now.affected[0].environment == "development");
    CHECK(now.affected[0].changes == std::vector<std::string>{"shop gets another LEVEL"});
    CHECK(now.affected[0].needs_redeploy);
    CHECK(service.set_type(f.alice, wanted, now.digest).error().code() == "auth.forbidden");
    CHECK(service.set_type(f.eve, wanted, now.digest).has_value());

    EnvironmentType wrong;
    wrong.name = "production";
    wrong.sleep_after = 1min;
    wrong.default_ttl = 1h;
    wrong.configuration = {{"A=B", ""}};
    wrong.of_project.instances = -1;
    const auto refused = service.preview(f.eve, wrong);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().fields().size() == 4);
    wrong.name = "moon";
    CHECK(service.preview(f.eve, wrong).error().code() == "delivery.unknown_type");
  });
}

TEST_CASE("what a component says itself is not changed by its type") {
  with_definitions([](F& f) {
    EnvironmentTypeService service(f.lent, f.stores);
    const Release release = f.add_component("  env: {type: environment}\n");
    run_in(f, F::to("development", release), "instance-1");
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.environments.insert_configuration(tx, "store", "development", "shop", {1, {{"LEVEL", "own"}}}, "test",
                                                 f.lent.clock.now());
      return 0;
    });
    EnvironmentType wanted;
    wanted.name = "development";
    wanted.configuration = {{"LEVEL", "debug"}};
    CHECK(service.preview(f.eve, wanted).value().affected.empty());
  });
}

TEST_CASE("a quota counts what runs and what there is, and says what uses it and whom to ask") {
  with_definitions([](F& f) {
    const Release release = f.add_component("  cache: {type: redis}\n");
    const Deployment here = F::to("development", release);
    f.carry_out(here, release);
    run_in(f, here, "instance-1");
    EnvironmentType type;
    type.name = "development";
    type.contact = "desk";
    type.of_project = {1, 1, std::nullopt, std::nullopt, {{"redis", 1}}};
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      type.changed_at = f.lent.clock.now();
      f.stores.environment_types.put(tx, type);
      return 0;
    });

    CHECK(refusal(f, "development", {"shop", 0, 1}) == "");  // in the place of the one that runs
    const std::string another = refusal(f, "development", {"cart", 0, 1});
    CHECK(another.find("delivery.quota_exceeded") == 0);
    CHECK(another.find("1 are used by shop in development") != std::string::npos);
    CHECK(another.find("ask desk") != std::string::npos);
    CHECK(refusal(f, "development", {"cart", 0, 0, 0, 0, {{"redis", 1}}}).find("of the type redis") !=
          std::string::npos);
    CHECK(refusal(f, "development", {"", 1}).find("store/development") != std::string::npos);
    CHECK(refusal(f, "production", {"cart", 1, 1}) == "");
  });
}

TEST_CASE("a preview says where another quota leaves no room, and where it gives room again") {
  with_definitions([](F& f) {
    EnvironmentTypeService service(f.lent, f.stores);
    const Release release = f.add_component("  cache: {type: redis}\n");
    const Deployment here = F::to("development", release);
    f.carry_out(here, release);
    run_in(f, here, "instance-1");
    const auto changes = [&](const EnvironmentType& wanted) {
      const auto affected = service.preview(f.eve, wanted).value().affected;
      return affected.empty() ? std::vector<std::string>() : affected.at(0).changes;
    };
    EnvironmentType wanted;
    wanted.name = "development";
    wanted.of_project.instances = 2;
    wanted.of_environment.resources = {{"redis", 4}};
    CHECK(changes(wanted).empty());

    wanted.of_project.instances = 1;
    wanted.of_environment.resources = {{"redis", 0}};
    CHECK(changes(wanted) ==
          std::vector<std::string>{"uses 1 of 0 resources of the type redis of its own, so none can be added",
                                   "uses 1 of 1 instances of its project, so none can be added"});
    REQUIRE(service.set_type(f.eve, wanted, service.preview(f.eve, wanted).value().digest).has_value());

    wanted.of_environment.resources = {};
    wanted.of_project.instances = 3;
    wanted.of_type.instances = 1;
    CHECK(changes(wanted) == std::vector<std::string>{"uses 1 of 1 instances of all of this type, so none can be added",
                                                      "has room for more resources of the type redis of its own again",
                                                      "has room for more instances of its project again"});
    wanted.name = "production";
    CHECK(changes(wanted).empty());
  });
}

TEST_CASE("each instance of a place counts, with its own memory") {
  with_definitions([](F& f) {
    const Release release = f.add_component("  env: {type: environment}\n");
    const Deployment here = F::to("development", release);
    run_in(f, here, "instance-1");
    EnvironmentType type;
    type.name = "development";
    type.of_environment.instances = 4;
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      type.changed_at = f.lent.clock.now();
      f.stores.environment_types.put(tx, type);
      f.stores.scales.set(tx, "shop", "store", "development", 3, "user:default/alice", f.lent.clock.now());
      return 0;
    });

    CHECK(refusal(f, "development", {"cart", 0, 1}) == "");
    CHECK(refusal(f, "development", {"cart", 0, 2})
              .find("3 are used by shop in development (3 instances), and this "
                    "needs 2 more") != std::string::npos);
    CHECK(refusal(f, "development", {"shop", 0, 4}) == "");
    CHECK(refusal(f, "development", {"shop", 0, 5}).find("delivery.quota_exceeded") == 0);
    ScoreWorkload workload;
    workload.containers.push_back({});
    workload.containers.front().memory_limit_bytes = 64u << 20;
    workload.containers.front().cpu_limit_millis = 250;
    const Addition three = addition_of(workload, "shop", 3);
    CHECK(three.instances == 3);
    CHECK(three.memory_mib == 192);
    CHECK(three.cpu_millis == 750);
  });
}

TEST_CASE("what sleeps uses no instance") {
  with_definitions([](F& f) {
    const Release release = f.add_component("  env: {type: environment}\n");
    EnvironmentType type;
    type.name = "development";
    type.of_environment.instances = 1;
    type.changed_at = f.lent.clock.now();
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      f.stores.environment_types.put(tx, type);
      return 0;
    });
    const auto used = [&] {
      return f.in_tx([&](db::Tx& tx) -> Result<std::int64_t> {
        return quota_uses(tx, f.stores, "store", "development", "development").at(0).used;
      });
    };
    Deployment deployment = F::to("development", release);
    run_in(f, deployment, "instance-1");
    CHECK(used() == 1);
    deployment.id = "deployment-2";
    run_in(f, deployment, "");
    CHECK(used() == 0);
  });
}

TEST_CASE("the data plane's table says what sleeps and what could not be woken") {
  with_definitions([](F& f) {
    const auto sleep_of = [&] {
      return f.in_tx(
          [&](db::Tx& tx) -> Result<RouteSleep> { return f.stores.deployments.table(tx, "host").at(0).sleep; });
    };
    const auto put = [&](const std::string& state, int port) {
      f.in_tx([&](db::Tx& tx) -> Result<int> {
        f.stores.deployments.put_route(tx, {"route-1", "shop", "store", "development", "shop.localhost", "/", "80"});
        f.stores.deployments.point_route(tx, "route-1", "", {port});
        f.stores.sleepers.remove(tx, "shop", "development");
        if (!state.empty())
          f.stores.sleepers.put(
              tx, {"shop", "store", "development", state, f.lent.clock.now(), "why", "d1", f.lent.clock.now() + 30s});
        return 0;
      });
    };
    put("", 0);
    CHECK(sleep_of() == RouteSleep::awake);
    put("falling", 8080);
    CHECK(sleep_of() == RouteSleep::awake);
    put("asleep", 0);
    CHECK(sleep_of() == RouteSleep::asleep);
    put("waking", 0);
    CHECK(sleep_of() == RouteSleep::asleep);
    put("failed", 0);
    CHECK(sleep_of() == RouteSleep::failed);
    f.in_tx([&](db::Tx& tx) -> Result<int> {
      CHECK(f.stores.sleepers.of_route(tx, "route-1")->component == "shop");
      CHECK_FALSE(f.stores.sleepers.of_route(tx, "route-2"));
      CHECK(f.stores.sleepers.next_retry(tx) == f.lent.clock.now() + 30s);
      CHECK(f.stores.sleepers.allow_retries(tx, f.lent.clock.now()) == 0);
      CHECK(f.stores.sleepers.allow_retries(tx, f.lent.clock.now() + 31s) == 1);
      CHECK(f.stores.sleepers.list(tx, "store", "").at(0).state == "asleep");
      CHECK(f.stores.sleepers.list(tx, "", "production").empty());
      return 0;
    });
  });
}

}  // namespace towpath::delivery
