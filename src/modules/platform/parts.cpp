#include "parts.h"

namespace towpath::platform {
namespace {

constexpr std::string_view api = "/api/v1/";

/// "runs" is the beginning of "runs" and "runs/{id}", not of "runsomething".
bool begins(std::string_view rest, std::string_view with) {
  return rest.starts_with(with) && (rest.size() == with.size() || rest[with.size()] == '/');
}

}  // namespace

const std::vector<Part>& all_parts() {
  static const std::vector<Part> all{
      {.key = "catalog",
       .title = "Catalog",
       .description = "Every component, API, team and resource with its owner.",
       .answers = "Nobody knows who owns what.",
       .areas = {"/catalog"},
       .routes = {},
       .is_core = true,
       .is_in_mvp = true},
      {.key = "create",
       .title = "Golden paths",
       .description = "A new service with repository, pipeline and environments from a form.",
       .answers = "A new service takes weeks of tickets and copied files.",
       .areas = {"/create"},
       .routes = {"golden-paths", "template-actions"},
       .is_in_mvp = true},
      {.key = "changes",
       .title = "Repositories and changes",
       .description = "Git hosting with review, branch protection and merge checks.",
       .answers = "Review rules differ in every repository.",
       .areas = {"/changes", "/repositories"},
       .routes = {"changes"}},
      {.key = "runs",
       .title = "Runs",
       .description = "Pipelines, deployments and every other piece of work, with steps, logs and reasons.",
       .answers = "A pipeline failed and nobody can say why.",
       .areas = {"/runs"},
       .routes = {},
       .is_core = true,
       .is_in_mvp = true},
      {.key = "environments",
       .title = "Environments",
       .description = "Where services run, with their databases, promotion and rollback.",
       .answers = "An environment and its database take a ticket and days.",
       .areas = {"/environments"},
       .routes = {},
       .is_core = true,
       .is_in_mvp = true},
      {.key = "deployments",
       .title = "Deployments and resources",
       .description = "What was deployed when by which release, and every database and volume there is.",
       .answers = "Which version is where, and who uses that database?",
       .areas = {"/deployments", "/resources", "/approvals", "/resource-definitions"},
       .routes = {}},
      {.key = "outcomes",
       .title = "Outcomes",
       .description = "Speed, stability, experience, adoption and cost, with definition, sample size and rows.",
       .answers = "Nobody can say whether delivery gets better.",
       .areas = {"/outcomes"},
       .routes = {"dora", "metrics", "benchmarks", "reports", "costs", "prices", "manual-work", "customer-ratings"}},
      {.key = "standards",
       .title = "Standards",
       .description = "Scorecards: what good looks like, how each component stands, and how to get better.",
       .answers = "Nobody knows what is missing before production, or who is asked to fix it.",
       .areas = {"/scorecards", "/campaigns"},
       .routes = {"scorecards", "scorecard-standings", "scorecard-changes", "scorecard-trials", "campaigns"}},
      {.key = "guardrails",
       .title = "Guardrails",
       .description = "What has to be so before something is created, deployed or promoted, with reasons and waivers.",
       .answers = "Rules are in a wiki, and nobody can say why something was stopped.",
       .areas = {"/guardrails"},
       .routes = {}},
      {.key = "docs",
       .title = "Documentation",
       .description = "Documentation beside the code, rendered and searched in one place.",
       .answers = "The documentation is somewhere, and old.",
       .areas = {"/docs"},
       .routes = {"docs"},
       .is_in_mvp = true},
      {.key = "learn",
       .title = "Learn",
       .description = "A first deployment by doing, and a list of first steps.",
       .answers = "New people need weeks until their first change is live.",
       .areas = {"/learn"},
       .routes = {}},
      {.key = "feedback",
       .title = "Feedback",
       .description = "What gets in people's way, what they wish for, and what becomes of it.",
       .answers = "Nobody answers what developers say about the platform.",
       .areas = {"/feedback"},
       .routes = {"feedback"},
       .is_in_mvp = true},
      {.key = "roadmap",
       .title = "Roadmap",
       .description = "What the platform team does now, next and later, why, and what is new.",
       .answers = "Nobody knows what the platform team works on.",
       .areas = {"/roadmap"},
       .routes = {"roadmap"}},
      {.key = "announcements",
       .title = "Announcements",
       .description = "What everybody, or some teams, should know for a while: in the portal, by mail and in the chat.",
       .answers = "People learn of changes when something breaks.",
       .areas = {"/announcements"},
       .routes = {"announcements"}},
      {.key = "surveys",
       .title = "Surveys",
       .description = "What people think of the platform, asked without names and shown for groups only.",
       .answers = "Nobody knows whether developers are content, or dares to ask.",
       .areas = {"/surveys"},
       .routes = {"surveys"}},
      {.key = "connections",
       .title = "Connections",
       .description = "What other systems tell, and what they are told: webhooks and CDEvents in both directions.",
       .answers = "What happens in other systems counts nowhere.",
       .areas = {},
       .routes = {"sources", "subscriptions"}},
      {.key = "audit",
       .title = "Audit",
       .description = "Who did what when, in a log that shows when somebody changes it.",
       .answers = "Evidence for the auditors is collected by hand.",
       .areas = {"/audit"},
       .routes = {"audit"}},
      {.key = "api-reference",
       .title = "API reference",
       .description = "Everything the portal does, as calls to copy.",
       .answers = "There is no way to automate what the portal does.",
       .areas = {"/api-reference"},
       .routes = {}},
  };
  return all;
}

const Part* part_of(std::string_view pattern) {
  if (!pattern.starts_with(api)) return nullptr;
  const std::string_view rest = pattern.substr(api.size());
  for (const Part& part : all_parts())
    for (const std::string_view route : part.routes)
      if (begins(rest, route)) return &part;
  return nullptr;
}

}  // namespace towpath::platform
