#include <doctest/doctest.h>
#include <signal.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "held.h"
#include "platform.h"
#include "support/test_paths.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("traffic") {
  TEST_CASE("the service does not notice the server's death, and the next server takes its instances over") {
    Platform platform;
    platform.start();
    Service service(platform, {.name = "orders"});
    service.deploy("v1");
    const auto before = platform.running_instances();
    const int proxy = platform.proxy_pid();
    REQUIRE(before.size() == 1);
    Load load(service.place(), 200);
    HeldSocket socket(service.place());
    REQUIRE(load.wait_for_answers(200));

    platform.end(SIGKILL);
    CHECK(load.wait_for_answers(400));
    CHECK(socket.exchange());
    platform.start();

    CHECK(load.wait_for_answers(200));
    CHECK(platform.running_instances() == before);
    CHECK(platform.proxy_pid() == proxy);
    CHECK(socket.finish() == "");
    service.deploy("v2");
    CHECK(service.fact("version") == "v2");
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    CHECK(report.answered == report.sent);
  }

  TEST_CASE("a server that dies in the middle of a deployment finishes it after its return, without a failed request") {
    Platform platform;
    platform.start();
    Service service(platform, {.name = "orders"});
    service.deploy("v1");
    Load load(service.place(), 200);

    for (const std::string version : {"v2", "v3", "v4"}) {
      const std::string commit = service.push(version);
      // The deployment has begun and has not ended.
      platform.api().events("/api/v1/events/stream?after=0", [&](const StreamEvent& event) {
        return event.at("/type") == "delivery.deployment.queued" && event.at("/payload/commit") == commit;
      });
      platform.end(SIGKILL);
      CHECK(load.wait_for_answers(100));
      platform.start();
      CHECK(text_at(service.deployed(commit), "/state") == "succeeded");
      CHECK(service.fact("version") == version);
    }

    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
  }

  TEST_CASE("a killed proxy is back by itself, with the server alive or dead") {
    Platform platform;
    platform.start();
    Service service(platform, {.name = "orders"});
    service.deploy("v1");
    const Place place = service.place();

    for (const bool has_server : {true, false}) {
      CAPTURE(has_server);
      if (!has_server) platform.end(SIGKILL);
      const int old = platform.proxy_pid();
      REQUIRE(old > 0);
      Load load(place, 200);
      REQUIRE(load.wait_for_answers(50));
      const auto killed = std::chrono::steady_clock::now();
      REQUIRE(::kill(old, SIGKILL) == 0);

      CHECK(load.wait_for_answers(50));
      HeldSocket socket(place);
      CHECK(socket.finish() == "");

      const auto back = std::chrono::steady_clock::now() - killed;
      const LoadReport report = load.finish();
      MESSAGE("50 answers after the proxy's death came within ",
              std::chrono::duration_cast<std::chrono::milliseconds>(back).count(), " ms; ", report.text());
      CHECK(platform.proxy_pid() != old);
      // Only what met the moment of the death: the proxy was away for less than a second.
      CHECK(report.failed() < 200);
    }
  }

  TEST_CASE("server and proxy are replaced by another build under load, without a failed request") {
    // By hand with a build that was really made earlier; otherwise this one is followed by its twin.
    const char* earlier = std::getenv("TRAFFIC_PREVIOUS");
    const std::filesystem::path previous = earlier ? earlier : program(), next = earlier ? program() : TRAFFIC_NEXT;
    Platform platform;
    platform.start(previous);
    Service service(platform, {.name = "orders"});
    service.deploy("v1");
    const auto instances = platform.running_instances();
    const std::string version = platform.proxy_version();
    Load load(service.place(), 200);
    REQUIRE(load.wait_for_answers(100));
    HeldStream stream(service.place());
    HeldSocket socket(service.place());
    stream.wait_begun();

    platform.end(SIGTERM);
    CHECK(load.wait_for_answers(100));
    platform.start(next);

    CHECK(load.wait_for_answers(200));
    CHECK(platform.proxy_version() != version);
    CHECK(platform.running_instances() == instances);
    CHECK(socket.exchange());
    service.deploy("v2");
    CHECK(load.wait_for_answers(100));
    CHECK(stream.finish() == "");
    CHECK(socket.finish() == "");
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    CHECK(report.answered == report.sent);
    CHECK(report.versions.contains("v2"));
  }
}
