#include <doctest/doctest.h>

#include "running_service.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

bj::object job(const RunningService& s, bj::array command, bj::object more = {}) {
  more["command"] = std::move(command);
  return s.place(std::move(more));
}

bj::array shell(const std::string& script) { return {"/bin/sh", "-c", script}; }

/// The platform's events about a service's jobs, once `text` is among them.
std::string job_events(const RunningService& s, const std::string& text) {
  return s.admin.audited("delivery.job.", "component:default/" + s.name, text);
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

}  // namespace

TEST_SUITE("jobs") {
  TEST_CASE("one is planned, runs with the variables of what is in force, and shows no secret anywhere") {
    const RunningService s = make_running_service();
    const std::string before = s.in_force();
    bj::object wanted = job(s, shell("echo \"it is <$MARKER>\"; test -n \"$DB_PASSWORD$MARKER\" && echo known"));
    wanted["plan"] = true;
    const Answer plan = s.ann.post("/api/v1/jobs", wanted);
    REQUIRE_MESSAGE(plan.status == 200, plan.text);
    CHECK(plan.at("/plan/actions/0/action") == "run");
    CHECK(s.ann.get("/api/v1/runs?kind=job&subject=component:default/" + s.name).value("/total") == 0);

    wanted["plan"] = false;
    wanted["expectedPlan"] = std::string(64, '0');
    CHECK(s.ann.post("/api/v1/jobs", wanted).code() == "delivery.plan_changed");
    wanted["expectedPlan"] = plan.at("/plan/digest");
    const Answer started = s.ann.post("/api/v1/jobs", wanted);
    const bj::value run = s.succeeded(started);
    const std::string log = s.log_of(run);
    CHECK(log.find("known") != std::string::npos);
    CHECK(log.find("it is <") != std::string::npos);
    CHECK_MESSAGE(log.find(s.marker) == std::string::npos, "the secret is in the log");
    CHECK_MESSAGE(bj::serialize(run).find(s.marker) == std::string::npos, "the secret is in the run");
    CHECK(s.in_force() == before);

    const std::string events = job_events(s, "delivery.job.succeeded");
    CHECK(events.find("delivery.job.queued") != std::string::npos);
    CHECK_MESSAGE(events.find(s.marker) == std::string::npos, "the secret is in the audit log");
  }

  TEST_CASE("one that fails says its exit code, one that takes too long is ended, and neither is run again") {
    const RunningService s = make_running_service();
    const bj::value failed = s.finished(s.ann.post("/api/v1/jobs", job(s, shell("echo so it is; exit 3"))));
    CHECK(failed.at("state") == "failed");
    CHECK(text_at(failed, "/error/code") == "delivery.job_failed");
    CHECK(text_at(failed, "/error/message").find("exit code 3") != std::string::npos);
    CHECK(s.log_of(failed).find("so it is") != std::string::npos);
    CHECK(job_events(s, "exitCode").find("delivery.job.failed") != std::string::npos);

    const Answer again = s.ann.post("/api/v1/runs/" + text_at(failed, "/id") + "/reruns", {{"mode", "all"}});
    REQUIRE_MESSAGE(again.status == 202, again.text);
    const bj::value rerun = s.ann.finished_run(again.at("/id"));
    CHECK(text_at(rerun, "/error/code") == "delivery.job_not_repeatable");

    const bj::value slow =
        s.finished(s.ann.post("/api/v1/jobs", job(s, {"/bin/sleep", "300"}, {{"timeLimitSeconds", 1}})));
    CHECK(text_at(slow, "/error/code") == "runs.timed_out");
    CHECK(text_at(slow, "/error/message").find("1 seconds") != std::string::npos);
  }

  TEST_CASE("only who owns it runs one, where something is deployed, and a bad one names each field") {
    const RunningService s = make_running_service();
    CHECK(s.outsider.post("/api/v1/jobs", job(s, {"/bin/true"})).status == 404);
    CHECK(s.viewer.post("/api/v1/jobs", job(s, {"/bin/true"})).status == 403);
    CHECK(TestServer::shared().nobody().post("/api/v1/jobs", job(s, {"/bin/true"})).status == 401);
    bj::object elsewhere = job(s, {"/bin/true"});
    elsewhere["environment"] = "staging";
    CHECK(s.ann.post("/api/v1/jobs", elsewhere).code() == "delivery.nothing_deployed");
    elsewhere["environment"] = "moon";
    CHECK(s.ann.post("/api/v1/jobs", elsewhere).code() == "delivery.environment_not_found");
    const Answer bad = s.ann.post("/api/v1/jobs", job(s, {}, {{"timeLimitSeconds", 0}}));
    CHECK(bad.status == 422);
    CHECK(bad.code() == "delivery.invalid_job");
    CHECK(bad.pointers() == std::vector<std::string>{"/command", "/timeLimitSeconds"});
  }

  TEST_CASE("a freeze holds one up, and it waits for an approval where a deployment would") {
    const RunningService s = make_running_service();
    const Answer freeze = s.ann.post(
        "/api/v1/freezes", {{"reason", "stocktaking"}, {"project", s.name}, {"environmentType", "development"}});
    REQUIRE_MESSAGE(freeze.status == 201, freeze.text);
    const Answer held = s.ann.post("/api/v1/jobs", job(s, {"/bin/true"}));
    CHECK(held.status == 409);
    CHECK(held.code() == "delivery.frozen");
    CHECK(held.at("/detail").find("No job runs in 'development'") != std::string::npos);
    CHECK(s.ann.post("/api/v1/jobs", job(s, {"/bin/true"}, {{"plan", true}})).at("/plan/actions/0/action") == "hold");
    REQUIRE(s.ann.remove("/api/v1/freezes/" + freeze.at("/id")).status == 204);

    s.succeeded(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    const Api ben = TestServer::shared().new_user("ben", {"member"}, {s.team});
    REQUIRE(s.admin.put("/api/v1/approval-rules/staging", {{"required", 1}}).status == 200);
    bj::object wanted = job(s, {"/bin/echo", "agreed"}, {{"reason", "repair"}});
    wanted["environment"] = "staging";
    const Answer agreed = s.ann.post("/api/v1/jobs", wanted), denied = s.ann.post("/api/v1/jobs", wanted);
    REQUIRE(agreed.status == 202);
    REQUIRE(denied.status == 202);
    const auto decide = [&](const Api& who, const bj::value& asked, bool approve) {
      return who.post("/api/v1/approvals/" + text_at(asked, "/id") + "/decision",
                      {{"approve", approve}, {"planHash", asked.at("planHash")}});
    };
    const bj::value first = waiting(ben, agreed.at("/run/id"));
    CHECK(text_at(first, "/mode") == "job");
    CHECK(text_at(first, "/plan/actions/0/subject") == "/bin/echo agreed");
    CHECK(decide(s.ann, first, true).code() == "delivery.four_eyes");
    CHECK(decide(ben, first, true).status == 200);
    const bj::value run = s.succeeded(agreed);
    CHECK(s.log_of(run).find("agreed") != std::string::npos);

    const bj::value second = waiting(ben, denied.at("/run/id"));
    CHECK(decide(ben, second, false).status == 200);
    CHECK(text_at(s.finished(denied), "/error/code") == "delivery.approval_denied");
    REQUIRE(s.admin.put("/api/v1/approval-rules/staging", {{"required", 0}}).status == 200);
  }
}
