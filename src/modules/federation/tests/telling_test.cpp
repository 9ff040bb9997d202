#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "base/id.h"
#include "cdevents/cdevents.h"
#include "json/json.h"
#include "telling.h"

namespace towpath::federation {
namespace {

namespace bj = boost::json;

events::SealedEvent event(const std::string& type, const std::string& payload,
                          const std::string& subject = "component:default/shop") {
  const UtcTime at(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31));
  return {7, events::EventId(new_ulid()), at, type, subject, "", "", "shop", "", payload, "", ""};
}

const std::string deployment =
    R"("deployment": "D1", "component": "shop", "environment": "production", "environmentType": "production", "release": "R1",
       "releaseNumber": 12, "repository": "shop", "commit": "abc", "branch": "main", "commits": [{"sha": "abc"}])";

/// What events become, by type of CDEvent ("" for none).
struct Row {
  std::string type, payload, cdevent, text;
};

const std::vector<Row> rows{
    {"delivery.deployment.succeeded", "{" + deployment + R"(, "mode": "deploy", "base": null})",
     "dev.cdevents.service.deployed.0.3.0", "*shop*: release 12 is live in production."},
    {"delivery.deployment.succeeded", "{" + deployment + R"(, "mode": "deploy", "base": "D0"})",
     "dev.cdevents.service.upgraded.0.3.0", "*shop*: release 12 is live in production."},
    {"delivery.deployment.succeeded", "{" + deployment + R"(, "mode": "rollback", "base": "D0"})",
     "dev.cdevents.service.rolledback.0.3.0", "*shop* was rolled back to release 12 in production."},
    {"delivery.deployment.succeeded", "{" + deployment + R"(, "mode": "stop", "base": "D0"})",
     "dev.cdevents.service.removed.0.3.0", "*shop* was stopped in production."},
    {"delivery.deployment.failed", "{" + deployment + R"(, "mode": "deploy", "base": "D0", "reason": "No answer"})",
     "dev.cdeventsx.towpath-deployment.failed.0.1.0", "*shop*: the deployment of release 12 to production failed."},
    {"observe.incident.opened",
     R"({"incident": "I1", "component": "shop", "environment": "production", "reason": "No answer"})",
     "dev.cdevents.incident.detected.0.3.0", "*shop* has an incident in production: No answer"},
    {"observe.incident.closed",
     R"({"incident": "I1", "component": "shop", "environment": "production", "reason": "No answer"})",
     "dev.cdevents.incident.resolved.0.3.0", "*shop* is well again in production."},
    {"run.queued", R"({"number": 4, "kind": "pipeline", "subject": "shop"})", "dev.cdevents.pipelinerun.queued.0.3.0",
     ""},
    {"run.started", R"({"number": 4, "kind": "pipeline", "subject": "shop"})", "dev.cdevents.pipelinerun.started.0.3.0",
     ""},
    {"run.finished",
     R"({"number": 4, "kind": "pipeline", "subject": "shop", "state": "failed", "error": {"message": "Red"}})",
     "dev.cdevents.pipelinerun.finished.0.3.0", "*shop*: pipeline run 4 failed."},
    {"change.opened", R"({"repository": "shop", "number": 3, "title": "Tax", "author": "user:default/ann"})",
     "dev.cdevents.change.created.0.4.0", "*shop#3* was opened: Tax"},
    {"change.updated", R"({"repository": "shop", "number": 3, "title": "Tax"})", "dev.cdevents.change.updated.0.3.0",
     ""},
    {"change.reviewed", R"({"repository": "shop", "number": 3, "title": "Tax"})", "dev.cdevents.change.reviewed.0.3.0",
     "*shop#3* was reviewed: Tax"},
    {"change.merged", R"({"repository": "shop", "number": 3, "title": "Tax"})", "dev.cdevents.change.merged.0.3.0",
     "*shop#3* was merged: Tax"},
    {"change.closed", R"({"repository": "shop", "number": 3, "title": "Tax"})", "dev.cdevents.change.abandoned.0.3.0",
     "*shop#3* was closed: Tax"},
};

}  // namespace

TEST_CASE("what happens here is told as valid CDEvents in CloudEvents and in words") {
  for (const char* url : {"http://127.0.0.1:8080", ""})
    for (const Row& row : rows) {
      CAPTURE(row.type);
      CAPTURE(row.payload);
      const auto told = telling_of(event(row.type, row.payload, "run:01JD8XZ4B6W7Y2E9P3T5V0QRST"), url);
      REQUIRE(told.has_value());
      CHECK(told->text == row.text);
      const bj::value envelope = json::parse(told->cdevent).value();
      CHECK(bj::value_to<std::string>(envelope.at("type")) == row.cdevent);
      CHECK(envelope.at("specversion") == "1.0");
      CHECK(envelope.at("id") == envelope.at_pointer("/data/context/id"));
      CHECK(envelope.at("source") == envelope.at_pointer("/data/context/source"));
      CHECK(envelope.at("subject") == envelope.at_pointer("/data/subject/id"));
      CHECK(envelope.at("time") == envelope.at_pointer("/data/context/timestamp"));
      for (const FieldError& problem : check_cdevent(envelope.at("data")))
        FAIL_CHECK(problem.path, ": ", problem.message);
      CHECK(told->cdevent.find("user:default/ann") == std::string::npos);
    }
}

TEST_CASE("a deployment is told with its commits and with what they are counted from") {
  const auto told =
      telling_of(event("delivery.deployment.succeeded", "{" + deployment + R"(, "mode": "deploy", "base": "D0"})"), "");
  REQUIRE(told.has_value());
  const bj::value envelope = json::parse(told->cdevent).value();
  CHECK(envelope.at_pointer("/data/customData/base") == "D0");
  CHECK(envelope.at_pointer("/data/customData/commits/0/sha") == "abc");
}

TEST_CASE("what others told, restarts and runs that are no pipeline are not told") {
  for (const auto& [type, payload] :
       {std::pair<std::string, std::string>("delivery.deployment.succeeded",
                                            "{" + deployment + R"(, "mode": "restart", "base": "D0"})"),
        {"observe.incident.opened", R"({"external": true, "component": "shop"})"},
        {"run.finished", R"({"number": 4, "kind": "deploy", "state": "succeeded"})"},
        {"change.commented", R"({"repository": "shop", "number": 3})"},
        {"run.finished", ""}}) {
    CAPTURE(type);
    CHECK_FALSE(telling_of(event(type, payload), "").has_value());
  }
}

}  // namespace towpath::federation
