#include <doctest/doctest.h>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// A service of its own team, running in development, whose environments of type staging ask for one approval.
struct Guarded {
  std::string name;
  Api ann, ben, outsider, admin;

  std::string promote(const std::string& reason = "") const {
    const Answer started = ann.post(
        "/api/v1/promotions", {{"component", name}, {"from", "development"}, {"to", "staging"}, {"reason", reason}});
    REQUIRE_MESSAGE(started.status == 202, started.text);
    return started.at("/run/id");
  }
  /// The request that waits for a plan of this run, of at least that round.
  bj::value waiting(const std::string& run, std::int64_t round = 1) const {
    bj::value found;
    const auto look = [&](const StreamEvent&) {
      const bj::value page = ann.get("/api/v1/approvals?state=waiting&component=" + name).value("");
      for (const auto& item : page.at("items").as_array())
        if (boost::json::value_to<std::string>(item.at("run")) == run && item.at("round").as_int64() >= round)
          found = item;
      return !found.is_null();
    };
    ann.events("/api/v1/events/stream?after=0", look);
    REQUIRE_FALSE(found.is_null());
    return found;
  }
  Answer decide(const Api& who, const bj::value& approval, bool approve, const std::string& comment = "") const {
    return who.post("/api/v1/approvals/" + std::string(approval.at("id").as_string()) + "/decision",
                    {{"approve", approve}, {"comment", comment}, {"planHash", approval.at("planHash")}});
  }
  std::string state_of(const bj::value& approval) const {
    return ann.get("/api/v1/approvals/" + std::string(approval.at("id").as_string())).at("/state");
  }
};

void require_approvals(const Api& admin, int required, bj::object more = {}) {
  more["required"] = required;
  const Answer set = admin.put("/api/v1/approval-rules/staging", more);
  REQUIRE_MESSAGE(set.status == 200, set.text);
}

Guarded make_guarded() {
  TestServer& server = TestServer::shared();
  const std::string team = server.new_group("guarded-team"), name = server.new_name("guarded");
  Guarded out{name, server.new_user("ann", {"member"}, {team}), server.new_user("ben", {"member"}, {team}),
              server.new_user("outsider", {"member"}), server.admin()};
  const Answer created = out.ann.post("/api/v1/golden-paths/python-service/runs",
                                      {{"parameters", bj::object{{"name", name}, {"owner", "group:default/" + team}}}});
  REQUIRE_MESSAGE(created.status == 202, created.text);
  REQUIRE(out.ann.finished_run(created.at("/id")).at("state") == "succeeded");
  std::string deployed;
  const auto look = [&](const StreamEvent&) {
    deployed = out.ann.get("/api/v1/deployments?component=" + name).at("/items/0/state");
    return deployed == "succeeded";
  };
  out.ann.events("/api/v1/events/stream?after=0", look);
  REQUIRE(deployed == "succeeded");
  return out;
}

const Guarded& guarded() {
  static const Guarded made = make_guarded();
  return made;
}

/// The rule is for the whole server, so it holds for the length of a case only.
struct Rule {
  explicit Rule(const Api& api, bj::object more = {}) : admin(api) { require_approvals(admin, 1, std::move(more)); }
  ~Rule() { admin.put("/api/v1/approval-rules/staging", {{"required", 0}}); }
  const Api& admin;
};

}  // namespace

