#include <doctest/doctest.h>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// The row of the service's database in development.
bj::value database_of(const RunningService& s) {
  const bj::value items = s.ann.get("/api/v1/resources?environment=development&component=" + s.name).value("/items");
  for (const bj::value& each : items.as_array())
    if (each.at("name") == bj::string_view("db")) return each;
  return {};
}

/// What a job of the service prints, in one text.
std::string printed(const RunningService& s, const std::string& script) {
  return s.log_of(s.succeeded(s.ann.post("/api/v1/jobs", s.place({{"command", bj::array{"/bin/sh", "-c", script}}}))));
}

}  // namespace

TEST_SUITE("rotations") {
  TEST_CASE("a database gets a new login while its service runs, and no secret is anywhere") {
    const RunningService s = make_running_service();
    const bj::object wanted = s.place({{"resource", "db"}});
    bj::object planned = wanted;
    planned["plan"] = true;
    const Answer plan = s.ann.post("/api/v1/resource-rotations", planned);
    REQUIRE_MESSAGE(plan.status == 200, plan.text);
    CHECK(plan.text.find("\"rotate\"") != std::string::npos);
    CHECK(plan.text.find("\"revoke\"") != std::string::npos);
    const std::string before = text_at(database_of(s), "/outputs/username"), deployment = s.in_force();
    REQUIRE_FALSE(before.empty());

    bj::object begun = wanted;
    begun["expectedPlan"] = plan.at("/plan/digest");
    begun["reason"] = "in a chat";
    const bj::value run = s.succeeded(s.ann.post("/api/v1/resource-rotations", begun));
    CHECK(text_at(run, "/title").find("rotate db of " + s.name) != std::string::npos);
    const bj::value after = database_of(s);
    CHECK(text_at(after, "/outputs/username") != before);
    CHECK(text_at(after, "/outputs/password") == "***");
    CHECK(text_at(after, "/state") == "active");
    CHECK(s.in_force() != deployment);

    // What runs now has the new login, and it works; the one of before does not sign in any more.
    CHECK(printed(s, "echo \"as $DB_USERNAME\"").find("as " + text_at(after, "/outputs/username")) !=
          std::string::npos);
    CHECK(printed(s, "/usr/bin/python3 -m app migrate && echo signed in").find("signed in") != std::string::npos);
    CHECK(s.finished(s.ann.post("/api/v1/jobs",
                                s.place({{"command",
                                          bj::array{"/bin/sh", "-c",
                                                    "DB_USERNAME=" + before + " /usr/bin/python3 -m app migrate"}}})))
              .at("state") == "failed");
    s.admin.audited("delivery.resource.rotated", "", s.name);
    CHECK(s.log_of(run).find("not valid any more") != std::string::npos);

    s.succeeded(s.ann.post("/api/v1/resource-rotations", wanted));
    CHECK(text_at(database_of(s), "/outputs/username") == before);
    s.succeeded(s.ann.post("/api/v1/restarts", s.place()));
  }

  TEST_CASE("only who owns it rotates, and what has no credentials is refused with what has some") {
    const RunningService s = make_running_service();
    const bj::object wanted = s.place({{"resource", "db"}});
    CHECK(s.outsider.post("/api/v1/resource-rotations", wanted).status == 404);
    CHECK(s.viewer.post("/api/v1/resource-rotations", wanted).status == 403);
    const Answer route = s.ann.post("/api/v1/resource-rotations", s.place({{"resource", "route"}}));
    CHECK(route.status == 409);
    CHECK(route.code() == "delivery.cannot_rotate");
    CHECK(route.at("/hint").find("db") != std::string::npos);
    CHECK(s.ann.post("/api/v1/resource-rotations", s.place({{"resource", "nothing"}})).code() ==
          "delivery.resource_not_found");
    CHECK(s.ann.post("/api/v1/resource-rotations", s.place({{"resource", ""}})).pointers() ==
          std::vector<std::string>{"/resource"});
    bj::object elsewhere = wanted;
    elsewhere["environment"] = "staging";
    CHECK(s.ann.post("/api/v1/resource-rotations", elsewhere).code() == "delivery.nothing_deployed");
  }
}
