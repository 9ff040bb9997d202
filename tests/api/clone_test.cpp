#include <doctest/doctest.h>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

std::string database_user(const RunningService& s, const std::string& environment) {
  const bj::value items =
      s.ann.get("/api/v1/resources?environment=" + environment + "&component=" + s.name).value("/items");
  for (const bj::value& each : items.as_array())
    if (each.at("name") == bj::string_view("db")) return text_at(each, "/outputs/username");
  return "";
}

}  // namespace

TEST_SUITE("clones of environments") {
  TEST_CASE("one has the releases and configuration of its source, resources of its own, and its time") {
    const RunningService s = make_running_service();
    const std::string path = "/api/v1/environments/" + s.name + "/development/clones";
    REQUIRE(s.ann.put("/api/v1/configuration/" + s.name + "/development", {{"values", bj::object{{"GREETING", "hi"}}}})
                .status == 200);
    s.succeeded(s.ann.post("/api/v1/deployments", s.place()));
    bj::object wanted{{"name", "review"}, {"ttlSeconds", 86'400}, {"reason", "to look at it"}};
    bj::object planned = wanted;
    planned["plan"] = true;
    const Answer plan = s.ann.post(path, planned);
    REQUIRE_MESSAGE(plan.status == 200, plan.text);
    CHECK(plan.at("/plan/actions/0/subject") == "environment review");
    CHECK(plan.text.find("postgres workloads." + s.name + ".db") != std::string::npos);
    CHECK(plan.text.find("\"leave\"") != std::string::npos);
    CHECK(s.ann.get("/api/v1/environments?project=" + s.name).text.find("review") == std::string::npos);

    wanted["expectedPlan"] = std::string(64, '0');
    CHECK(s.ann.post(path, wanted).code() == "delivery.plan_changed");
    wanted["expectedPlan"] = plan.at("/plan/digest");
    const std::string source = s.in_force();
    const bj::value run = s.succeeded(s.ann.post(path, wanted));
    CHECK(text_at(run, "/kind") == "clone");
    bj::value deployment;
    const auto look = [&](const StreamEvent&) {
      deployment = s.ann.get("/api/v1/deployments?environment=review&component=" + s.name).value("/items/0");
      return text_at(deployment, "/state") == "succeeded" || text_at(deployment, "/state") == "failed";
    };
    s.ann.events("/api/v1/events/stream?after=0", look);
    CHECK(text_at(deployment, "/state") == "succeeded");
    CHECK(text_at(deployment, "/release") == s.ann.get("/api/v1/deployments/" + source).at("/release"));
    CHECK(s.ann.get("/api/v1/configuration/" + s.name + "/review").at("/values/GREETING") == "hi");
    CHECK_FALSE(database_user(s, "review").empty());
    CHECK(database_user(s, "review") != database_user(s, "development"));
    CHECK(s.in_force() == source);
    const bj::value environments = s.ann.get("/api/v1/environments?project=" + s.name).value("/items");
    for (const bj::value& each : environments.as_array())
      if (each.at("name") == bj::string_view("review")) {
        CHECK(each.at("type") == "ephemeral");
        CHECK_FALSE(each.at("expiresAt").is_null());
      }
    CHECK(s.ann.post(path, wanted).code() == "delivery.duplicate_environment");
    const std::string events =
        s.admin.audited("delivery.environment.created", "environment:" + s.name + "/review", "clonedFrom");
    CHECK_MESSAGE(events.find(s.marker) == std::string::npos, "a secret is in the audit log");
    s.succeeded(s.ann.remove("/api/v1/environments/" + s.name + "/review"));
  }

  TEST_CASE("only who owns it clones, something must run there, and a bad one names each field") {
    const RunningService s = make_running_service();
    const std::string path = "/api/v1/environments/" + s.name + "/";
    const bj::object wanted{{"name", "review"}};
    CHECK(s.outsider.post(path + "development/clones", wanted).status == 404);
    CHECK(s.viewer.post(path + "development/clones", wanted).status == 403);
    CHECK(s.ann.post(path + "moon/clones", wanted).code() == "delivery.environment_not_found");
    const Answer empty = s.ann.post(path + "staging/clones", wanted);
    CHECK(empty.code() == "delivery.nothing_deployed");
    CHECK(empty.at("/hint").find("towpath env create") != std::string::npos);
    const Answer bad = s.ann.post(path + "development/clones", {{"name", "R"}, {"type", "moon"}, {"ttlSeconds", 0}});
    CHECK(bad.code() == "delivery.invalid_environment");
    CHECK(bad.pointers() == std::vector<std::string>{"/name", "/type", "/ttlSeconds"});
  }
}
