#include <doctest/doctest.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "platform.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

/// Names of the steps of a deployment's run.
std::vector<std::string> steps_of(const Api& api, const boost::json::value& deployment) {
  std::vector<std::string> out;
  const auto run = api.get("/api/v1/runs/" + text_at(deployment, "/run"));
  const auto nodes = run.value("/nodes");
  for (const auto& node : nodes.as_array())
    for (const auto& step : node.at("steps").as_array()) out.push_back(text_at(step, "/name"));
  return out;
}

/// An old version is stopped when its last request has ended, which the run does not always wait for.
bool comes_to(const Platform& platform, const std::map<std::string, std::pair<int, int>>& expected) {
  for (int i = 0; i < 100; ++i) {
    if (platform.running_instances() == expected) return true;
    ::poll(nullptr, 0, 100);
  }
  return false;
}

bool has(const std::vector<std::string>& all, const std::string& name) {
  return std::find(all.begin(), all.end(), name) != all.end();
}

}  // namespace

TEST_SUITE("traffic") {
  TEST_CASE("what would be started with the same is kept, and a version that was kept warm is gone back to") {
    Platform platform;
    platform.start();
    const Api api = platform.api();
    Service service(
        platform, {.name = "orders", .has_database = true, .annotations = {{"towpath.dev/keep-warm-seconds", "120"}}});
    service.deploy("v0");
    const auto first = platform.running_instances();
    REQUIRE(first.size() == 1);
    const boost::json::object again{{"component", "orders"}, {"environment", "development"}};
    const auto deploy = [&](const char* path) {
      auto deployment = service.run(path, again);
      CAPTURE(deployment);
      REQUIRE(text_at(deployment, "/state") == "succeeded");
      return deployment;
    };
    Load load(service.place(), 200);

    // Nothing changed: the same process, and the new deployment is the one in force.
    const auto unchanged = deploy("/api/v1/deployments");
    CHECK(has(steps_of(api, unchanged), "Keep the version that runs"));
    CHECK(platform.running_instances() == first);
    CHECK(platform.lines_with("version v0 listens") == 1);

    // A secret is no part of a release, but of what a process is started with.
    REQUIRE(api.put("/api/v1/secrets/component.orders.development/GREETING", {{"value", "hello"}}).status < 300);
    const auto with_secret = deploy("/api/v1/deployments");
    CHECK(has(steps_of(api, with_secret), "Start the new version"));
    CHECK(service.fact("GREETING") == "hello");
    CHECK(platform.lines_with("version v0 listens") == 2);

    // A restart is asked for to have another process.
    CHECK(has(steps_of(api, deploy("/api/v1/restarts")), "Start the new version"));
    CHECK(platform.lines_with("version v0 listens") == 3);

    // The version before a deployment stays, without traffic, and is gone back to without a start.
    const auto before = platform.running_instances();
    service.deploy("v1");
    CHECK(service.fact("version") == "v1");
    CHECK(platform.running_instances().size() == 2);
    const auto back = deploy("/api/v1/rollbacks");
    CHECK(has(steps_of(api, back), "Take the version that was kept warm"));
    CHECK(service.fact("version") == "v0");
    CHECK(service.fact("GREETING") == "hello");
    CHECK(platform.lines_with("version v0 listens") == 3);
    // What was gone back from is not kept.
    CHECK(comes_to(platform, before));

    // Stopping ends what is warm, too.
    service.deploy("v2");
    CHECK(platform.running_instances().size() == 2);
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    service.run("/api/v1/stops", again);
    CHECK(comes_to(platform, {}));
  }
}
