#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "base/strings.h"
#include "json/json.h"

// What is written for Apache DevLake's webhook plugin (backend/plugins/webhook/api): deployments and issues, as posted.

namespace towpath::federation {
namespace {

using Body = boost::json::value;

std::string first_text(const Body& body, std::initializer_list<const char*> pointers) {
  for (const char* pointer : pointers)
    if (std::string value = id_at(body, pointer); !value.empty()) return value;
  return "";
}

/// The repository's name in a URL: "shop" of "https://git.example.org/team/shop.git".
std::string repository_of(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  if (url.ends_with(".git")) url.resize(url.size() - 4);
  return url;
}

Reading deployment(const Body& body) {
  const std::string id = id_at(body, "/id");
  const auto finished = time_at(body, "/finishedDate");
  std::string result = text_at(body, "/result");
  if (result.empty()) result = "SUCCESS";  // as DevLake takes it
  Error error = invalid_input("federation.unreadable", "It is not a deployment as DevLake's webhook takes it.");
  if (id.empty()) error.add_field("/id", "is required");
  if (!finished) error.add_field("/finishedDate", "is required: RFC 3339, for example 2026-01-31T08:00:00+01:00");
  if (result != "SUCCESS" && result != "FAILURE" && result != "ABORT")
    error.add_field("/result", "must be SUCCESS, FAILURE or ABORT");
  if (!error.fields().empty()) return {.refused = std::move(error)};
  if (result == "ABORT") return ignored("A deployment that was called off changed nothing.");
  Fact fact;
  fact.type = result == "SUCCESS" ? "deployment.succeeded" : "deployment.failed";
  fact.name = repository_of(first_text(body, {"/deploymentCommits/0/repoUrl", "/repoUrl"}));
  fact.environment = text_at(body, "/environment");
  if (fact.environment.empty()) fact.environment = "PRODUCTION";  // as DevLake takes it
  fact.at = finished;
  fact.key = fmt::format("deployment/{}/{}", id, result);
  fact.details = {{"externalId", id},
                  {"commit", first_text(body, {"/deploymentCommits/0/commitSha", "/commitSha"})},
                  {"branch", short_ref(first_text(body, {"/deploymentCommits/0/refName", "/refName"}))},
                  {"repository", fact.name},
                  {"mode", "deploy"},
                  {"startedAt", time_text_at(body, "/startedDate")},
                  {"title", first_text(body, {"/displayTitle", "/name"})},
                  {"url", text_at(body, "/url")}};
  return {.fact = std::move(fact)};
}

Reading issue(const Body& body) {
  const std::string key = id_at(body, "/issueKey"), type = to_lower(text_at(body, "/type"));
  const std::string status = text_at(body, "/status");
  if (key.empty())
    return {.refused = invalid_input("federation.unreadable", "It is not an issue as DevLake's webhook takes it.")
                           .with_field("/issueKey", "is required")};
  if (type != "incident") return ignored("Only issues of the type INCIDENT count.");
  const bool ends = status == "DONE";
  Fact fact;
  fact.type = ends ? "incident.closed" : "incident.opened";
  fact.name = first_text(body, {"/component"});
  fact.environment = "production";  // an issue names none
  fact.at = time_at(body, ends ? "/resolutionDate" : "/createdDate");
  fact.incident = key;
  fact.key = fmt::format("incident/{}/{}/{}", key, ends ? "closed" : "opened",
                         text_at(body, ends ? "/resolutionDate" : "/createdDate"));
  fact.details = {{"externalId", key},
                  {"title", text_at(body, "/title")},
                  {"severity", text_at(body, "/severity")},
                  {"url", text_at(body, "/url")}};
  return {.fact = std::move(fact)};
}

}  // namespace

Reading read_devlake(std::string_view kind, const Body& body) {
  if (kind == "deployments") return deployment(body);
  if (kind == "issues") return issue(body);
  return ignored(fmt::format("Nothing is made of '{}' of DevLake's webhooks.", kind));
}

}  // namespace towpath::federation
