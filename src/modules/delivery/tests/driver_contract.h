#pragma once

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "delivery/driver.h"

namespace towpath::delivery {

inline ResourceRequest resource_request(std::string type) {
  ResourceRequest request;
  request.gu_id = "0123456789abcdef0123456789abcdef";
  request.type = std::move(type);
  request.resource_class = "default";
  request.id = "workloads.shop." + request.type;
  request.project = "shop";
  request.environment = "development";
  request.environment_type = "development";
  request.workload = "shop";
  return request;
}

inline void require_same(const ResourceOutcome& one, const ResourceOutcome& two) {
  CHECK(one.outputs == two.outputs);
  CHECK(one.state == two.state);
  REQUIRE(one.secrets.size() == two.secrets.size());
  for (const auto& [key, secret] : one.secrets) CHECK(two.secrets.at(key).reveal() == secret.reveal());
}

/// What delivery relies on with every driver. `is_real`: it makes something that can be missing.
inline void check_contract(Driver& driver, ResourceRequest request, bool is_real) {
  CAPTURE(driver.name());
  DriverContext context;
  const auto worked = [](const auto& result) {
    REQUIRE_MESSAGE(result.has_value(),
                    (result ? std::string() : result.error().code() + ": " + result.error().message()));
  };
  worked(driver.check(request));
  request.known_secrets = driver.prepare(request);
  if (is_real) {
    const auto before = driver.observe(request, context);
    worked(before);
    CHECK(!before->has_value());
  }

  const auto first = driver.apply(request, context);
  worked(first);
  for (const DriverOutput& output : driver.offer(request.inputs).outputs) {
    CAPTURE(output.name);
    CHECK(first->secrets.contains(output.name) == output.is_secret);
    CHECK(boost::json::parse(first->outputs).as_object().contains(output.name) != output.is_secret);
  }
  if (is_real) {  // A crash came before the answer was written down: nothing but the intent is known.
    const auto found = driver.observe(request, context);
    worked(found);
    REQUIRE(found->has_value());
    require_same(*first, **found);
  }
  const auto again = driver.apply(request, context);
  worked(again);
  require_same(*first, *again);
  request.state = first->state;
  request.known_secrets = first->secrets;  // as the vault holds them by now
  const auto later = driver.apply(request, context);
  worked(later);
  require_same(*first, *later);
  const auto observed = driver.observe(request, context);
  worked(observed);
  REQUIRE(observed->has_value());
  require_same(*first, **observed);

  worked(driver.destroy(request, false, context));
  worked(driver.destroy(request, false, context));
  if (is_real) CHECK(!driver.observe(request, context)->has_value());
  const auto back = driver.apply(request, context);
  worked(back);
  require_same(*first, *back);
  worked(driver.destroy(request, true, context));
  worked(driver.destroy(request, true, context));
  if (is_real) CHECK(!driver.observe(request, context)->has_value());
}

}  // namespace towpath::delivery
