#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "json/json.h"

namespace towpath::federation {
namespace {

Incoming incoming(std::string body, std::string kind = "", std::string content_type = "application/json") {
  Incoming out{std::move(kind), {}, std::move(body)};
  out.headers.set("Content-Type", std::move(content_type));
  return out;
}

std::vector<Reading> readings(std::string_view type, const Incoming& request) {
  auto read = read_incoming(type, request);
  REQUIRE_MESSAGE(read.has_value(), read.error().message());
  return std::move(*read);
}

Fact only_fact(std::string_view type, const Incoming& request) {
  const auto read = readings(type, request);
  REQUIRE(read.size() == 1);
  REQUIRE_MESSAGE(read[0].fact.has_value(), read[0].ignored);
  return *read[0].fact;
}

std::string detail(const Fact& fact, std::string_view name) {
  for (const auto& [key, value] : fact.details)
    if (key == name) return value;
  return "";
}

std::string code_of(std::string_view type, const Incoming& request) {
  const auto read = read_incoming(type, request);
  if (!read.has_value()) return read.error().code();
  return read->size() == 1 && read->front().refused ? read->front().refused->code() : "";
}

const std::string cdevent = R"({"context": {"specversion": "0.5.1", "id": "e1", "source": "/ci", "type":
  "dev.cdevents.service.deployed.0.3.0", "timestamp": "2026-01-31T08:00:00Z"}, "subject": {"id": "shop", "content":
  {"environment": {"id": "prod1"}, "artifactId": "pkg:oci/shop@sha256%3Aabc?tag=1"}}})";

std::string enveloped(const std::string& id = "e1", const std::string& data = cdevent) {
  return R"({"specversion": "1.0", "id": ")" + id +
         R"(", "source": "/ci", "type": "dev.cdevents.service.deployed.0.3.0", "data": )" + data + "}";
}

}  // namespace

TEST_CASE("GitLab: a deployment, a merge request, a pipeline and an incident") {
  const std::string project = R"("project": {"path_with_namespace": "team/shop"})";

  Fact fact = only_fact("gitlab", incoming(R"({"object_kind": "deployment", "status": "success", "deployment_id": 15,
    "environment": "prod-eu", "environment_tier": "production", "status_changed_at": "2021-04-28 21:50:00 +0200",
    "commit_url": "https://git.example.org/team/shop/-/commit/279484c0", "ref": "main", )" +
                                           project + "}"));
  CHECK(fact.type == "deployment.succeeded");
  CHECK(fact.environment == "production");
  CHECK(to_rfc3339(*fact.at) == "2021-04-28T19:50:00.000000Z");
  CHECK(detail(fact, "commit") == "279484c0");

  fact = only_fact("gitlab",
                   incoming(R"({"object_kind": "merge_request", "object_attributes": {"iid": 3, "action": "merge",
    "updated_at": "2021-04-28 21:50:00 UTC", "merge_commit_sha": "abc", "source_branch": "hotfix/tax"}, )" +
                            project + "}"));
  CHECK(fact.type == "change.merged");
  CHECK(detail(fact, "commit") == "abc");

  fact =
      only_fact("gitlab", incoming(R"({"object_kind": "pipeline", "object_attributes": {"id": 31, "status": "canceled",
    "finished_at": "2021-04-28 21:50:00 UTC"}, )" +
                                   project + "}"));
  CHECK(fact.type == "pipeline.finished");
  CHECK(detail(fact, "outcome") == "cancelled");

  fact = only_fact("gitlab",
                   incoming(R"({"object_kind": "issue", "object_attributes": {"iid": 5, "type": "Incident", "action":
    "open", "created_at": "2021-04-28 21:50:00 UTC", "title": "Down"}, )" +
                            project + "}"));
  CHECK(fact.type == "incident.opened");
  CHECK(fact.incident == "team/shop#5");

  CHECK(readings("gitlab", incoming(R"({"object_kind": "tag_push"})"))[0].ignored ==
        "A pushed tag deploys nothing by itself.");
}

