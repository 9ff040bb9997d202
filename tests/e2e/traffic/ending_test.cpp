#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "held.h"
#include "platform.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

int status_of(const Place& place) {
  http::ClientRequest request{.url = fmt::format("http://127.0.0.1:{}/", place.port)};
  request.headers.set("Host", place.host);
  const auto answer = http::fetch(request);
  return answer ? answer->status : 0;
}

}  // namespace

TEST_SUITE("traffic") {
  TEST_CASE("restarting fails no request, stopping says so at the address, and deleting keeps the data aside") {
    if (!allows_volumes()) return;
    Platform platform;
    platform.start();
    const Api api = platform.api();
    Service service(platform, {.name = "shop", .has_database = true, .has_volume = true});
    service.deploy("v1");
    const Place place = service.place();
    const std::string database = service.fact("DB_NAME");
    const boost::json::object here{{"component", "shop"}, {"environment", "development"}};
    Load load(place, 200);
    HeldSocket socket(place);
    const auto before = platform.running_instances();

    CHECK(text_at(service.run("/api/v1/restarts", here), "/state") == "succeeded");

    CHECK(load.wait_for_answers(50));
    CHECK(socket.finish() == "");
    const LoadReport report = load.finish();
    MESSAGE(report.text());
    CHECK(report.failed() == 0);
    CHECK(platform.running_instances() != before);

    CHECK(text_at(service.run("/api/v1/stops", here), "/state") == "succeeded");
    CHECK(status_of(place) == 503);
    CHECK(platform.running_instances().empty());
    CHECK(text_at(service.run("/api/v1/restarts", here), "/state") == "succeeded");
    CHECK(service.fact("DB_NAME") == database);

    const Answer plan = api.remove("/api/v1/components/shop?plan=true");
    CAPTURE(plan.text);
    CHECK(plan.status == 200);
    CHECK(plan.text.find("postgres workloads.shop.db in development") != std::string::npos);
    CHECK(plan.text.find("kept 7 days") != std::string::npos);
    CHECK(service.fact("DB_NAME") == database);
    const Answer deletion = api.remove("/api/v1/components/shop");
    REQUIRE(deletion.status == 202);
    const auto run = api.finished_run(deletion.at("/run/id"));
    CAPTURE(run);
    CHECK(text_at(run, "/state") == "succeeded");
    CHECK(platform.running_instances().empty());
    CHECK(status_of(place) == 404);
    CHECK(api.get("/api/v1/components/shop/status").status == 404);
    CHECK(platform.in_postgres("SELECT datname FROM pg_database").find(database + "_deleted_") != std::string::npos);
    CHECK(platform.in_postgres(fmt::format("SELECT rolcanlogin FROM pg_roles WHERE rolname = '{}'", database)) ==
          "f\n");
    int kept = 0;
    for (const auto& entry : std::filesystem::directory_iterator(platform.data() / "volumes"))
      if (entry.path().filename().string().starts_with(".deleted-")) ++kept;
    CHECK(kept == 1);

    // The name is free again: a new life with a database of its own.
    service.deploy("v2");
    CHECK(service.fact("version") == "v2");
  }

  TEST_CASE("deleting an environment cancels what is being deployed to it and ends what still drains") {
    Platform platform;
    platform.start();
    const Api api = platform.api();
    Service service(platform, {.name = "orders"});
    service.deploy("v1");
    REQUIRE(
        api.post("/api/v1/environments", {{"project", "orders"}, {"name", "preview"}, {"type", "ephemeral"}}).status ==
        201);
    const boost::json::object there{{"component", "orders"}, {"environment", "preview"}};
    CHECK(text_at(service.run("/api/v1/deployments", there), "/state") == "succeeded");
    HeldSocket socket(service.place("preview"));
    CHECK(text_at(service.run("/api/v1/restarts", there), "/state") == "succeeded");
    CHECK(platform.running_instances().size() == 3);
    const Answer under_way = api.post("/api/v1/restarts", there);
    REQUIRE(under_way.status == 202);

    const Answer deletion = api.remove("/api/v1/environments/orders/preview");
    REQUIRE(deletion.status == 202);
    CHECK(socket.finish() == "");
    const auto run = api.finished_run(deletion.at("/run/id"));

    CAPTURE(run);
    CHECK(text_at(run, "/state") == "succeeded");
    const auto left = api.get("/api/v1/runs/" + under_way.at("/run/id"));
    CHECK((left.at("/state") == "cancelled" || left.at("/state") == "succeeded"));
    CHECK(platform.running_instances().size() == 1);
    CHECK(service.fact("version") == "v1");
  }
}
