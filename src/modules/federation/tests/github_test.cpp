#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <map>

#include "adapters/adapters.h"
#include "federation_world.h"
#include "json/json.h"
#include "support/test_paths.h"

namespace towpath::federation {
namespace {

/// What each payload of octokit/webhooks in the corpus becomes: the fact's type, or "-" when nothing is made of it.
const std::map<std::string, std::string> expected{
    {"check_run/completed.1.payload.json", "-"},
    {"check_run/completed.payload.json", "-"},
    {"check_run/created.payload.json", "-"},
    {"check_run/requested_action.payload.json", "-"},
    {"check_run/rerequested.payload.json", "-"},
    {"create/payload.json", "-"},
    {"create/with-description.payload.json", "-"},
    {"create/with-installation.payload.json", "-"},
    {"deployment/gh-pages.payload.json", "deployment.started"},
    {"deployment/payload.json", "deployment.started"},
    {"deployment/with-installation.payload.json", "deployment.started"},
    {"deployment_status/gh-pages.payload.json", "-"},
    {"deployment_status/payload.json", "deployment.succeeded"},
    {"deployment_status/with-installation.payload.json", "deployment.succeeded"},
    {"issues/assigned.payload.json", "-"},
    {"issues/assigned.with-installation.payload.json", "-"},
    {"issues/deleted.payload.json", "-"},
    {"issues/demilestoned.payload.json", "-"},
    {"issues/edited.payload.json", "-"},
    {"issues/labeled.payload.json", "-"},
    {"issues/locked.payload.json", "-"},
    {"issues/milestoned.payload.json", "-"},
    {"pull_request/assigned.payload.json", "-"},
    {"pull_request/closed.payload.json", "change.closed"},
    {"pull_request/converted_to_draft.payload.json", "-"},
    {"pull_request/converted_to_draft.with-installation.payload.json", "-"},
    {"pull_request/labeled.payload.json", "-"},
    {"pull_request/locked.payload.json", "-"},
    {"pull_request/opened.payload.json", "change.opened"},
    {"pull_request/opened.with-null-body.json", "change.opened"},
    {"pull_request_review/dismissed.payload.json", "-"},
    {"pull_request_review/submitted.payload.json", "change.reviewed"},
    {"push/1.payload.json", "-"},
    {"push/payload.json", "-"},
    {"push/with-installation.payload.json", "-"},
    {"push/with-new-branch.payload.json", "commits.pushed"},
    {"push/with-no-username-committer.payload.json", "commits.pushed"},
    {"release/created.payload.json", "-"},
    {"release/created.with-discussion-url.payload.json", "-"},
    {"release/created.with-installation.payload.json", "-"},
    {"release/deleted.payload.json", "-"},
    {"release/deleted.with-reactions.payload.json", "-"},
    {"release/edited.payload.json", "-"},
    {"release/edited.with-reactions.payload.json", "-"},
    {"release/prereleased.payload.json", "-"},
    {"workflow_job/in_progress.payload.json", "-"},
    {"workflow_job/in_progress.with-queued-steps.payload.json", "-"},
    {"workflow_job/queued.payload.json", "-"},
    {"workflow_job/queued.with-deployment.payload.json", "-"},
    {"workflow_job/waiting.payload.json", "-"},
    {"workflow_run/completed.payload.json", "pipeline.finished"},
    {"workflow_run/completed.with-pull-requests.payload.json", "pipeline.finished"},
    {"workflow_run/requested.payload.json", "pipeline.queued"},
    {"workflow_run/requested.with-conclusion.payload.json", "pipeline.queued"},
};

std::string detail(const Fact& fact, std::string_view name) {
  for (const auto& [key, value] : fact.details)
    if (key == name) return value;
  return "";
}

Fact fact_of(std::string_view event, const std::string& body) {
  const Reading reading = read_github(event, json::parse(body).value());
  REQUIRE_MESSAGE(reading.fact.has_value(), reading.ignored);
  return *reading.fact;
}

}  // namespace

TEST_CASE("each GitHub payload of the corpus becomes the fact it tells, or says why it tells none") {
  const std::filesystem::path folder = testing::corpus() / "webhooks/github";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("skipped: the corpus is not here");
    return;
  }
  std::size_t checked = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string name = std::filesystem::relative(file.path(), folder).string();
    CAPTURE(name);
    REQUIRE(expected.contains(name));
    const Reading reading =
        read_github(file.path().parent_path().filename().string(), json::parse(text_of(file.path())).value());
    CHECK_FALSE(reading.refused.has_value());
    CHECK((reading.fact ? reading.fact->type : "-") == expected.at(name));
    if (reading.fact) {
      CHECK_FALSE(reading.fact->name.empty());
      CHECK(reading.fact->key.starts_with(reading.fact->name + "/"));
      CHECK(reading.fact->at.has_value());
    } else {
      CHECK(reading.ignored.ends_with('.'));
    }
    ++checked;
  }
  CHECK(checked == expected.size());
}

