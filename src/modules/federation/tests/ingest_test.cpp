#include <doctest/doctest.h>

#include "federation_world.h"

// Requests of other systems from the signature to the event, on both databases.

namespace towpath::federation {
namespace {

http::Headers github(const std::string& event, const std::string& delivery = "") {
  http::Headers headers;
  headers.set("Content-Type", "application/json");
  headers.set("X-GitHub-Event", event);
  if (!delivery.empty()) headers.set("X-GitHub-Delivery", delivery);
  return headers;
}

std::string deployed(const std::string& status_id, const std::string& at, const std::string& environment = "production",
                     const std::string& repository = "team/Shop") {
  return R"({"deployment_status": {"id": )" + status_id + R"(, "state": "success", "environment": ")" + environment +
         R"(", "created_at": ")" + at + R"("}, "deployment": {"id": 4, "sha": "abc", "ref": "main"},
         "repository": {"full_name": ")" +
         repository + R"("}})";
}

std::string alert(const std::string& status, const std::string& starts, const std::string& ends) {
  return R"({"version": "4", "alerts": [{"status": ")" + status +
         R"(", "labels": {"alertname": "Down", "component": "shop",
    "environment": "production", "severity": "critical"}, "annotations": {"summary": "No checkout"}, "startsAt": ")" +
         starts + R"(", "endsAt": ")" + ends + R"(", "fingerprint": "f1"}]})";
}

std::string state_of(World& w, const std::string& source, const std::string& id) {
  return w.ingest.get(w.team, source, id)->state;
}

}  // namespace

