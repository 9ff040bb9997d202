#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "json/json.h"

// Webhooks of Gitea and Forgejo (docs.gitea.com, "Webhooks"): GitHub's shapes, with fewer events and other words.

namespace towpath::federation {
namespace {

using Body = boost::json::value;

Fact fact_of(const Body& body, std::string type, std::string_view key, std::optional<UtcTime> at) {
  return fact_about(text_at(body, "/repository/full_name"), std::move(type), key, at);
}

Reading pull_request(std::string_view event, const Body& body) {
  const std::string action = text_at(body, "/action"), number = id_at(body, "/number");
  const std::string updated = text_at(body, "/pull_request/updated_at");
  const bool is_merged = flag_at(body, "/pull_request/merged");
  std::string type;
  if (action == "opened") type = "change.opened";
  if (action == "closed") type = is_merged ? "change.merged" : "change.closed";
  if (action == "synchronized" || action == "reopened") type = "change.updated";
  if (action == "reviewed" || event.starts_with("pull_request_review") || event == "pull_request_approved" ||
      event == "pull_request_rejected")
    type = "change.reviewed";
  if (type.empty()) return ignored(fmt::format("That a pull request was {} changes nothing about delivery.", action));
  const char* when = action == "opened"   ? "/pull_request/created_at"
                     : action != "closed" ? "/pull_request/updated_at"
                     : is_merged          ? "/pull_request/merged_at"
                                          : "/pull_request/closed_at";
  Fact fact = fact_of(body, type, fmt::format("change/{}/{}/{}", number, type, updated), time_at(body, when));
  fact.details = details_of_pull_request(body, fact);
  return {.fact = std::move(fact)};
}

Reading release(const Body& body) {
  if (text_at(body, "/action") != "published")
    return ignored(
        fmt::format("Only that a release is published counts, not that it was {}.", text_at(body, "/action")));
  Fact fact = fact_of(body, "release.published", "release/" + id_at(body, "/release/id"),
                      time_at(body, "/release/published_at"));
  fact.details = {{"version", text_at(body, "/release/tag_name")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/release/html_url")}};
  return {.fact = std::move(fact)};
}

Reading workflow_run(const Body& body) {
  const std::string action = text_at(body, "/action"), id = id_at(body, "/workflow_run/id");
  const bool is_over = action == "completed";
  if (!is_over && action != "requested" && action != "in_progress")
    return ignored(fmt::format("That a workflow run was {} changes nothing about delivery.", action));
  Fact fact = fact_of(body,
                      is_over                 ? "pipeline.finished"
                      : action == "requested" ? "pipeline.queued"
                                              : "pipeline.started",
                      fmt::format("run/{}/{}/{}", id, id_at(body, "/workflow_run/run_attempt"), action),
                      time_at(body, is_over ? "/workflow_run/completed_at" : "/workflow_run/started_at"));
  fact.details = {{"externalId", id},
                  {"pipeline", text_at(body, "/workflow_run/display_title")},
                  {"outcome", is_over ? text_at(body, "/workflow_run/conclusion") : std::string()},
                  {"commit", text_at(body, "/workflow_run/head_sha")},
                  {"branch", text_at(body, "/workflow_run/head_branch")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/workflow_run/html_url")}};
  return {.fact = std::move(fact)};
}

Reading push(const Body& body) {
  const std::string ref = text_at(body, "/ref");
  if (!ref.starts_with("refs/heads/")) return ignored("A pushed tag deploys nothing by itself.");
  Fact fact =
      fact_of(body, "commits.pushed", "push/" + text_at(body, "/after"), time_at(body, "/head_commit/timestamp"));
  fact.details = {{"commit", text_at(body, "/after")},
                  {"branch", short_ref(ref)},
                  {"number", id_at(body, "/total_commits")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/compare_url")}};
  return {.fact = std::move(fact)};
}

}  // namespace

Reading read_gitea(std::string_view event, const Body& body) {
  if (event.starts_with("pull_request")) return pull_request(event, body);
  if (event == "release") return release(body);
  if (event == "workflow_run") return workflow_run(body);
  if (event == "push") return push(body);
  if (event == "workflow_job") return ignored("A job is part of its workflow run.");
  if (event == "create" || event == "delete") return ignored("What a new branch or tag brings comes with its push.");
  return ignored(fmt::format("Nothing is made of the event '{}' of Gitea.", event));
}

}  // namespace towpath::federation
