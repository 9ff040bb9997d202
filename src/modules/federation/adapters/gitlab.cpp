#include <fmt/core.h>

#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "json/json.h"

// Webhooks of GitLab (docs.gitlab.com, "Webhook events").

namespace towpath::federation {
namespace {

using Body = boost::json::value;

Fact fact_of(const Body& body, std::string type, std::string_view key, std::optional<UtcTime> at) {
  return fact_about(text_at(body, "/project/path_with_namespace"), std::move(type), key, at);
}

Reading deployment(const Body& body) {
  const std::string status = text_at(body, "/status"), id = id_at(body, "/deployment_id");
  const bool is_over = status == "success" || status == "failed";
  if (!is_over && status != "running") return ignored(fmt::format("A deployment that is {} has not ended.", status));
  Fact fact = fact_of(body,
                      status == "success" ? "deployment.succeeded"
                      : is_over           ? "deployment.failed"
                                          : "deployment.started",
                      fmt::format("deployment/{}/{}", id, status), time_at(body, "/status_changed_at"));
  fact.environment = text_at(body, "/environment_tier");
  if (fact.environment.empty() || fact.environment == "other") fact.environment = text_at(body, "/environment");
  fact.details = {{"externalId", id},
                  {"commit", text_at(body, "/commit_url").substr(text_at(body, "/commit_url").rfind('/') + 1)},
                  {"branch", text_at(body, "/ref")},
                  {"repository", fact.name},
                  {"mode", "deploy"},
                  {"url", text_at(body, "/deployable_url")}};
  return {.fact = std::move(fact)};
}

Reading merge_request(const Body& body) {
  const std::string action = text_at(body, "/object_attributes/action"), number = id_at(body, "/object_attributes/iid");
  const std::string updated = text_at(body, "/object_attributes/updated_at");
  std::string type;
  if (action == "open") type = "change.opened";
  if (action == "merge") type = "change.merged";
  if (action == "close") type = "change.closed";
  if (action == "update" || action == "reopen") type = "change.updated";
  if (action == "approved") type = "change.reviewed";
  if (type.empty())
    return ignored(fmt::format("The action '{}' of a merge request changes nothing about delivery.", action));
  Fact fact =
      fact_of(body, type, fmt::format("change/{}/{}/{}", number, action, updated),
              time_at(body, action == "open" ? "/object_attributes/created_at" : "/object_attributes/updated_at"));
  const std::string merged = text_at(body, "/object_attributes/merge_commit_sha");
  fact.details = {
      {"externalId", number},
      {"title", text_at(body, "/object_attributes/title")},
      {"commit",
       type == "change.merged" && !merged.empty() ? merged : text_at(body, "/object_attributes/last_commit/id")},
      {"branch", text_at(body, "/object_attributes/source_branch")},
      {"repository", fact.name},
      {"url", text_at(body, "/object_attributes/url")}};
  return {.fact = std::move(fact)};
}

Reading pipeline(const Body& body) {
  const std::string status = text_at(body, "/object_attributes/status"), id = id_at(body, "/object_attributes/id");
  const bool is_over = status == "success" || status == "failed" || status == "canceled";
  if (!is_over && status != "running" && status != "pending")
    return ignored(fmt::format("A pipeline that is {} changes nothing about delivery.", status));
  Fact fact = fact_of(body,
                      is_over               ? "pipeline.finished"
                      : status == "pending" ? "pipeline.queued"
                                            : "pipeline.started",
                      fmt::format("pipeline/{}/{}", id, status),
                      time_at(body, is_over ? "/object_attributes/finished_at" : "/object_attributes/created_at"));
  fact.details = {{"externalId", id},
                  {"pipeline", text_at(body, "/object_attributes/name")},
                  {"outcome", !is_over              ? ""
                              : status == "success" ? "success"
                              : status == "failed"  ? "failure"
                                                    : "cancelled"},
                  {"commit", text_at(body, "/object_attributes/sha")},
                  {"branch", text_at(body, "/object_attributes/ref")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/object_attributes/url")}};
  return {.fact = std::move(fact)};
}

/// GitLab has a type of issue of its own for incidents.
Reading issue(const Body& body) {
  const std::string action = text_at(body, "/object_attributes/action"), number = id_at(body, "/object_attributes/iid");
  if (text_at(body, "/object_attributes/type") != "Incident" &&
      text_at(body, "/object_attributes/issue_type") != "incident")
    return ignored("Only issues of the type incident count.");
  const bool begins = action == "open" || action == "reopen", ends = action == "close";
  if (!begins && !ends) return ignored(fmt::format("The action '{}' neither begins nor ends an incident.", action));
  const char* when = action == "open" ? "/object_attributes/created_at"
                     : ends           ? "/object_attributes/closed_at"
                                      : "/object_attributes/updated_at";
  Fact fact = fact_of(body, begins ? "incident.opened" : "incident.closed",
                      fmt::format("incident/{}/{}/{}", number, action, text_at(body, when)), time_at(body, when));
  fact.incident = fmt::format("{}#{}", fact.name, number);
  fact.environment = "production";  // an issue names none
  fact.details = {{"externalId", number},
                  {"title", text_at(body, "/object_attributes/title")},
                  {"severity", text_at(body, "/object_attributes/severity")},
                  {"url", text_at(body, "/object_attributes/url")}};
  return {.fact = std::move(fact)};
}

Reading release(const Body& body) {
  if (text_at(body, "/action") != "create") return ignored("Only a new release counts.");
  Fact fact = fact_of(body, "release.published", "release/" + id_at(body, "/id"), time_at(body, "/released_at"));
  fact.details = {{"version", text_at(body, "/tag")},
                  {"commit", text_at(body, "/commit/id")},
                  {"repository", fact.name},
                  {"url", text_at(body, "/url")}};
  return {.fact = std::move(fact)};
}

Reading push(const Body& body) {
  constexpr std::string_view nothing = "0000000000000000000000000000000000000000";
  if (text_at(body, "/after") == nothing) return ignored("A deleted branch brings no commits.");
  Fact fact = fact_of(body, "commits.pushed", "push/" + text_at(body, "/after"), time_at(body, "/commits/0/timestamp"));
  fact.details = {{"commit", text_at(body, "/after")},
                  {"branch", short_ref(text_at(body, "/ref"))},
                  {"number", id_at(body, "/total_commits_count")},
                  {"repository", fact.name}};
  return {.fact = std::move(fact)};
}

}  // namespace

Reading read_gitlab(const Body& body) {
  const std::string kind = text_at(body, "/object_kind");
  if (kind == "deployment") return deployment(body);
  if (kind == "merge_request") return merge_request(body);
  if (kind == "pipeline") return pipeline(body);
  if (kind == "issue" || kind == "incident") return issue(body);
  if (kind == "release") return release(body);
  if (kind == "push") return push(body);
  if (kind == "tag_push") return ignored("A pushed tag deploys nothing by itself.");
  if (kind == "build") return ignored("A job is part of its pipeline.");
  return ignored(fmt::format("Nothing is made of the kind '{}' of GitLab.", kind));
}

}  // namespace towpath::federation
