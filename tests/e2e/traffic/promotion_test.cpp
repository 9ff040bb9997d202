#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "platform.h"

using namespace towpath;
using namespace towpath::testing;

TEST_SUITE("traffic") {
  TEST_CASE("production gets the same release with a database and a configuration of its own, and goes back whole") {
    Platform platform;
    platform.start();
    const Api api = platform.api();
    Service service(platform, {.name = "shop", .has_database = true});
    const auto configure = [&](const std::string& environment, const std::string& greeting) {
      const Answer put = api.put("/api/v1/configuration/shop/" + environment,
                                 {{"values", boost::json::object{{"GREETING", greeting}}}});
      CAPTURE(put.text);
      REQUIRE(put.status == 200);
    };
    const auto promote = [&] {
      const auto deployment =
          service.run("/api/v1/promotions", {{"component", "shop"}, {"from", "development"}, {"to", "production"}});
      CAPTURE(deployment);
      REQUIRE(text_at(deployment, "/state") == "succeeded");
      return deployment;
    };
    service.deploy("v1");
    configure("development", "hello");
    configure("production", "good day");

    const auto first = promote();

    const auto in_development = api.get("/api/v1/deployments?component=shop&environment=development&limit=1");
    CHECK(text_at(first, "/release") == in_development.at("/items/0/release"));
    CHECK(text_at(first, "/release").size() == 64);
    CHECK(service.fact("version", "production") == "v1");
    CHECK(service.fact("GREETING", "production") == "good day");
    const std::string development = service.fact("DB_NAME"), production = service.fact("DB_NAME", "production");
    CHECK(development != production);
    CHECK(service.fact("DB_USERNAME") != service.fact("DB_USERNAME", "production"));
    const std::string databases = platform.in_postgres(
        fmt::format("SELECT d.datname || ' of ' || r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba "
                    "WHERE d.datname IN ('{}', '{}') ORDER BY 1",
                    development, production));
    CHECK(databases.find(fmt::format("{0} of {0}\n", development)) != std::string::npos);
    CHECK(databases.find(fmt::format("{0} of {0}\n", production)) != std::string::npos);

    service.deploy("v2");
    configure("production", "good evening");
    promote();
    CHECK(service.fact("version", "production") == "v2");
    CHECK(service.fact("GREETING", "production") == "good evening");
    Load load(service.place("production"), 200);
    REQUIRE(load.wait_for_answers(50));

    const auto begun = std::chrono::steady_clock::now();
    const auto back = service.run("/api/v1/rollbacks", {{"component", "shop"}, {"environment", "production"}});
    const auto took = std::chrono::steady_clock::now() - begun;

    MESSAGE("the rollback took ", std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), " ms");
    CHECK(text_at(back, "/state") == "succeeded");
    CHECK(text_at(back, "/release") == text_at(first, "/release"));
    CHECK(back.at("configurationVersion") == first.at("configurationVersion"));
    CHECK(service.fact("version", "production") == "v1");
    CHECK(service.fact("GREETING", "production") == "good day");
    CHECK(service.fact("DB_NAME", "production") == production);
    CHECK(load.finish().failed() == 0);
  }
}
