#include "service_health.h"

#include <doctest/doctest.h>

namespace towpath::delivery {
namespace {

ServicePlace place(const char* component, const char* environment, const char* health) {
  return {component, "group:default/payments", environment, environment, health, "because", 3};
}

}  // namespace

TEST_CASE("a service with one troubled place needs attention, what starts or is stopped does not") {
  const ServiceHealth health =
      sum_up({place("orders", "production", "degraded"), place("shop", "production", "progressing"),
              place("mail", "production", "suspended"), place("orders", "staging", "missing"),
              place("orders", "development", "healthy")});

  CHECK(health.services == 2);
  CHECK(health.healthy == 1);
  REQUIRE(health.attention.size() == 2);
  CHECK(health.attention[0].environment == "production");
  CHECK(health.attention[1].health == "missing");
}

TEST_CASE("what needs attention is counted also beyond what is listed") {
  std::vector<ServicePlace> places;
  for (int i = 0; i < 300; ++i) places.push_back(place(("s" + std::to_string(i)).c_str(), "production", "degraded"));

  const ServiceHealth health = sum_up(places);

  CHECK(health.attention.size() == most_attention);
  CHECK(health.services == 300);
  CHECK(health.healthy == 0);
}

}  // namespace towpath::delivery
