#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <map>

#include "orders.h"

using namespace towpath;
using namespace towpath::testing;
namespace bj = boost::json;

namespace {

/// Waits for what the server does behind a change.
void until(const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_so()) REQUIRE(std::chrono::steady_clock::now() < deadline);
}

bool covers(const Api& api, const std::string& ref) {
  const Answer answer = api.get("/api/v1/scorecard-standings?entity=" + ref);
  return answer.status == 200 && !answer.value("/items").as_array().empty();
}

/// What a check says about the service of the tests; "" when no scorecard has one.
std::string outcome_of(const Api& api, std::string_view check) {
  const Answer answer = api.get("/api/v1/scorecard-standings?entity=orders");
  const auto standings = answer.value("/items");
  for (const bj::value& standing : standings.as_array())
    for (const bj::value& each : standing.at("checks").as_array())
      if (each.at("id").as_string() == check) return bj::value_to<std::string>(each.at("outcome"));
  return "";
}

/// Whether an object has figures: numbers, or counts of something.
bool has_figures(const bj::object& object) {
  for (const auto& [key, value] : object)
    if (value.is_number() || key == "counts" || key == "progress" || key == "cells" || key == "standings") return true;
  return false;
}

/// Fails on an object with figures that names a person.
void check_no_person(const bj::value& value, const std::string& where) {
  if (value.is_array())
    for (const bj::value& each : value.as_array()) check_no_person(each, where);
  if (!value.is_object()) return;
  const bool counts = has_figures(value.as_object());
  for (const auto& [key, each] : value.as_object()) {
    if (counts && each.is_string())
      CHECK_MESSAGE(!each.as_string().starts_with("user:"), where, " ", bj::serialize(value));
    check_no_person(each, where);
  }
}

}  // namespace

TEST_SUITE("scorecards") {
  TEST_CASE("no route of scorecards and campaigns answers with a figure about one person") {
    const Api& admin = orders().admin;
    REQUIRE(admin
                .post("/api/v1/entities",
                      {{"document",
                        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: alices-own}\n"
                        "spec: {type: service, lifecycle: production, owner: 'user:default/alice'}\n"}})
                .status == 201);
    until([&] { return covers(admin, "component:default/alices-own"); });
    int routes = 0;
    for (const Operation& operation : OpenapiDocument::shared().operations()) {
      if (operation.method != "GET" || operation.definition->at("tags").at(0) != "scorecards") continue;
      std::string path = example_path(operation);
      if (const auto at = path.find("component%3Adefault%2Forders"); at != path.npos)
        path.replace(at, path.npos, "component%3Adefault%2Falices-own");
      const Answer answer = admin.get(path);
      REQUIRE_MESSAGE(answer.status == 200, path, " ", answer.text);
      check_no_person(answer.body, path);
      ++routes;
    }
    CHECK(routes >= 8);
    const Answer teams = admin.get("/api/v1/scorecards/production-readiness/teams");
    CHECK(teams.value("/items/0/team").is_null());
    CHECK(teams.value("/items/0/entities").to_number<int>() >= 1);
  }

  TEST_CASE("facts of a real service come from its repository, pipeline, deployment and documentation") {
    const Api& alice = orders().alice;
    until([&] {
      const Answer answer = alice.get("/api/v1/scorecard-standings?entity=component:default/orders");
      const std::string text = answer.text;
      return answer.status == 200 && text.find("No pipeline of its default branch") == text.npos &&
             text.find("/facts/deployments/lastState") != text.npos;
    });
    const Answer answer = alice.get("/api/v1/scorecard-standings?entity=orders");
    std::map<std::string, std::string> outcomes;
    const auto rows = answer.value("/items");
    for (const bj::value& standing : rows.as_array())
      for (const bj::value& check : standing.at("checks").as_array())
        outcomes[check.at("id").as_string().c_str()] = check.at("outcome").as_string().c_str();
    CHECK(outcomes["owned-by-team"] == "pass");
    CHECK(outcomes["pipeline-green"] == "pass");
    CHECK(outcomes["readiness-probe"] == "pass");
    CHECK(outcomes["has-pipeline"] == "pass");
    CHECK(outcomes["last-deployment"] == "pass");
    CHECK(outcomes["readme"] == "pass");
    CHECK(outcomes["has-docs"] == "pass");
    CHECK(outcomes["in-production"] == "fail");
  }

  TEST_CASE("a check that fails is waived by a second person, until the waiver is ended") {
    const Api& alice = orders().alice;
    const bj::object wanted{{"target", "check:default/production-readiness/in-production"},
                            {"subject", "component:orders"},
                            {"reason", "It goes live with the sale"},
                            {"control", "Nobody depends on it yet"},
                            {"days", 7}};
    until([&] { return outcome_of(alice, "in-production") == "fail"; });
    bj::object unknown = wanted;
    unknown["target"] = "check:default/production-readiness/nothing";
    CHECK(alice.post("/api/v1/waivers", unknown).code() == "standards.unknown_target");
    bj::object somewhere = wanted;
    somewhere["environment"] = "production";
    CHECK(alice.post("/api/v1/waivers", somewhere).code() == "standards.invalid_waiver");

    const Answer asked = alice.post("/api/v1/waivers", wanted);
    REQUIRE_MESSAGE(asked.status == 201, asked.text);
    const std::string waiver = "/api/v1/waivers/" + asked.at("/id");
    CHECK(alice.post(waiver + "/verdict", {{"approve", true}}).status == 403);
    REQUIRE(orders().admin.post(waiver + "/verdict", {{"approve", true}}).status == 200);
    until([&] { return outcome_of(alice, "in-production") == "waived"; });
    REQUIRE(alice.post(waiver + "/end", {{"comment", "Not needed any more"}}).status == 200);
    until([&] { return outcome_of(alice, "in-production") == "fail"; });
  }

  TEST_CASE("a member of another group sees rows and counts of their own only") {
    for (const char* path :
         {"/api/v1/scorecards/production-readiness/entities", "/api/v1/scorecards/production-readiness/teams"}) {
      const Answer answer = orders().bob.get(path);
      REQUIRE(answer.status == 200);
      CHECK(answer.text.find("orders") == std::string::npos);
      CHECK(answer.text.find("payments") == std::string::npos);
    }
    const Answer answer = orders().bob.get("/api/v1/campaigns/" + orders().campaign);
    CHECK(answer.text.find("payments") == std::string::npos);
  }
}