TEST_SUITE("what other systems tell") {
  TEST_CASE(
      "a deployment elsewhere becomes an event about the component, with its time and without the sender's people") {
    on_each_database([](World& w) {
      const auto source = w.source("github");

      const auto receipt = w.send(source, deployed("7", "1970-01-01T00:00:00Z"), github("deployment_status", "g-1"));

      REQUIRE_MESSAGE(receipt.has_value(), receipt.error().message());
      REQUIRE(receipt->outcomes.size() == 1);
      CHECK(receipt->outcomes[0].state == "mapped");
      const auto events = w.events("federation.deployment.succeeded");
      REQUIRE(events.size() == 1);
      CHECK(events[0].at("component") == "shop");
      CHECK(events[0].at("external") == true);
      CHECK(events[0].at("source") == "outside");
      CHECK(events[0].at("environmentType") == "production");
      CHECK(events[0].at("commit") == "abc");
      CHECK(events[0].at("at") == "1970-01-01T00:00:00.000000Z");
      CHECK(w.kernel.events().find({.type = "federation.deployment.succeeded"})[0].owner_ref ==
            "group:default/payments");
    });
  }

  TEST_CASE("a deployment to production brings what a repository of this platform has between it and the last one") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      const UtcTime day = w.kernel.clock.now() - std::chrono::hours(24);
      for (const char* sha : {"a1", "a2", "a3", "a4"})
        w.repositories.lines["shop"].push_back({sha, day, std::string(sha) == "a3"});
      int number = 0;
      const auto deploy = [&](const std::string& sha, std::chrono::hours ago,
                              const std::string& environment = "production", const std::string& task = "deploy") {
        const std::string id = std::to_string(++number);
        REQUIRE(w.send(source,
                       R"({"deployment_status": {"id": )" + id + R"(, "state": "success", "environment": ")" +
                           environment + R"(", "created_at": ")" + to_rfc3339(w.kernel.clock.now() - ago) +
                           R"("}, "deployment": {"id": )" + id + R"(, "sha": ")" + sha +
                           R"(", "ref": "main", "task": ")" + task + R"("}, "repository": {"full_name": "team/Shop"}})",
                       github("deployment_status", "g-" + id))
                    .has_value());
        return w.events("federation.deployment.succeeded").front();
      };

      CHECK_FALSE(deploy("a1", std::chrono::hours(9)).contains("base"));  // the first that is told
      CHECK_FALSE(deploy("a2", std::chrono::hours(8), "staging").contains("base"));
      const boost::json::object second = deploy("a3", std::chrono::hours(7));
      CHECK(second.at("base") == "a1");
      REQUIRE(second.at("commits").as_array().size() == 2);
      CHECK(second.at("commits").at(0).at("sha") == "a3");
      CHECK(second.at("commits").at(0).at("bot") == true);
      CHECK(second.at("commits").at(1).at("authoredAt") == to_rfc3339(day).c_str());
      // One that comes late is compared with what was there before it.
      CHECK(deploy("a2", std::chrono::hours(8)).at("base") == "a1");
      CHECK(deploy("a4", std::chrono::hours(6)).at("commits").as_array().size() == 1);
      const boost::json::object back = deploy("a3", std::chrono::hours(5), "production", "rollback");
      CHECK(back.at("base") == "a4");
      CHECK(back.at("commits").as_array().empty());
      CHECK_FALSE(deploy("b1", std::chrono::hours(4)).contains("base"));  // of no repository here
    });
  }

  TEST_CASE("what is forged, stale or sent again makes nothing") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      const std::string body = deployed("7", "2026-01-31T08:00:00Z");

      http::Headers forged = github("deployment_status");
      forged.set("X-Hub-Signature-256", "sha256=" + std::string(64, 'a'));
      CHECK(w.ingest.receive("outside", "", forged, body).error().code() == "federation.signature_wrong");
      CHECK(w.ingest.receive("outside", "", github("deployment_status"), body).error().code() ==
            "federation.signature_missing");
      CHECK(w.ingest.receive("elsewhere", "", forged, body).error().code() == "federation.source_not_found");
      CHECK(w.events("federation.").size() == 1);  // the source itself
      CHECK(w.sources.get(w.team, "outside")->refused_because.find("X-Hub-Signature-256") != std::string::npos);

      REQUIRE(w.send(source, body, github("deployment_status", "g-1")).has_value());
      CHECK(w.send(source, body, github("deployment_status", "g-1"))->is_duplicate);
      // Neither the delivery id nor the name of the event is signed.
      CHECK(w.send(source, body, github("deployment_status", "g-2"))->is_duplicate);
      CHECK(w.send(source, body, github("deployment", "g-3"))->is_duplicate);
      CHECK(w.events("federation.deployment.").size() == 1);
      CHECK(w.ingest.list(w.team, "outside", {})->total == 1);
    });
  }

  TEST_CASE("a flood of forgeries writes once a second and reads the secret once") {
    on_each_database([](World& w) {
      w.source("github");
      for (int i = 0; i < 50; ++i) CHECK_FALSE(w.ingest.receive("outside", "", {}, "{}").has_value());
      CHECK(w.keys.loads == 1);
      CHECK(w.sources.get(w.team, "outside")->refused_at == w.kernel.clock.now());
    });
  }

  TEST_CASE("an old secret is worth nothing after a new one was made, a source that is off takes nothing") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      REQUIRE(w.send(source, deployed("1", "2026-01-31T08:00:00Z"), github("deployment_status")).has_value());

      const auto renewed = w.sources.renew_secret(w.team, "outside");
      REQUIRE(renewed.has_value());

      CHECK(w.send(source, deployed("2", "2026-01-31T08:00:00Z"), github("deployment_status")).error().code() ==
            "federation.signature_wrong");
      CHECK(w.send(*renewed, deployed("3", "2026-01-31T08:00:00Z"), github("deployment_status")).has_value());
      REQUIRE(w.sources.change(w.team, "outside", {.is_enabled = false}).has_value());
      CHECK(w.send(*renewed, deployed("4", "2026-01-31T08:00:00Z"), github("deployment_status")).error().code() ==
            "federation.source_disabled");
    });
  }

  TEST_CASE("what cannot be placed says what to do, and is placed when it is read again") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      const auto receipt =
          w.send(source, deployed("7", "1970-01-01T00:00:00Z", "eu-1", "team/legacy"), github("deployment_status"));
      REQUIRE(receipt.has_value());
      CHECK(receipt->outcomes[0].state == "ignored");
      CHECK(receipt->outcomes[0].reason.find("towpath source update outside --map team/legacy=NAME") !=
            std::string::npos);

      w.sources.change(w.team, "outside", {.components = {{{"team/legacy", "shop"}}}}).value();
      CHECK(w.ingest.replay(w.team, "outside", {.ids = {receipt->id}})->states.at("ignored") == 1);
      CHECK(w.ingest.get(w.team, "outside", receipt->id)->outcomes.find("--environment eu-1=production") !=
            std::string::npos);
      w.sources.change(w.team, "outside", {.environments = {{{"eu-1", "production"}}}}).value();
      const auto report = w.ingest.replay(w.team, "outside", {.since = w.kernel.clock.now() - std::chrono::hours(1)});

      REQUIRE(report.has_value());
      CHECK(report->replayed == 1);
      CHECK(report->states.at("mapped") == 1);
      CHECK(w.events("federation.deployment.succeeded").size() == 1);
      CHECK(w.ingest.replay(w.team, "outside", {.ids = {receipt->id}})->states.at("mapped") == 1);
      CHECK(w.events("federation.deployment.succeeded").size() == 1);
      CHECK(w.ingest.replay(w.team, "outside", {}).error().code() == "federation.invalid_replay");
    });
  }

  TEST_CASE("a time that lies ahead counts from when it came, and says so") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      const auto receipt = w.send(source, deployed("7", "2199-01-31T08:00:00Z"), github("deployment_status"));
      CHECK(receipt->outcomes[0].reason.find("2199-01-31") != std::string::npos);
      const boost::json::value told = w.events("federation.deployment.succeeded")[0];
      CHECK(boost::json::value_to<std::string>(told.at("at")) == to_rfc3339(w.kernel.clock.now()));
    });
  }

  TEST_CASE("an alert opens an incident and ends it, once each, also when the end comes first") {
    on_each_database([](World& w) {
      const auto source = w.source("alertmanager");
      const std::string begun = alert("firing", "1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
                        over = alert("resolved", "1970-01-01T00:00:00Z", "1970-01-01T00:20:00Z");
      w.kernel.clock.advance(std::chrono::hours(1));
      REQUIRE(w.send(source, begun).has_value());
      CHECK(w.send(source, begun)->is_duplicate);
      REQUIRE(w.incidents.all.size() == 1);
      CHECK(w.incidents.all[0].incident.origin == "alert");
      CHECK(w.incidents.all[0].incident.title == "No checkout");
      REQUIRE(w.send(source, over).has_value());
      REQUIRE(w.incidents.all[0].closed_at.has_value());
      CHECK(*w.incidents.all[0].closed_at - w.incidents.all[0].incident.opened_at == std::chrono::minutes(20));

      const auto early = w.send(source, alert("resolved", "1970-01-01T00:30:00Z", "1970-01-01T00:40:00Z"));
      CHECK(early->outcomes[0].reason == "Its beginning has not come yet.");
      REQUIRE(w.send(source, alert("firing", "1970-01-01T00:30:00Z", "0001-01-01T00:00:00Z")).has_value());
      REQUIRE(w.incidents.all.size() == 2);
      REQUIRE(w.incidents.all[1].closed_at.has_value());
      CHECK(*w.incidents.all[1].closed_at - w.incidents.all[1].incident.opened_at == std::chrono::minutes(10));
    });
  }

  TEST_CASE("a batch is judged event by event, and an event comes once whatever carries it") {
    on_each_database([](World& w) {
      const auto source = w.source("cdevents");
      const auto event = [](const std::string& id, const std::string& subject) {
        return R"({"specversion": "1.0", "id": ")" + id +
               R"(", "source": "/ci", "type": "dev.cdevents.service.deployed.0.3.0", "data": {"context": {"specversion":
               "0.5.1", "id": ")" +
               id + R"(", "source": "/ci", "type": "dev.cdevents.service.deployed.0.3.0", "timestamp":
               "1970-01-01T00:00:00Z"}, "subject": {"id": ")" +
               subject + R"(", "content": {"environment": {"id":
               "production"}, "artifactId": "pkg:oci/shop@1"}}}})";
      };
      http::Headers headers;
      headers.set("Content-Type", "application/cloudevents-batch+json");

      const auto receipt = w.send(
          source, "[" + event("1", "shop") + "," + event("1", "shop") + ",{}," + event("2", "nobody") + "]", headers);

      REQUIRE(receipt.has_value());
      std::vector<std::string> states;
      for (const Outcome& outcome : receipt->outcomes) states.push_back(outcome.state);
      CHECK(states == std::vector<std::string>{"mapped", "duplicate", "refused", "ignored"});
      CHECK(state_of(w, "outside", receipt->id) == "mapped");
      headers.set("Content-Type", "application/cloudevents+json");
      CHECK(w.send(source, event("1", "shop"), headers)->outcomes[0].state == "duplicate");
      CHECK(w.events("federation.deployment.succeeded").size() == 1);
    });
  }

  TEST_CASE("what is genuine and unreadable is refused and kept") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      CHECK(w.send(source, "{", github("push")).error().code() == "json.invalid");
      const auto kept = w.ingest.list(w.team, "outside", {.state = "refused"});
      REQUIRE(kept->items.size() == 1);
      CHECK(w.ingest.get(w.team, "outside", kept->items[0].id)->body == "{");
      CHECK(w.ingest.get(w.team, "outside", "01JD8XZ4B6W7Y2E9P3T5V0QRST").error().code() ==
            "federation.received_not_found");
    });
  }

  TEST_CASE("DevLake's clients send as they did") {
    on_each_database([](World& w) {
      const auto source = w.source("devlake");
      const std::string body =
          R"({"id": "d-1", "finishedDate": "1970-01-01T00:00:00Z", "deploymentCommits": [{"repoUrl":
        "https://git.example.org/team/shop.git", "commitSha": "abc"}]})";
      CHECK(w.send(source, body, {}, "deployments")->outcomes[0].state == "mapped");
      CHECK(w.events("federation.deployment.succeeded")[0].at("environment") == "production");

      // An issue is closed by its key alone.
      w.components.known["tax"] = {"tax", "tax", "group:default/payments"};
      REQUIRE(w.send(source, R"({"issueKey": "I-1", "type": "INCIDENT", "status": "IN_PROGRESS", "component": "tax",
        "createdDate": "1970-01-01T00:00:00Z", "title": "Wrong tax"})",
                     {}, "issues")
                  ->outcomes[0]
                  .state == "mapped");
      const std::string done = R"({"issueKey": "I-1", "type": "INCIDENT", "status": "DONE"})";
      CHECK(w.send(source, done, {}, "issues")->outcomes[0].state == "mapped");
      REQUIRE(w.incidents.all.size() == 1);
      CHECK(w.incidents.all[0].closed_at.has_value());
      CHECK(w.send(source, done + " ", {}, "issues")->outcomes[0].state == "ignored");
    });
  }

  TEST_CASE("what came is kept for thirty days") {
    on_each_database([](World& w) {
      const auto source = w.source("github");
      REQUIRE(w.send(source, deployed("1", "1970-01-01T00:00:00Z"), github("deployment_status")).has_value());
      w.kernel.clock.advance(std::chrono::hours(24 * 29));
      REQUIRE(w.send(source, deployed("2", "1970-01-01T00:00:00Z"), github("deployment_status")).has_value());
      w.ingest.clean_up();
      CHECK(w.ingest.list(w.team, "outside", {})->total == 2);
      w.kernel.clock.advance(std::chrono::hours(48));
      w.ingest.clean_up();
      CHECK(w.ingest.list(w.team, "outside", {})->total == 1);
    });
  }

  TEST_CASE("only the platform team sees sources and what came") {
    on_each_database([](World& w) {
      w.source("github");
      for (const auth::Principal& who : {w.ann, w.eva}) {
        CHECK(w.sources.list(who, "", 10).error().code() == "auth.forbidden");
        CHECK(w.sources.get(who, "outside").error().code() == "auth.forbidden");
        CHECK(w.sources.create(who, {.name = "x", .type = "github"}).error().code() == "auth.forbidden");
        CHECK(w.sources.change(who, "outside", {.is_enabled = false}).error().code() == "auth.forbidden");
        CHECK(w.sources.renew_secret(who, "outside").error().code() == "auth.forbidden");
        CHECK(w.sources.remove(who, "outside").error().code() == "auth.forbidden");
        CHECK(w.ingest.list(who, "outside", {}).error().code() == "auth.forbidden");
        CHECK(w.ingest.replay(who, "outside", {.ids = {"x"}}).error().code() == "auth.forbidden");
      }
    });
  }

  TEST_CASE("a source that cannot be like that says why, and goes with its secret") {
    on_each_database([](World& w) {
      const auto bad = w.sources.create(w.team, {.name = "Bad Name", .type = "fax", .environments = {{"x", "moon"}}});
      CHECK(bad.error().code() == "federation.invalid_source");
      CHECK(bad.error().fields().size() == 3);
      CHECK(w.sources.create(w.team, {.name = "x", .type = "github", .scheme = "bearer"}).error().fields()[0].path ==
            "/scheme");
      w.source("github");
      CHECK(w.sources.create(w.team, {.name = "outside", .type = "gitea"}).error().code() ==
            "federation.duplicate_source");
      CHECK(w.keys.held.size() == 1);
      REQUIRE(w.sources.remove(w.team, "outside").has_value());
      CHECK(w.keys.held.empty());
      CHECK(w.sources.get(w.team, "outside").error().code() == "federation.source_not_found");
      for (const auto& event : w.kernel.events().find({})) CHECK(event.payload.find("whsec") == std::string::npos);
    });
  }
}

}  // namespace towpath::federation
