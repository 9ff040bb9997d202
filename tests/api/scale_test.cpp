#include <doctest/doctest.h>

#include <set>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

bj::object to(const RunningService& s, int instances, bj::object more = {}) {
  more["instances"] = instances;
  return s.place(std::move(more));
}

bj::value environment(const RunningService& s, const char* name) {
  const bj::value environments = s.ann.get("/api/v1/components/" + s.name + "/status").value("/environments");
  for (const bj::value& each : environments.as_array())
    if (each.at("name") == bj::string_view(name)) return each;
  return {};
}
bj::value development(const RunningService& s) { return environment(s, "development"); }

bj::object in_staging(const RunningService& s, bj::object more = {}) {
  more["component"] = s.name;
  more["environment"] = "staging";
  return more;
}

Answer promote(const RunningService& s) {
  return s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}});
}

/// The approval a run waits for.
bj::value waiting(const Api& api, const std::string& run) {
  bj::value found;
  const auto look = [&](const StreamEvent&) {
    const bj::value items = api.get("/api/v1/approvals?state=waiting&run=" + run).value("/items");
    if (items.is_array() && !items.as_array().empty()) found = items.at(0);
    return !found.is_null();
  };
  api.events("/api/v1/events/stream?after=0", look);
  REQUIRE_FALSE(found.is_null());
  return found;
}

Answer approve(const Api& who, const bj::value& asked) {
  return who.post("/api/v1/approvals/" + text_at(asked, "/id") + "/decision",
                  {{"approve", true}, {"planHash", asked.at("planHash")}});
}

/// The rule is for the whole server, so it holds for a while only.
struct ApprovalInStaging {
  explicit ApprovalInStaging(const Api& api) : admin(api) {
    REQUIRE(admin.put("/api/v1/approval-rules/staging", {{"required", 1}}).status == 200);
  }
  ~ApprovalInStaging() { admin.put("/api/v1/approval-rules/staging", {{"required", 0}}); }
  const Api& admin;
};

/// Ids of the instances that ever wrote something in development.
std::set<std::string> writers(const RunningService& s) {
  std::set<std::string> out;
  const Answer page = s.ann.get("/api/v1/components/" + s.name + "/logs?environment=development&from=start&limit=2000");
  REQUIRE_MESSAGE(page.status == 200, page.text);
  const bj::value lines = page.value("/lines");
  for (const bj::value& line : lines.as_array()) out.insert(text_at(line, "/instance"));
  return out;
}

std::string actions(const Answer& plan) {
  REQUIRE_MESSAGE(plan.status == 200, plan.text);
  std::string out;
  const bj::value list = plan.value("/plan/actions");
  for (const bj::value& each : list.as_array()) out += text_at(each, "/action") + " ";
  return out;
}

}  // namespace

