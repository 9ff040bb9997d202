#include "scale_order.h"

#include <doctest/doctest.h>

using namespace towpath;
using namespace towpath::delivery;

namespace {

ScaleOrder order(std::int64_t instances) { return {"shop", "production", instances, "the sale", "d1"}; }

std::string words(const std::vector<PlannedAction>& actions) {
  std::string out;
  for (const PlannedAction& each : actions) out += each.action + " " + each.subject + "; ";
  return out;
}

}  // namespace

TEST_CASE("a number of instances is from 1 to 100, and none at all is told what it is") {
  CHECK(check(order(1)).has_value());
  CHECK(check(order(100)).has_value());
  for (const std::int64_t wrong : {0, -1, 101}) {
    const auto refused = check(order(wrong));
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code() == "delivery.invalid_scale");
    CHECK(refused.error().fields().size() == 1);
    const bool names_stop = refused.error().hint().find("towpath stop shop production") != std::string::npos;
    CHECK(names_stop == (wrong == 0));
  }
  auto talkative = order(2);
  talkative.reason = std::string(501, 'x');
  CHECK(check(talkative).error().fields().front().path == "/reason");
}

TEST_CASE("a plan says what begins and what ends, and when") {
  CHECK(words(actions_of(order(3), {1, true, false, 7})) ==
        "scale shop; start 2 instances of shop rel-7; switch shop; ");
  CHECK(words(actions_of(order(1), {2, true, false, 7})) == "scale shop; switch shop; stop 1 instance of shop rel-7; ");
  CHECK(words(actions_of(order(1), {3, true, true, 7})) == "scale shop; stop 2 instances of shop rel-7; ");
  CHECK(words(actions_of(order(3), {1, false, false, 7})) == "scale shop; keep shop; ");
  CHECK(words(actions_of(order(2), {2, true, false, 7})) == "keep shop; ");
  CHECK(actions_of(order(2), {2, true, false, 7}).front().reason == "2 instances are wanted already");
  CHECK(actions_of(order(1), {1, true, false, 7}).front().reason == "1 instance is wanted already");
}

TEST_CASE("an order is read from the inputs of its run as it was written") {
  const ScaleOrder read = scale_order_from(inputs_of(order(4)));

  CHECK(read.component == "shop");
  CHECK(read.environment == "production");
  CHECK(read.instances == 4);
  CHECK(read.reason == "the sale");
  CHECK(read.deployment_id == "d1");
}