TEST_SUITE("approvals") {
  TEST_CASE("the rule is the platform team's: others read it, and a bad one names each field") {
    const Guarded& g = guarded();
    CHECK(g.ann.get("/api/v1/approval-rules").at("/items/2/environmentType") == "production");
    CHECK(g.ann.put("/api/v1/approval-rules/staging", {{"required", 0}}).status == 403);
    const Answer bad = g.admin.put("/api/v1/approval-rules/staging",
                                   {{"required", 9}, {"approvers", bj::array{"ann"}}, {"expiresAfterSeconds", 0}});
    CHECK(bad.status == 422);
    CHECK(bad.code() == "delivery.invalid_approval_rule");
    CHECK(bad.at("/errors/0/pointer") == "/required");
    CHECK(bad.at("/errors/1/pointer") == "/approvers/0");
    CHECK(bad.at("/errors/2/pointer") == "/expiresAfterSeconds");
    CHECK(g.admin.put("/api/v1/approval-rules/moon", {{"required", 0}}).code() == "delivery.unknown_type");
  }

  TEST_CASE("a promotion waits for a second person of the team and then goes on") {
    const Guarded& g = guarded();
    const Rule rule(g.admin);
    const Answer plan = g.ann.post("/api/v1/promotions",
                                   {{"component", g.name}, {"from", "development"}, {"to", "staging"}, {"plan", true}});
    CHECK(plan.at("/plan/actions/0/subject") == "approval");
    const std::string run = g.promote("the new page");
    const bj::value approval = g.waiting(run);
    CHECK(approval.at("reason") == "the new page");
    CHECK_FALSE(approval.at("mayDecide").as_bool());
    CHECK(approval.at("plan").at("actions").as_array().size() > 1);

    const Answer own = g.decide(g.ann, approval, true);
    CHECK(own.status == 403);
    CHECK(own.code() == "delivery.four_eyes");
    CHECK(g.decide(g.outsider, approval, true).status == 404);
    CHECK(g.outsider.get("/api/v1/approvals").value("/total") == 0);
    const std::string node = "/api/v1/runs/" + run + "/nodes/approval%2F1/decision";
    CHECK(g.ben.post(node, {{"approve", true}}).code() == "runs.decided_elsewhere");

    const Answer agreed = g.decide(g.ben, approval, true, "looks right");
    REQUIRE_MESSAGE(agreed.status == 200, agreed.text);
    CHECK(agreed.at("/state") == "approved");
    CHECK(agreed.at("/votes/0/comment") == "looks right");
    CHECK(g.ann.finished_run(run).at("state") == "succeeded");
    CHECK(g.decide(g.ben, approval, true).code() == "delivery.approval_closed");
  }

  TEST_CASE("a plan that changes makes its approval stale, and the new plan is asked for") {
    const Guarded& g = guarded();
    const Rule rule(g.admin);
    const std::string run = g.promote();
    const bj::value first = g.waiting(run);
    REQUIRE(g.ann.put("/api/v1/configuration/" + g.name + "/staging", {{"values", bj::object{{"COLOUR", "blue"}}}})
                .status == 200);
    const bj::value second = g.waiting(run, 2);
    CHECK(g.state_of(first) == "stale");
    CHECK(second.at("planHash") != first.at("planHash"));
    CHECK(g.decide(g.ben, first, true).code() == "delivery.approval_closed");

    bj::value tampered = second;
    tampered.as_object()["planHash"] = first.at("planHash");
    const Answer old_plan = g.decide(g.ben, tampered, true);
    CHECK(old_plan.status == 409);
    CHECK(old_plan.code() == "delivery.approval_stale");
    CHECK(g.state_of(second) == "waiting");

    CHECK(g.decide(g.ben, second, true).status == 200);
    const bj::value ended = g.ann.finished_run(run);
    CHECK(ended.at("state") == "succeeded");
    CHECK(g.ann.get("/api/v1/deployments?component=" + g.name + "&environment=staging")
              .value("/items/0/configurationVersion") == 1);
  }

  TEST_CASE("one no ends the deployment, which is no deployment that failed") {
    const Guarded& g = guarded();
    const Rule rule(g.admin);
    const std::string run = g.promote();
    CHECK(g.decide(g.ben, g.waiting(run), false, "not before the sale").at("/state") == "denied");
    const bj::value ended = g.ann.finished_run(run);
    CHECK(ended.at("state") == "failed");
    CHECK(ended.at("error").at("code") == "delivery.approval_denied");
    const Answer list = g.ann.get("/api/v1/deployments?component=" + g.name + "&environment=staging");
    CHECK(list.at("/items/0/state") == "cancelled");
    CHECK(list.at("/items/0/reason").find("not before the sale") != std::string::npos);
  }

  TEST_CASE("a newer request takes the place of one that waits, and a rollback does not wait") {
    const Guarded& g = guarded();
    const Rule rule(g.admin);
    const std::string older = g.promote();
    const bj::value replaced = g.waiting(older);
    const std::string newer = g.promote();
    CHECK(g.ann.finished_run(older).at("state") == "cancelled");
    CHECK(g.state_of(replaced) == "cancelled");
    CHECK(g.waiting(newer).at("round").as_int64() == 1);
    const Answer restarted = g.ann.post("/api/v1/restarts", {{"component", g.name}, {"environment", "staging"}});
    REQUIRE_MESSAGE(restarted.status == 202, restarted.text);
    CHECK(g.ann.finished_run(restarted.at("/run/id")).at("state") == "succeeded");
    CHECK(g.ann.finished_run(newer).at("state") == "cancelled");
  }

  TEST_CASE("only the groups that a rule names approve, and they see what waits for them") {
    const Guarded& g = guarded();
    TestServer& server = TestServer::shared();
    const std::string group = server.new_group("release-managers");
    const Api manager = server.new_user("manager", {"member"}, {group});
    const Rule rule(g.admin, {{"approvers", bj::array{"group:default/" + group}}});
    const std::string run = g.promote();
    const bj::value approval = g.waiting(run);
    const Answer refused = g.decide(g.ben, approval, true);
    CHECK(refused.status == 403);
    CHECK(refused.code() == "delivery.not_an_approver");
    CHECK(manager.get("/api/v1/approvals?state=waiting").value("/total") == 1);
    CHECK(g.decide(manager, approval, true).at("/state") == "approved");
    CHECK(g.ann.finished_run(run).at("state") == "succeeded");
  }

  TEST_CASE("what nobody approves ends by itself") {
    const Guarded& g = guarded();
    const Rule rule(g.admin, {{"expiresAfterSeconds", 1}});
    const std::string run = g.promote();
    const bj::value ended = g.ann.finished_run(run);
    CHECK(ended.at("state") == "failed");
    CHECK(ended.at("error").at("code") == "delivery.approval_expired");
    CHECK(g.ann.get("/api/v1/approvals?component=" + g.name).at("/items/0/state") == "expired");
  }
}