TEST_CASE("Gitea: a pull request, a release and a workflow run") {
  const std::string repository = R"("repository": {"full_name": "team/shop"})";

  CHECK(only_fact("gitea", incoming(R"({"action": "closed", "number": 2, "pull_request": {"merged": true, "merged_at":
    "2026-01-31T08:00:00Z"}, )" + repository +
                                        "}",
                                    "pull_request"))
            .type == "change.merged");
  CHECK(only_fact("gitea",
                  incoming(R"({"action": "published", "release": {"id": 1, "tag_name": "v1"}, )" + repository + "}",
                           "release"))
            .type == "release.published");
  const Fact run =
      only_fact("gitea", incoming(R"({"action": "completed", "workflow_run": {"id": 8, "run_attempt": 1, "conclusion":
    "failure", "completed_at": "2026-01-31T08:00:00Z"}, )" +
                                      repository + "}",
                                  "workflow_run"));
  CHECK(run.type == "pipeline.finished");
  CHECK(detail(run, "outcome") == "failure");
}

TEST_CASE("Alertmanager: one incident an alert, the same key at its end") {
  const std::string message = R"({"version": "4", "groupKey": "{}:{}", "status": "firing", "alerts": [
    {"status": "firing", "labels": {"alertname": "Down", "component": "shop", "environment": "production", "severity":
     "critical"}, "annotations": {"summary": "No checkout"}, "startsAt": "2026-01-31T08:00:00Z", "endsAt":
     "0001-01-01T00:00:00Z", "fingerprint": "f1"},
    {"status": "firing", "labels": {"alertname": "Watchdog", "severity": "none"}, "startsAt": "2026-01-31T08:00:00Z",
     "fingerprint": "f2"},
    {"status": "resolved", "labels": {"alertname": "Down", "component": "shop", "environment": "production"},
     "startsAt": "2026-01-31T08:00:00Z", "endsAt": "2026-01-31T08:20:00Z", "fingerprint": "f1"}]})";

  const auto read = readings("alertmanager", incoming(message));

  REQUIRE(read.size() == 3);
  REQUIRE((read[0].fact && read[2].fact));
  CHECK(read[0].fact->type == "incident.opened");
  CHECK(detail(*read[0].fact, "title") == "No checkout");
  CHECK(detail(*read[0].fact, "severity") == "critical");
  CHECK(read[1].ignored == "An alert of severity 'none' is no incident.");
  CHECK(read[2].fact->type == "incident.closed");
  CHECK(read[2].fact->incident == read[0].fact->incident);
  CHECK(to_rfc3339(*read[2].fact->at) == "2026-01-31T08:20:00.000000Z");
  CHECK(code_of("alertmanager", incoming(R"({"alerts": []})")) == "federation.unreadable");
}

TEST_CASE("PagerDuty: triggered and resolved, each event once") {
  const auto event = [](const std::string& type) {
    return incoming(
        R"({"event": {"id": "ev-)" + type + R"(", "event_type": "incident.)" + type +
        R"(", "occurred_at": "2026-01-31T08:00:00Z", "data": {"id": "Q1", "title": "Down", "urgency": "high",
                        "service": {"summary": "shop"}}}})");
  };
  const Fact begun = only_fact("pagerduty", event("triggered"));
  CHECK(begun.type == "incident.opened");
  CHECK(begun.name == "shop");
  CHECK(detail(begun, "severity") == "high");
  CHECK(only_fact("pagerduty", event("resolved")).incident == begun.incident);
  const auto other = readings("pagerduty", event("acknowledged"));
  CHECK(other[0].ignored == "'incident.acknowledged' neither begins nor ends an incident.");
  CHECK(other[0].id == "ev-acknowledged");
}

TEST_CASE("DevLake: a deployment with its defaults, an incident, and what is missing is named") {
  const Fact fact = only_fact("devlake", incoming(R"({"id": "d-1", "startedDate": "2026-01-31T08:30:00+01:00",
    "finishedDate": "2026-01-31T09:00:00+01:00",
    "deploymentCommits": [{"repoUrl": "https://git.example.org/team/shop.git", "commitSha": "abc", "refName":
    "refs/heads/main"}]})",
                                                  "deployments"));
  CHECK(fact.type == "deployment.succeeded");
  CHECK(fact.environment == "PRODUCTION");
  CHECK(fact.name == "https://git.example.org/team/shop");
  CHECK(detail(fact, "branch") == "main");
  CHECK(detail(fact, "startedAt") == "2026-01-31T07:30:00.000000Z");
  CHECK(to_rfc3339(*fact.at) == "2026-01-31T08:00:00.000000Z");

  const Fact incident = only_fact("devlake", incoming(R"({"issueKey": "I-1", "type": "INCIDENT", "status": "DONE",
    "resolutionDate": "2026-01-31T09:00:00Z"})",
                                                      "issues"));
  CHECK(incident.type == "incident.closed");

  const auto refused = readings("devlake", incoming(R"({"result": "FINE"})", "deployments"));
  REQUIRE(refused[0].refused.has_value());
  CHECK(refused[0].refused->fields().size() == 3);
}

