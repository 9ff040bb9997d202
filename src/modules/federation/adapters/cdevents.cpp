#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/adapters.h"
#include "adapters/payload.h"
#include "base/strings.h"
#include "cdevents/cdevents.h"
#include "json/json.h"

namespace towpath::federation {
namespace {

using Body = boost::json::value;

constexpr std::size_t most_commits = 500;

/// "service.deployed" of "dev.cdevents.service.deployed.0.3.0".
std::string short_type(std::string_view type) {
  const std::vector<std::string> parts = split(type, '.');
  return parts.size() > 3 ? parts[2] + "." + parts[3] : std::string();
}

/// The version of the package a purl names, or "".
std::string version_of(std::string_view purl) {
  const auto at = purl.rfind('@');
  return at == purl.npos ? std::string() : std::string(purl.substr(at + 1, purl.find_first_of("?#", at) - at - 1));
}

Fact fact_of(const Body& event, std::string type) {
  Fact fact;
  fact.type = std::move(type);
  fact.key = fmt::format("{}/{}", text_at(event, "/context/source"), text_at(event, "/context/id"));
  fact.at = time_at(event, "/context/timestamp");
  return fact;
}

/// What a deployment brought, where the sender says it: `base` and `commits`, each with `sha` and `authoredAt`.
void read_commits(const Body& event, Fact& fact) {
  fact.base = id_at(event, "/customData/base");
  const auto* commits = json::at_pointer(event, "/customData/commits");
  if (!commits || !commits->is_array()) return;
  for (const Body& commit : commits->as_array()) {
    const auto at = time_at(commit, "/authoredAt");
    if (!at || fact.commits.size() == most_commits) continue;
    fact.commits.push_back({text_at(commit, "/sha"), *at, flag_at(commit, "/bot")});
  }
}

Reading service(const Body& event, std::string_view type) {
  if (type == "service.removed" || type == "service.published")
    return ignored(fmt::format("Nothing is made of {}: it changes no version.", type));
  Fact fact = fact_of(event, "deployment.succeeded");
  fact.name = text_at(event, "/subject/id");
  fact.environment = text_at(event, "/subject/content/environment/id");
  const std::string artifact = text_at(event, "/subject/content/artifactId");
  fact.details = {{"externalId", text_at(event, "/context/id")},
                  {"artifact", artifact},
                  {"release", version_of(artifact)},
                  {"commit", text_at(event, "/customData/commit")},
                  {"mode", type == "service.rolledback" ? "rollback" : "deploy"}};
  read_commits(event, fact);
  return {.fact = std::move(fact)};
}

Reading incident(const Body& event, std::string_view type) {
  Fact fact = fact_of(event, type == "incident.resolved" ? "incident.closed" : "incident.opened");
  fact.name = text_at(event, "/subject/content/service/id");
  fact.environment = text_at(event, "/subject/content/environment/id");
  fact.incident = fmt::format("{}/{}", text_at(event, "/context/source"), text_at(event, "/subject/id"));
  fact.details = {{"externalId", text_at(event, "/subject/id")},
                  {"title", text_at(event, "/subject/content/description")},
                  {"url", text_at(event, "/subject/content/ticketURI")}};
  return {.fact = std::move(fact)};
}

Reading change(const Body& event, std::string_view type) {
  static constexpr std::pair<std::string_view, std::string_view> words[] = {{"change.created", "change.opened"},
                                                                            {"change.updated", "change.updated"},
                                                                            {"change.reviewed", "change.reviewed"},
                                                                            {"change.merged", "change.merged"},
                                                                            {"change.abandoned", "change.closed"}};
  const auto* word = std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return w.first == type; });
  if (word == std::end(words)) return ignored(fmt::format("Nothing is made of {}.", type));
  Fact fact = fact_of(event, std::string(word->second));
  fact.name = text_at(event, "/subject/content/repository/id");
  fact.details = {{"externalId", text_at(event, "/subject/id")},
                  {"title", text_at(event, "/subject/content/description")},
                  {"repository", fact.name}};
  return {.fact = std::move(fact)};
}

Reading pipeline(const Body& event, std::string_view type) {
  const std::string_view predicate = type.substr(type.find('.') + 1);
  Fact fact = fact_of(event, fmt::format("pipeline.{}", predicate));
  fact.name = text_at(event, "/customData/component");
  if (fact.name.empty()) fact.name = text_at(event, "/subject/content/pipelineName");
  std::string outcome = text_at(event, "/subject/content/outcome");
  if (outcome == "cancel") outcome = "cancelled";
  fact.details = {{"externalId", text_at(event, "/subject/id")},
                  {"pipeline", text_at(event, "/subject/content/pipelineName")},
                  {"outcome", outcome},
                  {"url", text_at(event, "/subject/content/uri")}};
  return {.fact = std::move(fact)};
}

Reading valid_cdevent(const Body& event) {
  const std::string whole = text_at(event, "/context/type"), type = short_type(whole);
  if (whole.starts_with("dev.cdeventsx.")) return ignored("Nothing is made of CDEvents outside the standard.");
  if (type.starts_with("service.")) return service(event, type);
  if (type.starts_with("incident.")) return incident(event, type);
  if (type.starts_with("change.")) return change(event, type);
  if (type.starts_with("pipelinerun.")) return pipeline(event, type);
  return ignored(fmt::format("Nothing is made of {}.", type));
}

}  // namespace

Reading read_cdevent(const Body& event) {
  const std::string id = fmt::format("{}\n{}", text_at(event, "/context/source"), text_at(event, "/context/id"));
  const std::vector<FieldError> problems = check_cdevent(event);
  if (!problems.empty()) {
    Error error =
        invalid_input("federation.invalid_cdevent", "It is not a CDEvent of version 0.5.1 or of the draft 0.6.0.")
            .with_hint("Send context, subject and customData as the CDEvents specification has them.");
    for (const FieldError& problem : problems) error.add_field(problem.path, problem.message);
    return {.refused = std::move(error)};
  }
  Reading reading = valid_cdevent(event);
  reading.id = id;
  return reading;
}

}  // namespace towpath::federation