TEST_SUITE("freezes") {
  TEST_CASE(
      "a freeze holds deployments up with its reason, lets a restart pass, and is passed with a reason if it says so") {
    const Guarded& g = guarded();
    const Answer frozen = g.ann.post(
        "/api/v1/freezes", {{"reason", "stocktaking"}, {"project", g.name}, {"environmentType", "development"}});
    REQUIRE_MESSAGE(frozen.status == 201, frozen.text);
    CHECK(frozen.value("/open") == true);
    const bj::object deploy{{"component", g.name}, {"environment", "development"}};
    const Answer held = g.ann.post("/api/v1/deployments", deploy);
    CHECK(held.status == 409);
    CHECK(held.code() == "delivery.frozen");
    CHECK(held.at("/detail").find("stocktaking") != std::string::npos);
    bj::object pushed = deploy;
    pushed["overrideFreeze"] = "it cannot wait";
    CHECK(g.ann.post("/api/v1/deployments", pushed).code() == "delivery.frozen");
    const Answer restarted = g.ann.post("/api/v1/restarts", deploy);
    REQUIRE(restarted.status == 202);
    CHECK(g.ann.finished_run(restarted.at("/run/id")).at("state") == "succeeded");
    const Answer by_platform = g.admin.post("/api/v1/deployments", pushed);
    REQUIRE_MESSAGE(by_platform.status == 202, by_platform.text);
    CHECK(g.ann.finished_run(by_platform.at("/run/id")).at("state") == "succeeded");

    CHECK(g.outsider.get("/api/v1/freezes").text.find("stocktaking") == std::string::npos);
    CHECK(g.outsider.remove("/api/v1/freezes/" + frozen.at("/id")).status == 404);
    CHECK(g.ann.remove("/api/v1/freezes/" + frozen.at("/id")).status == 204);
    const Answer soft =
        g.ann.post("/api/v1/freezes", {{"reason", "be careful"}, {"project", g.name}, {"mayOverride", true}});
    REQUIRE(soft.status == 201);
    const Answer passed = g.ann.post("/api/v1/deployments", pushed);
    REQUIRE_MESSAGE(passed.status == 202, passed.text);
    CHECK(g.ann.finished_run(passed.at("/run/id")).at("state") == "succeeded");
    CHECK(g.ann.remove("/api/v1/freezes/" + soft.at("/id")).status == 204);
  }

  TEST_CASE("only the platform team freezes everything, and a bad freeze names each field") {
    const Guarded& g = guarded();
    CHECK(g.ann.post("/api/v1/freezes", {{"reason", "all of it"}}).status == 403);
    CHECK(g.outsider.post("/api/v1/freezes", {{"reason", "not mine"}, {"project", g.name}}).status == 403);
    const Answer bad = g.admin.post(
        "/api/v1/freezes",
        {{"reason", " "},
         {"environmentType", "moon"},
         {"startsAt", "2099-01-02T00:00:00.000000Z"},
         {"endsAt", "2099-01-01T00:00:00.000000Z"},
         {"weekly", bj::object{{"days", bj::array{"fry"}}, {"at", "15:00"}, {"durationMinutes", 20'000}}}});
    CHECK(bad.status == 422);
    CHECK(bad.code() == "delivery.invalid_freeze");
    std::vector<std::string> pointers;
    const bj::value problems = bad.value("/errors");
    for (const auto& problem : problems.as_array()) pointers.emplace_back(problem.at("pointer").as_string());
    CHECK(pointers == std::vector<std::string>{"/reason", "/environmentType", "/endsAt", "/weekly/days/0",
                                               "/weekly/durationMinutes"});
    CHECK(g.admin.post("/api/v1/freezes", {{"reason", "x"}, {"startsAt", "tomorrow"}}).at("/errors/0/pointer") ==
          "/startsAt");
  }
}
