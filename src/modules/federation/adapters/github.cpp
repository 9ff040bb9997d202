#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "base/strings.h"
#include "json/json.h"

// Webhooks of GitHub (docs.github.com, "Webhook events and payloads"; examples: octokit/webhooks, MIT).

namespace towpath::federation {
namespace {

using Body = boost::json::value;

std::string repository(const Body& body) { return text_at(body, "/repository/full_name"); }

Fact fact_of(const Body& body, std::string type, std::string_view key, std::optional<UtcTime> at) {
  return fact_about(repository(body), std::move(type), key, at);
}

Reading deployment(const Body& body) {
  const std::string id = id_at(body, "/deployment/id");
  Fact fact =
      fact_of(body, "deployment.started", "deployment/" + id + "/started", time_at(body, "/deployment/created_at"));
  fact.environment = text_at(body, "/deployment/environment");
  fact.details = {{"externalId", id},
                  {"commit", text_at(body, "/deployment/sha")},
                  {"branch", short_ref(text_at(body, "/deployment/ref"))},
                  {"repository", fact.name}};
  return {.fact = std::move(fact)};
}

Reading deployment_status(const Body& body) {
  const std::string state = text_at(body, "/deployment_status/state"), id = id_at(body, "/deployment/id");
  if (state != "success" && state != "failure" && state != "error")
    return ignored(fmt::format("A deployment that is {} has not ended.", state));
  Fact fact = fact_of(body, state == "success" ? "deployment.succeeded" : "deployment.failed",
                      fmt::format("deployment/{}/{}", id, id_at(body, "/deployment_status/id")),
                      time_at(body, "/deployment_status/created_at"));
  fact.environment = text_at(body, "/deployment_status/environment");
  if (fact.environment.empty()) fact.environment = text_at(body, "/deployment/environment");
  const std::string url = text_at(body, "/deployment_status/log_url");
  fact.details = {{"externalId", id},
                  {"commit", text_at(body, "/deployment/sha")},
                  {"branch", short_ref(text_at(body, "/deployment/ref"))},
                  {"repository", fact.name},
                  {"mode", text_at(body, "/deployment/task") == "rollback" ? "rollback" : "deploy"},
                  {"startedAt", time_text_at(body, "/deployment/created_at")},
                  {"url", url.empty() ? text_at(body, "/deployment_status/target_url") : url}};
  return {.fact = std::move(fact)};
}

Reading pull_request(const Body& body) {
  const std::string action = text_at(body, "/action"), number = id_at(body, "/number");
  std::string type, key = fmt::format("change/{}/", number);
  std::optional<UtcTime> at = time_at(body, "/pull_request/updated_at");
  if (action == "opened") {
    type = "change.opened", key += "opened", at = time_at(body, "/pull_request/created_at");
  } else if (action == "closed") {
    const bool is_merged = flag_at(body, "/pull_request/merged");
    at = time_at(body, is_merged ? "/pull_request/merged_at" : "/pull_request/closed_at");
    type = is_merged ? "change.merged" : "change.closed";
    key += (is_merged ? "merged/" : "closed/") + text_at(body, "/pull_request/closed_at");
  } else if (action == "synchronize" || action == "reopened" || action == "ready_for_review") {
    type = "change.updated";
    key += fmt::format("{}/{}", action, text_at(body, "/pull_request/updated_at"));
  } else {
    return ignored(fmt::format("That a pull request was {} changes nothing about delivery.", action));
  }
  Fact fact = fact_of(body, type, key, at);
  fact.details = details_of_pull_request(body, fact);
  return {.fact = std::move(fact)};
}

Reading review(const Body& body) {
  if (text_at(body, "/action") != "submitted")
    return ignored(fmt::format("That a review was {} changes nothing about delivery.", text_at(body, "/action")));
  const std::string number = id_at(body, "/pull_request/number");
  Fact fact = fact_of(body, "change.reviewed", fmt::format("change/{}/review/{}", number, id_at(body, "/review/id")),
                      time_at(body, "/review/submitted_at"));
  fact.details = {{"externalId", number},
                  {"verdict", text_at(body, "/review/state")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/review/html_url")}};
  return {.fact = std::move(fact)};
}

Reading workflow_run(const Body& body) {
  const std::string action = text_at(body, "/action");
  const bool is_over = action == "completed";
  if (!is_over && action != "requested" && action != "in_progress")
    return ignored(fmt::format("That a workflow run was {} changes nothing about delivery.", action));
  const std::string type = is_over                 ? "pipeline.finished"
                           : action == "requested" ? "pipeline.queued"
                                                   : "pipeline.started";
  Fact fact = fact_of(
      body, type,
      fmt::format("run/{}/{}/{}", id_at(body, "/workflow_run/id"), id_at(body, "/workflow_run/run_attempt"), action),
      time_at(body, is_over ? "/workflow_run/updated_at" : "/workflow_run/created_at"));
  fact.details = {{"externalId", id_at(body, "/workflow_run/id")},
                  {"pipeline", text_at(body, "/workflow_run/name")},
                  {"outcome", is_over ? text_at(body, "/workflow_run/conclusion") : std::string()},
                  {"commit", text_at(body, "/workflow_run/head_sha")},
                  {"branch", text_at(body, "/workflow_run/head_branch")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/workflow_run/html_url")}};
  return {.fact = std::move(fact)};
}

Reading release(const Body& body) {
  const std::string action = text_at(body, "/action");
  if (action != "published")
    return ignored(fmt::format("Only that a release is published counts, not that it was {}.", action));
  Fact fact = fact_of(body, "release.published", "release/" + id_at(body, "/release/id"),
                      time_at(body, "/release/published_at"));
  fact.details = {{"version", text_at(body, "/release/tag_name")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/release/html_url")}};
  return {.fact = std::move(fact)};
}

bool has_label(const Body& body, std::string_view wanted) {
  const auto* labels = json::at_pointer(body, "/issue/labels");
  if (!labels || !labels->is_array()) return false;
  return std::any_of(labels->as_array().begin(), labels->as_array().end(),
                     [&](const Body& label) { return to_lower(text_at(label, "/name")) == wanted; });
}

/// An issue with the label "incident" is one, from when it gets the label until it is closed.
Reading issue(const Body& body) {
  const std::string action = text_at(body, "/action"), number = id_at(body, "/issue/number");
  const bool is_incident = has_label(body, "incident");
  const bool begins = action == "labeled" ? to_lower(text_at(body, "/label/name")) == "incident"
                                          : action == "opened" || action == "reopened";
  const bool ends = action == "closed";
  if (!is_incident || (!begins && !ends))
    return ignored(is_incident ? fmt::format("That an incident was {} neither begins nor ends it.", action)
                               : "Issues count as incidents when they have the label 'incident'.");
  Fact fact = fact_of(body, begins ? "incident.opened" : "incident.closed",
                      fmt::format("incident/{}/{}/{}", number, begins ? "opened" : "closed",
                                  text_at(body, begins ? "/issue/created_at" : "/issue/closed_at")),
                      time_at(body, begins ? "/issue/created_at" : "/issue/closed_at"));
  fact.incident = fmt::format("{}#{}", fact.name, number);
  fact.environment = "production";  // an issue names none
  fact.details = {
      {"externalId", number}, {"title", text_at(body, "/issue/title")}, {"url", text_at(body, "/issue/html_url")}};
  return {.fact = std::move(fact)};
}

Reading push(const Body& body) {
  const std::string ref = text_at(body, "/ref");
  if (!ref.starts_with("refs/heads/")) return ignored("A pushed tag deploys nothing by itself.");
  if (flag_at(body, "/deleted")) return ignored("A deleted branch brings no commits.");
  Fact fact =
      fact_of(body, "commits.pushed", "push/" + text_at(body, "/after"), time_at(body, "/head_commit/timestamp"));
  const auto* commits = json::at_pointer(body, "/commits");
  fact.details = {{"commit", text_at(body, "/after")},
                  {"branch", short_ref(ref)},
                  {"number", std::to_string(commits && commits->is_array() ? commits->as_array().size() : 0)},
                  {"repository", fact.name},
                  {"url", text_at(body, "/compare")}};
  return {.fact = std::move(fact)};
}

}  // namespace

Reading read_github(std::string_view event, const Body& body) {
  if (event == "deployment") return deployment(body);
  if (event == "deployment_status") return deployment_status(body);
  if (event == "pull_request") return pull_request(body);
  if (event == "pull_request_review") return review(body);
  if (event == "workflow_run") return workflow_run(body);
  if (event == "release") return release(body);
  if (event == "issues") return issue(body);
  if (event == "push") return push(body);
  if (event == "create") return ignored("What a new branch or tag brings comes with its push.");
  if (event == "workflow_job" || event == "check_run") return ignored("A job or check is part of its workflow run.");
  if (event == "ping") return ignored("GitHub asks whether somebody is there.");
  return ignored(fmt::format("Nothing is made of the event '{}' of GitHub.", event));
}

}  // namespace towpath::federation
