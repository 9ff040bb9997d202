#include <doctest/doctest.h>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

TEST_SUITE("restarts") {
  TEST_CASE("one is planned, done as planned, and keeps release, configuration and, in the audit log, its reason") {
    const RunningService s = make_running_service();
    const std::string before = s.in_force();
    const Answer plan = s.ann.post("/api/v1/restarts", s.place({{"plan", true}}));
    REQUIRE_MESSAGE(plan.status == 200, plan.text);
    CHECK(s.in_force() == before);

    CHECK(s.ann.post("/api/v1/restarts", s.place({{"expectedPlan", std::string(64, '0')}})).code() ==
          "delivery.plan_changed");
    s.succeeded(
        s.ann.post("/api/v1/restarts", s.place({{"expectedPlan", plan.at("/plan/digest")}, {"reason", "it leaks"}})));
    const Answer was = s.ann.get("/api/v1/deployments/" + before),
                 is = s.ann.get("/api/v1/deployments/" + s.in_force());
    CHECK(is.at("/mode") == "restart");
    CHECK(is.at("/base") == before);
    CHECK(is.at("/release") == was.at("/release"));
    CHECK(is.value("/configurationVersion") == was.value("/configurationVersion"));
    s.admin.audited("delivery.deployment.queued", "component:default/" + s.name, "it leaks");

    CHECK(s.outsider.post("/api/v1/restarts", s.place()).status == 404);
    CHECK(s.viewer.post("/api/v1/restarts", s.place()).status == 403);
  }
}