TEST_CASE("CDEvents: a deployment may say what it brought") {
  const std::string told = cdevent.substr(0, cdevent.size() - 1) + R"(, "customDataContentType": "application/json",
    "customData": {"commit": "b", "base": "a", "commits": [{"sha": "b", "authoredAt": "2026-01-30T08:00:00Z",
    "bot": true}, {"sha": "c", "authoredAt": "yesterday"}, 7, {"sha": "d", "authoredAt": "2026-01-29T08:00:00Z"}]}})";
  const Fact fact = only_fact("cdevents", incoming(told));
  CHECK(detail(fact, "commit") == "b");
  CHECK(fact.base == "a");
  REQUIRE(fact.commits.size() == 2);
  CHECK(fact.commits[0].sha == "b");
  CHECK(fact.commits[0].is_by_bot);
  CHECK(to_rfc3339(fact.commits[1].authored_at) == "2026-01-29T08:00:00.000000Z");
  CHECK(only_fact("cdevents", incoming(cdevent)).commits.empty());
}

TEST_CASE("CloudEvents: structured, batched, binary and the bare CDEvent tell the same") {
  Incoming binary = incoming(cdevent);
  binary.headers.set("ce-specversion", "1.0");
  binary.headers.set("ce-id", "%65%31");  // e1
  binary.headers.set("ce-source", "/ci");
  binary.headers.set("ce-type", "dev.cdevents.service.deployed.0.3.0");
  for (const Incoming& request :
       {incoming(enveloped(), "", "application/cloudevents+json; charset=utf-8"),
        incoming("[" + enveloped() + "]", "", "application/cloudevents-batch+json"), binary, incoming(cdevent)}) {
    CAPTURE(request.body);
    const Fact fact = only_fact("cdevents", request);
    CHECK(fact.type == "deployment.succeeded");
    CHECK(fact.name == "shop");
    CHECK(fact.environment == "prod1");
    CHECK(detail(fact, "release") == "sha256%3Aabc");
  }
}

TEST_CASE("CloudEvents: what the bindings forbid is refused") {
  const char* structured = "application/cloudevents+json";
  CHECK(code_of("cdevents", incoming("[]", "", structured)) == "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming("{}", "", structured)) == "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming("{}", "", "application/cloudevents-batch+json")) ==
        "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming("<a/>", "", "application/cloudevents+xml")) == "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming("{", "", structured)) == "json.invalid");
  CHECK(code_of("cdevents", incoming(enveloped("other"), "", structured)) == "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming(enveloped("e1", "{}"), "", structured)) == "federation.invalid_cloudevent");
  CHECK(code_of("cdevents", incoming(enveloped("e1", '"' + std::string(70'000, 'x') + '"'), "", structured)) ==
        "federation.invalid_cloudevent");

  Incoming binary = incoming(cdevent);
  for (const auto& [name, value] :
       {std::pair("ce-specversion", "1.0"), std::pair("ce-id", "e1"), std::pair("ce-source", "/ci"),
        std::pair("ce-type", "dev.cdevents.service.deployed.0.3.0")})
    binary.headers.set(name, value);
  CHECK(code_of("cdevents", binary) == "");
  for (const auto& [name, value] :
       {std::pair("ce-id", "%C3"), std::pair("ce-id", "%G0"), std::pair("ce-id", ""),
        std::pair("ce-specversion", "0.3"), std::pair("ce-datacontenttype", "text/plain")}) {
    Incoming bad = binary;
    bad.headers.set(name, value);
    CAPTURE(name);
    CAPTURE(value);
    CHECK(code_of("cdevents", bad) == "federation.invalid_cloudevent");
  }
  const std::string many = [] {
    std::string out = "[";
    for (int i = 0; i < 501; ++i) out += i ? ",{}" : "{}";
    return out + "]";
  }();
  CHECK(code_of("cdevents", incoming(many, "", "application/cloudevents-batch+json")) ==
        "federation.invalid_cloudevent");
}

TEST_CASE("an event of another type is taken and nothing made of it") {
  const auto read =
      readings("cdevents", incoming(R"({"specversion": "1.0", "id": "1", "source": "/x", "type": "com.example.x"})", "",
                                    "application/cloudevents+json"));
  CHECK(read[0].ignored == "Nothing is made of events of type 'com.example.x'; CDEvents are read.");
  CHECK(read[0].id == "/x\n1");
}

}  // namespace towpath::federation