TEST_SUITE("scaling") {
  TEST_CASE("a place is scaled as planned, keeps the number over a restart and a stop, and is scaled down again") {
    const RunningService s = make_running_service();
    const std::string before = s.in_force();
    CHECK(development(s).at("instances") == 1);
    const Answer plan = s.ann.post("/api/v1/scales", to(s, 3, {{"plan", true}}));
    CHECK(actions(plan) == "scale start switch ");
    CHECK(s.ann.get("/api/v1/runs?kind=scale&subject=component:default/" + s.name).value("/total") == 0);
    CHECK(s.ann.post("/api/v1/scales", to(s, 3, {{"expectedPlan", std::string(64, '0')}})).code() ==
          "delivery.plan_changed");
    REQUIRE(writers(s).size() == 1);

    s.succeeded(
        s.ann.post("/api/v1/scales", to(s, 3, {{"expectedPlan", plan.at("/plan/digest")}, {"reason", "the sale"}})));
    CHECK(development(s).at("instances") == 3);
    CHECK(development(s).at("health") == "healthy");
    CHECK(s.in_force() == before);
    CHECK(writers(s).size() == 3);
    const std::string events =
        s.admin.audited("delivery.scale.", "component:default/" + s.name, "delivery.scale.succeeded");
    for (const char* part : {"delivery.scale.queued", "the sale"})
      CHECK_MESSAGE(events.find(part) != std::string::npos, part);

    s.succeeded(s.ann.post("/api/v1/restarts", s.place()));
    CHECK(development(s).at("instances") == 3);
    CHECK(writers(s).size() == 6);

    s.succeeded(s.ann.post("/api/v1/scales", to(s, 1)));
    CHECK(development(s).at("instances") == 1);
    CHECK(actions(s.ann.post("/api/v1/scales", to(s, 1, {{"plan", true}}))) == "keep ");

    s.succeeded(s.ann.post("/api/v1/stops", s.place()));
    CHECK(actions(s.ann.post("/api/v1/scales", to(s, 2, {{"plan", true}}))) == "scale keep ");
    s.succeeded(s.ann.post("/api/v1/scales", to(s, 2)));
    CHECK(development(s).at("state") == "stopped");
    s.succeeded(s.ann.post("/api/v1/restarts", s.place()));
    CHECK(development(s).at("instances") == 2);
    CHECK(writers(s).size() == 8);
  }

  TEST_CASE("only who owns it scales it, where something is deployed, and only to what can be had") {
    const RunningService s = make_running_service();
    CHECK(s.outsider.post("/api/v1/scales", to(s, 2)).status == 404);
    CHECK(s.viewer.post("/api/v1/scales", to(s, 2)).status == 403);
    CHECK(TestServer::shared().nobody().post("/api/v1/scales", to(s, 2)).status == 401);
    bj::object elsewhere = to(s, 2);
    elsewhere["environment"] = "staging";
    CHECK(s.ann.post("/api/v1/scales", elsewhere).code() == "delivery.nothing_deployed");

    const Answer none = s.ann.post("/api/v1/scales", to(s, 0));
    CHECK(none.status == 422);
    CHECK(none.code() == "delivery.invalid_scale");
    CHECK(none.pointers() == std::vector<std::string>{"/instances"});
    CHECK(none.text.find("towpath stop") != std::string::npos);
    CHECK(s.ann.post("/api/v1/scales", to(s, 101)).code() == "delivery.invalid_scale");
    const Answer many = s.ann.post("/api/v1/scales", to(s, 21, {{"plan", true}}));
    CHECK(many.status == 409);
    CHECK(many.code() == "delivery.too_many_copies");
    CHECK(development(s).at("instances") == 1);
  }

  TEST_CASE("a freeze holds it up, a clone takes the number along, and no run of it is run again") {
    const RunningService s = make_running_service();
    const Answer freeze = s.ann.post(
        "/api/v1/freezes", {{"reason", "stocktaking"}, {"project", s.name}, {"environmentType", "development"}});
    REQUIRE_MESSAGE(freeze.status == 201, freeze.text);
    const Answer held = s.ann.post("/api/v1/scales", to(s, 2));
    CHECK(held.status == 409);
    CHECK(held.code() == "delivery.frozen");
    CHECK(held.at("/detail").find("Nothing is scaled in 'development'") != std::string::npos);
    CHECK(actions(s.ann.post("/api/v1/scales", to(s, 2, {{"plan", true}}))).starts_with("hold "));
    const bj::value run =
        s.succeeded(s.admin.post("/api/v1/scales", to(s, 2, {{"overrideFreeze", "the queue is growing"}})));
    REQUIRE(s.ann.remove("/api/v1/freezes/" + freeze.at("/id")).status == 204);

    const Answer clone = s.ann.post("/api/v1/environments/" + s.name + "/development/clones",
                                    {{"name", "copy"}, {"type", "ephemeral"}, {"plan", true}});
    CHECK(actions(clone).find("scale ") != std::string::npos);

    const Answer again = s.ann.post("/api/v1/runs/" + text_at(run, "/id") + "/reruns", {{"mode", "all"}});
    REQUIRE_MESSAGE(again.status == 202, again.text);
    CHECK(text_at(s.ann.finished_run(again.at("/id")), "/error/code") == "delivery.scale_not_repeatable");
  }

  TEST_CASE("a rollback goes back to what was deployed before and keeps the number of now") {
    const RunningService s = make_running_service();
    s.succeeded(promote(s));
    const std::string first = text_at(environment(s, "staging"), "/deployment");
    REQUIRE(s.ann.put("/api/v1/configuration/" + s.name + "/staging", {{"values", bj::object{{"COLOUR", "blue"}}}})
                .status == 200);
    s.succeeded(s.ann.post("/api/v1/deployments", in_staging(s)));
    s.succeeded(s.ann.post("/api/v1/scales", in_staging(s, {{"instances", 3}})));
    CHECK(environment(s, "staging").at("instances") == 3);

    s.succeeded(s.ann.post("/api/v1/rollbacks", in_staging(s)));

    const bj::value after = environment(s, "staging");
    CHECK(text_at(after, "/deployment") != first);
    CHECK(after.at("instances") == 3);
    CHECK(after.at("health") == "healthy");
    CHECK(actions(s.ann.post("/api/v1/scales", in_staging(s, {{"instances", 3}, {"plan", true}}))) == "keep ");
  }

  TEST_CASE("one that needs approval waits, is done when a second person agrees, and never for another plan") {
    const RunningService s = make_running_service();
    s.succeeded(promote(s));
    const Api ben = TestServer::shared().new_user("ben", {"member"}, {s.team});
    const bj::object wanted = in_staging(s, {{"instances", 2}, {"reason", "the sale"}});
    {
      const ApprovalInStaging rule(s.admin);
      const Answer started = s.ann.post("/api/v1/scales", wanted);
      REQUIRE_MESSAGE(started.status == 202, started.text);
      const bj::value asked = waiting(ben, started.at("/run/id"));
      CHECK(text_at(asked, "/mode") == "scale");
      CHECK(text_at(asked, "/reason") == "the sale");
      CHECK(environment(s, "staging").at("instances") == 1);
      CHECK(approve(s.ann, asked).code() == "delivery.four_eyes");
      CHECK(environment(s, "staging").at("instances") == 1);
      CHECK(approve(ben, asked).status == 200);
      s.succeeded(started);
      CHECK(environment(s, "staging").at("instances") == 2);
    }

    std::string late;
    bj::value asked;
    {
      const ApprovalInStaging rule(s.admin);
      const Answer started = s.ann.post("/api/v1/scales", in_staging(s, {{"instances", 3}}));
      REQUIRE_MESSAGE(started.status == 202, started.text);
      late = started.at("/run/id");
      asked = waiting(ben, late);
    }
    // Another deployment is in force before anybody has answered.
    s.succeeded(s.ann.post("/api/v1/restarts", in_staging(s)));
    const Answer agreed = approve(ben, asked);
    const bj::value ended = s.ann.finished_run(late);
    INFO("agreed: ", agreed.text);
    CHECK(ended.at("state") == "cancelled");
    CHECK(agreed.code() == "delivery.approval_closed");
    CHECK(environment(s, "staging").at("instances") == 2);
  }
}
