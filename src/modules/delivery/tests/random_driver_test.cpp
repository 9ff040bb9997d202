#include "drivers/random_driver.h"

#include <doctest/doctest.h>

#include "driver_contract.h"

using namespace towpath;
using namespace towpath::delivery;

TEST_CASE("random text keeps the contract of drivers") {
  check_contract(*make_random_driver(), resource_request("secret"), false);
}

TEST_CASE("random text is as long as asked for, and another each time") {
  const auto driver = make_random_driver();
  auto request = resource_request("secret");
  CHECK(driver->prepare(request).at("value").reveal().size() == 32);
  request.params = R"({"length": 64})";
  const auto one = driver->prepare(request), two = driver->prepare(request);
  CHECK(one.at("value").reveal().size() == 64);
  CHECK(one.at("value").reveal() != two.at("value").reveal());
}

TEST_CASE("what was made once stays when another length is asked for later") {
  const auto driver = make_random_driver();
  auto request = resource_request("secret");
  request.known_secrets = driver->prepare(request);
  request.params = R"({"length": 128})";
  const auto outcome = driver->apply(request, {});
  REQUIRE(outcome);
  CHECK(outcome->secrets.at("value").reveal() == request.known_secrets.at("value").reveal());
  CHECK(outcome->outputs == "{}");  // nothing secret where anybody reads it
}

TEST_CASE("a rotation makes another text, of the length that is asked for now") {
  const auto driver = make_random_driver();
  auto request = resource_request("secret");
  request.known_secrets = driver->prepare(request);
  request.params = R"({"length": 64})";
  REQUIRE(driver->can_rotate());
  const auto next = driver->prepare(request);
  const auto outcome = driver->rotate(request, next, {});
  REQUIRE(outcome);
  CHECK(outcome->secrets.at("value").reveal() == next.at("value").reveal());
  CHECK(outcome->secrets.at("value").reveal() != request.known_secrets.at("value").reveal());
  CHECK(outcome->secrets.at("value").reveal().size() == 64);
  CHECK(outcome->outputs == "{}");
  CHECK(driver->keep_only(request, {}).has_value());
}

TEST_CASE("a length that is none is refused before anything is made") {
  const auto driver = make_random_driver();
  for (const char* params : {R"({"length": 15})", R"({"length": 129})", R"({"length": "long"})", R"({"length": 20.5})",
                             R"({"size": 20})", "[]"}) {
    CAPTURE(params);
    auto request = resource_request("secret");
    request.params = params;
    const auto checked = driver->check(request);
    REQUIRE(!checked);
    CHECK(checked.error().code() == "delivery.invalid_inputs");
  }
}
