#include <doctest/doctest.h>

#include <algorithm>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

constexpr const char* path = "/api/v1/components/orders/resource-additions";

Answer plan(bj::object body) {
  body["plan"] = true;
  return orders().alice.post(path, body);
}

const bj::object* offer(const bj::array& offers, std::string_view type) {
  for (const auto& each : offers)
    if (each.at("type").as_string() == type) return &each.as_object();
  return nullptr;
}

bool holds(const Answer& answer, std::string_view pointer, std::string_view text) {
  return answer.at(std::string(pointer)).find(text) != std::string::npos;
}

}  // namespace

TEST_SUITE("adding resources") {
  TEST_CASE("what is offered says what it takes, what it hands out and where it would come from") {
    const Answer answer = orders().alice.get("/api/v1/components/orders/resource-offers");
    REQUIRE_MESSAGE(answer.status == 200, answer.text);
    const bj::value items = answer.value("/items");
    const bj::object* postgres = offer(items.as_array(), "postgres");
    REQUIRE(postgres != nullptr);
    CHECK(postgres->at("environments").as_array().size() == 3);
    CHECK(postgres->at("environments").at(0).at("definition") == "postgres");
    bool has_secret = false;
    for (const auto& output : postgres->at("outputs").as_array())
      has_secret = has_secret || (output.at("name") == "password" && output.at("secret").as_bool());
    CHECK(has_secret);
    const bj::object* volume = offer(items.as_array(), "volume");
    REQUIRE(volume != nullptr);
    CHECK(volume->at("mounted").as_bool());
    const bj::object* route = offer(items.as_array(), "route");
    REQUIRE(route != nullptr);
    CHECK(route->at("parameters").at(0).at("required").as_bool());
  }

  TEST_CASE("a plan shows the file as it would be and what would come of it, and makes nothing") {
    const auto changes = orders().alice.get("/api/v1/changes?repository=orders").value("/total");
    const Answer answer = plan({{"name", "reports"}, {"type", "postgres"}});
    REQUIRE_MESSAGE(answer.status == 200, answer.text);
    CHECK(answer.at("/repository") == "orders");
    CHECK(answer.at("/container") == "main");
    CHECK_FALSE(holds(answer, "/before", "reports"));
    CHECK(holds(answer, "/after", "      REPORTS_PASSWORD: ${resources.reports.password}\n"));
    CHECK(holds(answer, "/after", "  reports:\n    type: postgres\n"));
    const bj::value places = answer.value("/environments");
    REQUIRE(places.as_array().size() == 3);
    CHECK(places.at(0).at("definition") == "postgres");
    CHECK(places.at(0).at("exists") == false);
    CHECK(orders().alice.get("/api/v1/changes?repository=orders").value("/total") == changes);
    CHECK(orders().alice.get("/api/v1/repositories/orders/branches").text.find("add-reports") == std::string::npos);

    const Answer chosen = plan({{"name", "uploads"}, {"type", "volume"}, {"mount", "/data"}});
    REQUIRE_MESSAGE(chosen.status == 200, chosen.text);
    CHECK(holds(chosen, "/after", "      /data:\n        source: ${resources.uploads}\n"));
  }

  TEST_CASE("what cannot be added is refused, every problem with its place") {
    struct Row {
      bj::object body;
      int status;
      std::string code, pointer;
    };
    for (const Row& row : std::vector<Row>{
             {{{"name", "x"}, {"type", "mainframe"}}, 422, "delivery.no_definition", "/type"},
             {{{"name", "Not A Name"}, {"type", "postgres"}}, 422, "delivery.invalid_addition", "/name"},
             {{{"name", "x"}, {"type", "postgres"}, {"params", bj::object{{"size", "1"}}}},
              422,
              "delivery.invalid_addition",
              "/params/size"},
             {{{"name", "x"}, {"type", "postgres"}, {"variables", bj::object{{"1X", "host"}}}},
              422,
              "delivery.invalid_addition",
              "/variables/1X"},
             {{{"name", "x"}, {"type", "postgres"}, {"variables", bj::object{{"X", "colour"}}}},
              422,
              "delivery.invalid_addition",
              "/variables/X"},
             {{{"name", "x"}, {"type", "route"}}, 422, "delivery.invalid_addition", "/params/port"},
             {{{"name", "x"}, {"type", "volume"}}, 422, "delivery.invalid_addition", "/mount"},
             {{{"name", "x"}, {"type", "postgres"}, {"mount", "/x"}}, 422, "delivery.invalid_addition", "/mount"},
             {{{"name", "db"}, {"type", "postgres"}}, 409, "delivery.duplicate_resource", "/name"},
             {{{"name", "x"}, {"type", "postgres"}, {"container", "side"}},
              422,
              "delivery.unknown_container",
              "/container"},
             {{{"name", "x"}, {"type", "postgres"}, {"variables", bj::object{{"DB_HOST", "host"}}}},
              409,
              "delivery.variable_taken",
              "/variables/DB_HOST"},
         }) {
      CAPTURE(bj::serialize(row.body));
      const Answer answer = plan(row.body);
      CAPTURE(answer.text);
      CHECK(answer.status == row.status);
      CHECK(answer.code() == row.code);
      const auto pointers = answer.pointers();
      CHECK(std::count(pointers.begin(), pointers.end(), row.pointer) == 1);
    }
  }

  TEST_CASE("who may not see the component is told nothing, and who may not change it opens no change") {
    const bj::object body{{"name", "reports"}, {"type", "postgres"}};
    CHECK(orders().bob.get("/api/v1/components/orders/resource-offers").status == 404);
    CHECK(orders().bob.post(path, body).status == 404);
    CHECK(orders().victor.post(path, body).status == 403);
    CHECK(orders().alice.get("/api/v1/repositories/orders/branches").text.find("add-reports") == std::string::npos);
  }
}
