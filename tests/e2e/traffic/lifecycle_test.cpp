#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "platform.h"

using namespace towpath;
using namespace towpath::testing;

namespace {

void wait_for(const Api& api, const std::string& type, const std::string& subject) {
  api.events("/api/v1/events/stream?after=0",
             [&](const StreamEvent& event) { return event.at("/type") == type && event.at("/subject") == subject; });
}

}  // namespace

TEST_SUITE("traffic") {
  TEST_CASE("a preview environment is gone after its time with all it had") {
    if (!allows_volumes()) return;
    Platform platform;
    platform.start();
    const Api api = platform.api();
    Service service(platform, {.name = "shop", .has_database = true, .has_volume = true});
    service.deploy("v1");
    const std::string databases = platform.in_postgres("SELECT datname FROM pg_database ORDER BY 1"),
                      roles = platform.in_postgres("SELECT rolname FROM pg_roles ORDER BY 1");
    const auto instances = platform.running_instances();
    const Answer made = api.post("/api/v1/environments",
                                 {{"project", "shop"}, {"name", "preview"}, {"type", "ephemeral"}, {"ttlSeconds", 25}});
    REQUIRE(made.status == 201);
    REQUIRE(
        api.put("/api/v1/configuration/shop/preview", {{"values", boost::json::object{{"GREETING", "hi"}}}}).status ==
        200);
    REQUIRE(api.put("/api/v1/secrets/component.shop.preview/KEY", {{"value", "open sesame"}}).status < 300);
    const auto deployment = service.run("/api/v1/deployments", {{"component", "shop"}, {"environment", "preview"}});
    CAPTURE(deployment);
    REQUIRE(text_at(deployment, "/state") == "succeeded");
    CHECK(service.fact("GREETING", "preview") == "hi");
    CHECK(platform.in_postgres("SELECT datname FROM pg_database ORDER BY 1") != databases);
    const Place place = service.place("preview");

    wait_for(api, "delivery.environment.deleted", "environment:shop/preview");

    CHECK(platform.in_postgres("SELECT datname FROM pg_database ORDER BY 1") == databases);
    CHECK(platform.in_postgres("SELECT rolname FROM pg_roles ORDER BY 1") == roles);
    CHECK(platform.running_instances() == instances);
    http::ClientRequest request{.url = fmt::format("http://127.0.0.1:{}/", place.port)};
    request.headers.set("Host", place.host);
    const auto answer = http::fetch(request);
    REQUIRE(answer.has_value());
    CHECK(answer->status == 404);
    CHECK(api.get("/api/v1/resources?component=shop&environment=preview").value("/items").as_array().empty());
    CHECK(api.get("/api/v1/deployments?component=shop&environment=preview").value("/items").as_array().empty());
    CHECK(api.get("/api/v1/configuration/shop/preview").status == 404);
    CHECK(api.get("/api/v1/environments?project=shop").text.find("preview") == std::string::npos);
    CHECK(api.get("/api/v1/secrets?scope=component.shop.preview").text.find("KEY") == std::string::npos);
    int volumes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(platform.data() / "volumes")) {
      CAPTURE(entry.path().string());
      ++volumes;
    }
    CHECK(volumes == 1);
    int folders = 0;
    for (const auto& entry : std::filesystem::directory_iterator(platform.data() / "instances")) {
      CAPTURE(entry.path().string());
      ++folders;
    }
    CHECK(folders == 1);
    CHECK(service.fact("version") == "v1");
  }

  TEST_CASE("after a loss of power what was in force runs again, with its data") {
    if (!allows_volumes()) return;
    Platform platform;
    platform.start();
    Service service(platform, {.name = "shop", .has_database = true, .has_volume = true});
    service.deploy("v1");
    const std::string database = service.fact("DB_NAME");
    platform.in_postgres("CREATE TABLE kept (word text)");

    platform.lose_power();
    CHECK(platform.running_instances().empty());
    platform.start();

    platform.api().events("/api/v1/events/stream?after=0", [](const StreamEvent& event) {
      return event.at("/type") == "delivery.deployment.succeeded" && event.at("/payload/mode") == "restart";
    });
    CHECK(service.fact("version") == "v1");
    CHECK(service.fact("DB_NAME") == database);
    CHECK(platform.in_postgres("SELECT count(*) FROM kept") == "0\n");
    CHECK(platform.running_instances().size() == 1);
  }
}
