#include <doctest/doctest.h>
#include <fmt/core.h>

#include "db/testing/databases.h"
#include "deployment_store.h"
#include "release_store.h"
#include "resource_store.h"
#include "restoration_store.h"
#include "retention_store.h"

namespace towpath::delivery {

std::vector<db::Migration> migrations();  // generated from migrations/*.sql

namespace {

const UtcTime now = parse_rfc3339("2026-05-01T00:00:00.000000Z").value();

std::string bundle(int number) { return fmt::format("sha256:{:064}", number); }
std::string release_id(int number) { return fmt::format("{:064}", number); }

void add_release(db::Tx& tx, int number) {
  Release release;
  release.id = release_id(number);
  release.component = "shop";
  release.number = number;
  release.project_id = "shop";
  release.score = "{}";
  release.bundle = bundle(number);
  release.created_at = now;
  REQUIRE(ReleaseStore().insert(tx, release));
}

Deployment add_deployment(db::Tx& tx, int number, const std::string& environment, const char* state) {
  Deployment deployment;
  deployment.id = fmt::format("{}-{:03}", environment, number);
  deployment.component = "shop";
  deployment.project_id = "shop";
  deployment.environment = environment;
  deployment.release_id = release_id(number);
  deployment.definitions = "{}";
  deployment.plan = "{}";
  deployment.state = "queued";
  deployment.instance_id = deployment.id;
  deployment.created_at = now;
  DeploymentStore().insert(tx, deployment);
  if (state) REQUIRE(DeploymentStore().finish(tx, deployment.id, state, "", now));
  return deployment;
}

}  // namespace

TEST_CASE("needed are bundles in force, being deployed, of the last ten successes and of the newest ten releases") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    const auto needed = database.db()
                            .transact([](db::Tx& tx) -> Result<std::set<std::string>> {
                              for (int number = 1; number <= 30; ++number) add_release(tx, number);
                              const Deployment old = add_deployment(tx, 1, "production", "succeeded");
                              DeploymentStore().set_current(tx, old, old.instance_id);
                              for (int number = 2; number <= 15; ++number)
                                add_deployment(tx, number, "development", "succeeded");
                              add_deployment(tx, 16, "development", "failed");
                              add_deployment(tx, 17, "development", nullptr);
                              return RetentionStore().needed_bundles(tx);
                            })
                            .value();

    std::set<std::string> expected{bundle(1), bundle(17)};
    for (int number = 6; number <= 15; ++number) expected.insert(bundle(number));
    for (int number = 21; number <= 30; ++number) expected.insert(bundle(number));
    CHECK(needed == expected);
  });
}

TEST_CASE("after a restore no row names a process or a port, resources are in doubt, and what was in force is known") {
  db::testing::for_each_engine(migrations(), [](db::testing::TestDatabase& database) {
    database.db()
        .transact([](db::Tx& tx) -> Status {
          const DeploymentStore deployments;
          add_release(tx, 1);
          const Deployment runs = add_deployment(tx, 1, "development", "succeeded");
          deployments.set_current(tx, runs, runs.instance_id);
          deployments.set_current(tx, add_deployment(tx, 1, "staging", "succeeded"), "");  // stopped
          deployments.insert_instance(tx, {runs.instance_id,
                                           runs.id,
                                           "shop",
                                           "shop",
                                           "development",
                                           "host",
                                           "active",
                                           "healthy",
                                           "",
                                           {{"web", 4000}},
                                           now});
          deployments.put_route(tx, {"route", "shop", "shop", "development", "shop.localhost", "/", "web"});
          deployments.point_route(tx, "route", runs.instance_id, {4000});
          Resource resource;
          resource.gu_id = "db";
          resource.component = "shop";
          resource.environment = "development";
          resource.state = "active";
          resource.updated_at = now;
          ResourceStore().put(tx, resource);
          REQUIRE(deployments.table(tx, "host").at(0).upstream_port == 4000);
          CHECK(deployments.table(tx, "host").at(0).address == "");
          deployments.set_address(tx, runs.instance_id, "10.0.0.7");
          CHECK(deployments.table(tx, "host").at(0).address == "10.0.0.7");

          const RestorationStore store;
          store.forget_processes(tx, "restored", now);
          store.doubt_resources(tx, "restored", now);

          CHECK(deployments.table(tx, "host").at(0).upstream_port == 0);
          CHECK(deployments.table(tx, "host").at(0).address == "");
          CHECK(deployments.instance(tx, runs.instance_id)->state == "failed");
          CHECK(deployments.instance(tx, runs.instance_id)->health == "missing");
          CHECK(ResourceStore().find(tx, "db")->state == "unknown");
          const auto in_force = store.in_force(tx);
          REQUIRE(in_force.size() == 1);
          CHECK(in_force.front().component == "shop");
          CHECK(in_force.front().environment == "development");
          return ok();
        })
        .value();
  });
}

}  // namespace towpath::delivery
