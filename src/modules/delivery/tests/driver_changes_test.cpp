#include <doctest/doctest.h>

#include "approval_gate.h"
#include "driver_changes_json.h"

using namespace towpath;
using namespace towpath::delivery;

TEST_CASE("what a terraform plan or another driver would do is found again in the stored plan of its deployment") {
  const DriverChanges changes{
      {{"create", "a.one"}, {"create", "a.two"}, {"replace", "b"}}, 0, {{"create", 2}, {"replace", 1}}};
  Plan plan;
  plan.actions = {{"create", "database workloads.shop.db", "by db@1 (terraform)"}, {"start", "shop rel-1", "nothing"}};
  plan.actions.front().changes = boost::json::serialize(to_json(changes));

  const auto found = changes_in_plan(plan_json(plan), "database workloads.shop.db");

  REQUIRE(found);
  CHECK(*found == to_json(changes));
  CHECK(found->at("summary") == "2 create, 1 replace");
  CHECK(found->at("changes").as_array().size() == 3);
  CHECK(!changes_in_plan(plan_json(plan), "shop rel-1"));
  CHECK(!changes_in_plan("{}", "database workloads.shop.db"));
  CHECK(in_words(DriverChanges()) == "nothing");
}
