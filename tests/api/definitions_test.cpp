#include <doctest/doctest.h>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// A service of its own team that runs in development.
struct Served {
  std::string name;
  Api ann;
  Api admin = TestServer::shared().admin();
  std::string definition = name + "-db";

  std::string text(const std::string& more = "") const {
    return "apiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: " + definition +
           "}\nspec:\n  owner: platform\n  type: postgres\n  driver: postgres\n  description: For " + name +
           ".\n  criteria: [{resId: workloads." + name + ".db, environmentType: staging}]\n" +
           "  dependsOn: [{type: secret, name: token, params: {length: 40}}]\n  alongside: [{type: dns, name: "
           "alias}]\n" +
           more;
  }
  void declare(const std::string& more = "") const {
    const Answer applied = admin.post("/api/v1/entities", {{"document", text(more)}});
    REQUIRE_MESSAGE(applied.status == 201, applied.text);
  }
  void finish(const Answer& started) const {
    REQUIRE_MESSAGE(started.status == 202, started.text);
    const bj::value run = ann.finished_run(started.at("/run/id"));
    REQUIRE_MESSAGE(run.at("state") == "succeeded", bj::serialize(run));
  }
  /// "definition@version state" of a resource in staging; "" when it is not there.
  std::string made(const std::string& below = "db") const {
    const bj::value page = ann.get("/api/v1/resources?environment=staging&component=" + name).value("/items");
    for (const bj::value& each : page.as_array())
      if (each.at("id") == bj::string_view("workloads." + name + "." + below))
        return std::string(each.at("definition").as_string()) + " " + std::string(each.at("state").as_string());
    return "";
  }
};

Served make_served() {
  TestServer& server = TestServer::shared();
  const std::string team = server.new_group("served-team"), name = server.new_name("served");
  Served out{name, server.new_user("ann", {"member"}, {team})};
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

}  // namespace

