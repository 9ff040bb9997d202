#include <doctest/doctest.h>
#include <fmt/format.h>

#include <list>

#include "held.h"
#include "platform.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("traffic") {
  TEST_CASE("twenty deployments under load fail no request, and what is held across a switch goes on where it began") {
    constexpr int deployments = 20;
    Platform platform;
    platform.start();
    Service service(platform, {.name = "orders"});
    service.deploy("v0");
    Load load(service.place(), 200);
    std::list<HeldStream> streams;
    std::list<HeldSocket> sockets;

    for (int i = 1; i <= deployments; ++i) {
      CAPTURE(i);
      streams.emplace_back(service.place()).wait_begun();
      HeldSocket& socket = sockets.emplace_back(service.place());
      CHECK(socket.version() == fmt::format("v{}", i - 1));
      service.deploy(fmt::format("v{}", i));
      CHECK(socket.exchange());
      CHECK(load.wait_for_answers(20));
      // Two stay open over a second switch.
      if (sockets.size() > 2) {
        CHECK(sockets.front().finish() == "");
        sockets.pop_front();
      }
    }

    for (HeldSocket& socket : sockets) CHECK(socket.finish() == "");
    for (HeldStream& stream : streams) CHECK(stream.finish() == "");
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    CHECK(report.answered == report.sent);
    CHECK(report.versions.size() == deployments + 1);
  }

  TEST_CASE("a version that fails its health check never gets a request, and the run says why") {
    Platform platform;
    platform.start();
    Service service(platform, {.name = "orders", .annotations = {{"towpath.dev/startup-seconds", "3"}}});
    service.deploy("good");
    Load load(service.place(), 200);

    const std::string reason = "the price list is missing";
    const auto deployment = service.deployed(service.push("bad", reason));

    CHECK(load.wait_for_answers(100));
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    CHECK(report.versions.size() == 1);
    CHECK(report.versions.contains("good"));
    CHECK(platform.lines_with("version bad listens") == 1);
    CHECK(platform.lines_with("served its first request") == 1);
    CHECK(text_at(deployment, "/state") == "failed");
    const std::string why = text_at(deployment, "/reason");
    CAPTURE(why);
    CHECK(why.find("not healthy within 3 seconds") != std::string::npos);
    CHECK(why.find("GET /healthz") != std::string::npos);
    CHECK(why.find("answered 503") != std::string::npos);
    CHECK(why.find("not ready: " + reason) != std::string::npos);
    CHECK(why.find("received no traffic") != std::string::npos);
    const auto run = platform.api().get("/api/v1/runs/" + text_at(deployment, "/run"));
    CHECK(run.at("/error/code") == "delivery.never_healthy");
    CHECK(run.at("/error/hint").find("towpath run logs") != std::string::npos);
    const auto status = platform.api().get("/api/v1/components/orders/status");
    CHECK(status.text.find("towpath run show") != std::string::npos);
    CHECK(service.fact("version") == "good");
  }
}