TEST_CASE("a deployment of GitHub says what went where and when") {
  const Fact fact = fact_of("deployment_status", R"({
    "deployment_status": {"id": 7, "state": "failure", "environment": "production", "created_at": "2026-01-31T08:00:00Z",
                          "log_url": "https://ci.example.org/7"},
    "deployment": {"id": 4, "sha": "abc", "ref": "refs/heads/hotfix/tax", "task": "deploy", "environment": "prod"},
    "repository": {"full_name": "team/shop"}})");

  CHECK(fact.type == "deployment.failed");
  CHECK(fact.name == "team/shop");
  CHECK(fact.environment == "production");
  CHECK(fact.key == "team/shop/deployment/4/7");
  CHECK(to_rfc3339(*fact.at) == "2026-01-31T08:00:00.000000Z");
  CHECK(detail(fact, "commit") == "abc");
  CHECK(detail(fact, "branch") == "hotfix/tax");
  CHECK(detail(fact, "url") == "https://ci.example.org/7");
}

TEST_CASE("a merged pull request is no closed one") {
  const Fact fact = fact_of("pull_request", R"({"action": "closed", "number": 3,
    "pull_request": {"merged": true, "merged_at": "2026-01-31T08:00:00Z", "closed_at": "2026-01-31T08:00:00Z",
                     "merge_commit_sha": "def", "title": "Tax"},
    "repository": {"full_name": "team/shop"}})");
  CHECK(fact.type == "change.merged");
  CHECK(detail(fact, "commit") == "def");
}

TEST_CASE("an issue with the label incident begins one and ends it when it is closed") {
  const std::string issue = R"("issue": {"number": 9, "title": "No checkout", "labels": [{"name": "Incident"}],
    "created_at": "2026-01-31T08:00:00Z", "closed_at": "2026-01-31T09:30:00Z"}, "repository": {"full_name": "team/shop"}})";

  const Fact begun = fact_of("issues", R"({"action": "opened", )" + issue);
  const Fact ended = fact_of("issues", R"({"action": "closed", )" + issue);

  CHECK(begun.type == "incident.opened");
  CHECK(ended.type == "incident.closed");
  CHECK(begun.incident == ended.incident);
  CHECK(*ended.at - *begun.at == std::chrono::minutes(90));
  CHECK_FALSE(read_github("issues", json::parse(R"({"action": "edited", )" + issue).value()).fact.has_value());
}

TEST_CASE("no payload of GitHub leaves the name of a person behind") {
  const Fact fact = fact_of("pull_request", R"({"action": "opened", "number": 3,
    "pull_request": {"created_at": "2026-01-31T08:00:00Z", "user": {"login": "mona"}, "head": {"sha": "a", "ref": "b"}},
    "sender": {"login": "mona"}, "repository": {"full_name": "team/shop"}})");
  for (const auto& [key, value] : fact.details) CHECK_MESSAGE(value.find("mona") == std::string::npos, key);
}

}  // namespace towpath::federation
