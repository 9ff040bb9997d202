#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "platform.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

constexpr int deployments = 50, requests_a_second = 1'000;

/// Containers outlive a server and its shims; the product itself ends them.
struct EndAllAtLast {
  const Platform& platform;
  ~EndAllAtLast() {
    output_of(fmt::format("'{}' down --data '{}' 2>&1", program().string(), platform.data().string()));
  }
};

/// Why a runtime cannot be used here; "" when it can.
std::string why_not(const Api& api, const std::string& runtime) {
  const auto all = api.get("/api/v1/runtimes").value("/items");
  for (const auto& each : all.as_array())
    if (text_at(each, "/name") == runtime)
      return each.at("available").as_bool() ? "" : text_at(each, "/reason") + ". " + text_at(each, "/advice");
  return "this server does not know it";
}

/// Two releases take turns: each deployment starts an instance, switches the traffic and ends the instance before.
void deploy_under_load(Platform& platform) {
  Service service(platform, {.name = "orders"});
  service.deploy("v0");
  service.deploy("v1");
  const auto releases = platform.api().get("/api/v1/releases?component=orders").value("/items");
  REQUIRE(releases.as_array().size() == 2);
  const std::string newest = text_at(releases, "/0/id"), oldest = text_at(releases, "/1/id");
  const auto begun = std::chrono::steady_clock::now();
  Load load(service.place(), requests_a_second);
  REQUIRE(load.wait_for_answers(100));

  for (int i = 0; i < deployments; ++i) {
    CAPTURE(i);
    const auto deployment = service.run(
        "/api/v1/deployments",
        {{"component", "orders"}, {"environment", "development"}, {"release", i % 2 == 0 ? oldest : newest}});
    CAPTURE(deployment);
    REQUIRE(text_at(deployment, "/state") == "succeeded");
  }

  REQUIRE(load.wait_for_answers(100));
  const LoadReport report = load.finish();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  MESSAGE(fmt::format("{} deployments in {:.1f} s under {:.0f} requests a second: {}", deployments, took.count(),
                      static_cast<double>(report.sent) / took.count(), report.text()));
  CHECK(report.failed() == 0);
  CHECK(report.answered == report.sent);
  REQUIRE(report.versions.size() == 2);
  // Each had the traffic half of the time, not for a moment only.
  for (const auto& [version, answers] : report.versions) {
    CAPTURE(version);
    CHECK(answers > report.sent / 10);
  }
}

}  // namespace

TEST_SUITE("traffic") {
  TEST_CASE("fifty deployments in a row under a thousand requests a second fail none: local") {
    Platform platform;
    platform.start();
    deploy_under_load(platform);
  }

  TEST_CASE("fifty deployments in a row under a thousand requests a second fail none: podman") {
    Platform platform;
    platform.start();
    const Api api = platform.api();
    if (const std::string reason = why_not(api, "podman"); !reason.empty()) {
      MESSAGE("skipped: podman cannot be used here: ", reason);
      return;
    }
    const EndAllAtLast end_all{platform};
    REQUIRE(api.put("/api/v1/runtime-rules/development", {{"runtime", "podman"}}).status == 200);
    deploy_under_load(platform);
  }
}