TEST_SUITE("resource definitions") {
  TEST_CASE("one is declared, makes what it brings along, is upgraded when asked, rolled back, and removed") {
    const Served s = make_served();
    const Answer affected = s.admin.post("/api/v1/resource-definitions/affected", {{"document", s.text()}});
    REQUIRE_MESSAGE(affected.status == 200, affected.text);
    CHECK(affected.at("/effects/0/environment") == "staging");
    CHECK(affected.at("/effects/0/before") == "postgres@1");
    CHECK(affected.at("/effects/0/after") == s.definition + "@1");
    CHECK(affected.at("/effects/0/when") == "first_deployment");
    CHECK(s.admin.get("/api/v1/resource-definitions/" + s.definition).status == 404);

    // Tried out where it would serve, where it would not, and at a place that is thought of.
    const auto tried = [&](bj::object body) {
      body["document"] = s.text();
      return s.admin.post("/api/v1/resource-definition-trials", body);
    };
    const Answer there = tried({{"component", s.name}, {"environment", "staging"}});
    REQUIRE_MESSAGE(there.status == 200, there.text);
    bool is_served = false;
    const bj::value resources = there.value("/resources");
    for (const bj::value& each : resources.as_array()) {
      if (each.at("id") != bj::string_view("workloads." + s.name + ".db")) continue;
      is_served = each.at("served").as_bool();
      CHECK(each.at("candidates").as_array().size() > 1);
      CHECK(each.at("inputs").is_object());
    }
    CHECK(is_served);
    const Answer elsewhere = tried({{"component", s.name}, {"environment", "development"}, {"resource", "db"}});
    REQUIRE(elsewhere.status == 200);
    CHECK_FALSE(elsewhere.value("/resources/0/served").as_bool());
    CHECK(elsewhere.at("/resources/0/planned") == "postgres@1");
    const bj::object place{{"type", "postgres"}, {"id", "workloads." + s.name + ".db"}, {"environmentType", "staging"}};
    CHECK(tried({{"place", place}}).at("/resources/1/planned") == s.definition + "@1");
    CHECK(s.admin.get("/api/v1/resource-definitions/" + s.definition).status == 404);

    // Saved as it was previewed, and only so.
    const bj::object unseen{{"document", s.text("  retain: 3\n")}, {"preview", affected.at("/digest")}};
    CHECK(s.admin.post("/api/v1/resource-definitions", unseen).code() == "delivery.plan_changed");
    const Answer saved =
        s.admin.post("/api/v1/resource-definitions", {{"document", s.text()}, {"preview", affected.at("/digest")}});
    REQUIRE_MESSAGE(saved.status == 201, saved.text);
    CHECK(saved.at("/refs/0") == "resourcedefinition:default/" + s.definition);
    s.finish(s.ann.post("/api/v1/promotions", {{"component", s.name}, {"from", "development"}, {"to", "staging"}}));
    CHECK(s.made() == s.definition + "@1 active");
    CHECK(s.made("db.token") == "secret@1 active");
    CHECK(s.made("db.alias") == "dns@1 active");

    s.declare("  retain: 30\n");
    s.finish(s.ann.post("/api/v1/deployments", {{"component", s.name}, {"environment", "staging"}}));
    CHECK(s.made() == s.definition + "@1 active");
    const bj::object upgrade{{"component", s.name}, {"environment", "staging"}, {"resource", "db"}};
    const Answer explained =
        s.ann.get("/api/v1/resources/explanation?environment=staging&resource=db&component=" + s.name);
    CHECK(explained.at("/resources/0/planned") == s.definition + "@1");
    CHECK(explained.at("/resources/0/candidates/0/definition") == s.definition);
    CHECK(explained.at("/resources/0/candidates/1/reason").find("is more specific") != std::string::npos);
    CHECK(explained.at("/resources/1/parent") == "db");

    s.finish(s.ann.post("/api/v1/resource-upgrades", upgrade));
    CHECK(s.made() == s.definition + "@2 active");
    CHECK(s.ann.post("/api/v1/resource-upgrades", upgrade).code() == "delivery.nothing_to_upgrade");
    s.finish(s.ann.post("/api/v1/rollbacks", {{"component", s.name}, {"environment", "staging"}}));
    CHECK(s.made() == s.definition + "@1 active");

    // The shipped definition would serve it.
    CHECK(s.admin.remove("/api/v1/entities/resourcedefinition/default/" + s.definition).status == 204);
    CHECK(s.admin.get("/api/v1/resource-definitions/" + s.definition).status == 404);
    CHECK(s.admin.get("/api/v1/resource-definitions/" + s.definition + "/versions").status == 200);
  }

  TEST_CASE("they are everybody's to read and the platform team's to declare, remove and try out") {
    const Api& alice = orders().alice;
    const std::string document =
        "apiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\nmetadata: {name: mine}\nspec: {owner: payments, "
        "type: redis, driver: static, criteria: []}\n";

    CHECK(alice.get("/api/v1/resource-definitions").status == 200);
    CHECK(alice.get("/api/v1/resource-types").status == 200);
    CHECK(alice.post("/api/v1/entities", {{"document", document}}).status == 403);
    CHECK(alice.post("/api/v1/resource-definitions/affected", {{"document", document}}).status == 403);
    CHECK(alice.post("/api/v1/resource-definition-checks", {{"document", document}}).status == 403);
    CHECK(alice.post("/api/v1/resource-definitions", {{"document", document}, {"preview", "x"}}).status == 403);
    CHECK(alice
              .post("/api/v1/resource-definition-trials",
                    {{"document", document}, {"component", "orders"}, {"environment", "development"}})
              .status == 403);
    CHECK(orders()
              .bob
              .post("/api/v1/resource-upgrades",
                    {{"component", "orders"}, {"environment", "development"}, {"resource", "db"}})
              .status == 404);
  }

  TEST_CASE("bad input says what is wrong, where, and what to do") {
    const Api& admin = orders().admin;
    const auto declare = [&](const std::string& spec) {
      return admin.post("/api/v1/entities", {{"document",
                                              "apiVersion: towpath.dev/v1alpha1\nkind: ResourceDefinition\n"
                                              "metadata: {name: wrong}\nspec: {owner: platform, " +
                                                  spec + "}\n"}});
    };

    const Answer equal = declare("type: postgres, driver: postgres, criteria: [{}]");
    CHECK(equal.status == 409);
    CHECK(equal.code() == "delivery.equal_criteria");
    CHECK(equal.at("/hint").find("towpath definition get postgres") != std::string::npos);
    const Answer driver = declare("type: redis, driver: postgress, criteria: []");
    CHECK(driver.status == 422);
    CHECK(driver.at("/detail").find("did you mean 'postgres'?") != std::string::npos);
    CHECK(declare("type: rediss, driver: static, criteria: []").code() == "delivery.unknown_type");
    const Answer checked = admin.post("/api/v1/resource-definition-checks", {{"document", "a: 1\nb: [\n"}});
    CHECK(checked.status == 200);
    CHECK_FALSE(checked.value("/valid").as_bool());
    CHECK(checked.value("/problems/0/line").as_int64() > 1);
    const auto place_is_wrong = [&](bj::object body) {
      body["document"] = "kind: x";
      const Answer answer = admin.post("/api/v1/resource-definition-trials", body);
      return answer.status == 422 && answer.code() == "json.invalid_body";
    };
    CHECK(place_is_wrong({}));
    CHECK(place_is_wrong({{"component", "orders"}}));
    CHECK(place_is_wrong({{"component", "orders"}, {"environment", "development"}, {"place", {{"type", "dns"}}}}));
    CHECK(place_is_wrong({{"place", {{"type", "dns"}, {"params", 1}}}}));
    CHECK(admin.post("/api/v1/resource-definitions/affected", bj::object()).status == 422);
    CHECK(admin.post("/api/v1/resource-definitions/affected", {{"document", "kind: ["}}).status == 422);
    CHECK(admin.post("/api/v1/resource-definitions/affected", {{"name", "postgress"}}).status == 404);
  }
}
