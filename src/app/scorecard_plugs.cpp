#include "scorecard_plugs.h"

#include <algorithm>
#include <boost/json.hpp>
#include <functional>

#include "base/strings.h"
#include "catalog/entity_ref.h"
#include "delivery/score.h"
#include "group_walk.h"

namespace towpath::app {
namespace {

namespace json = boost::json;
using scorecards::Fact;

constexpr const char* no_repository = "Its descriptor comes from no repository of this platform.";
constexpr const char* workload_file = "score.yaml";
constexpr std::size_t runs_looked_at = 20;

Fact known(const json::object& body) { return {json::serialize(body), ""}; }
Fact unknown(std::string reason) { return {"", std::move(reason)}; }

bool has(const std::vector<forge::TreeEntry>& entries, const std::function<bool(const std::string&)>& fits) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const forge::TreeEntry& entry) { return !entry.is_folder && fits(to_lower(entry.name)); });
}

}  // namespace

std::map<std::string, Fact> KnownFacts::repository(const scorecards::FactSubject& subject) {
  const auto both = [](const std::string& reason) {
    return std::map<std::string, Fact>{{"repository", unknown(reason)}, {"workload", unknown(reason)}};
  };
  if (subject.repository.empty()) return both(no_repository);
  const auto system = auth::system_principal();
  const auto found = forge_.get(system, subject.repository);
  if (!found.has_value()) return both(found.error().message());
  const std::string& branch = found->default_branch;
  const auto root = forge_.tree(found->name, branch, "");
  if (!root.has_value()) return both(root.error().message());

  json::object body{{"name", found->name}, {"defaultBranch", branch}};
  if (found->pushed_at) body["lastPushAt"] = to_rfc3339(*found->pushed_at);
  body["hasReadme"] =
      has(*root, [](const std::string& name) { return name == "readme" || name.starts_with("readme."); });
  body["hasLicense"] =
      has(*root, [](const std::string& name) { return name == "license" || name.starts_with("license."); });
  const auto is_owners_file = [](const std::string& name) { return name == "codeowners"; };
  bool has_owners = has(*root, is_owners_file), has_workflow = false;
  for (const char* folder : {".github", "docs"})
    if (const auto entries = forge_.tree(found->name, branch, folder); entries.has_value())
      has_owners = has_owners || has(*entries, is_owners_file);
  if (const auto workflows = forge_.tree(found->name, branch, ".github/workflows"); workflows.has_value())
    has_workflow =
        has(*workflows, [](const std::string& name) { return name.ends_with(".yml") || name.ends_with(".yaml"); });
  body["hasCodeOwners"] = has_owners;
  body["hasWorkflow"] = has_workflow;
  if (const auto all = changes_.protections(system, found->name); all.has_value()) {
    forge::Protection protection;
    for (const forge::Protection& each : *all)
      if (each.branch == branch) protection = each;
    body["requiredApprovals"] = protection.required_approvals;
    body["requiresChange"] = protection.requires_change;
    body["requiredChecks"] = json::array(protection.required_checks.begin(), protection.required_checks.end());
  }
  return {{"repository", known(body)}, {"workload", workload(*found)}};
}

Fact KnownFacts::workload(const forge::Repository& repository) {
  const auto text = forge_.file(repository.name, repository.default_branch, workload_file);
  if (!text.has_value()) return unknown("Its repository has no score.yaml.");
  const auto score = delivery::parse_score(*text, workload_file, [&](const std::string& path) {
    return forge_.file(repository.name, repository.default_branch, path);
  });
  if (!score.has_value()) return unknown(score.error().message());
  const auto every = [&](const std::function<bool(const delivery::ScoreContainer&)>& fits) {
    return !score->containers.empty() && std::all_of(score->containers.begin(), score->containers.end(), fits);
  };
  json::array resources;
  for (const delivery::ScoreResource& resource : score->resources) resources.emplace_back(resource.type);
  return known(
      {{"readinessProbe", every([](const auto& c) { return c.readiness.kind != delivery::Probe::Kind::none; })},
       {"livenessProbe", every([](const auto& c) { return c.liveness.kind != delivery::Probe::Kind::none; })},
       {"memoryLimit", every([](const auto& c) { return c.memory_limit_bytes.has_value(); })},
       {"resources", std::move(resources)}});
}

Fact KnownFacts::pipeline(const scorecards::FactSubject& subject) {
  if (subject.repository.empty()) return unknown(no_repository);
  const auto system = auth::system_principal();
  const auto found = forge_.get(system, subject.repository);
  if (!found.has_value()) return unknown(found.error().message());
  runs::RunFilter filter;
  filter.kind = "pipeline";
  filter.subject = "repository:" + found->name;
  filter.branch = found->default_branch;
  filter.limit = runs_looked_at;
  const auto page = runs_.list(system, filter);
  if (!page.has_value()) return unknown(page.error().message());
  for (const runs::Run& run : page->items)
    if (run.finished_at)
      return known({{"state", runs::to_string(run.state)},
                    {"finishedAt", to_rfc3339(*run.finished_at)},
                    {"run", run.number},
                    {"branch", found->default_branch}});
  return unknown("No pipeline of its default branch has finished yet.");
}

Fact KnownFacts::docs(const scorecards::FactSubject& subject) {
  const auto set = docs_.get(auth::system_principal(), subject.ref);
  if (!set.has_value()) return known({{"pages", 0}, {"problems", 0}});
  return known({{"pages", set->page_count},
                {"problems", set->problems.size()},
                {"hasSiteFile", set->has_site_file},
                {"updatedAt", to_rfc3339(set->updated_at)}});
}

std::set<std::string> TeamBell::people(const std::string& ref) {
  std::set<std::string> out = reached_from({ref}, [&](const std::string& next) -> std::vector<std::string> {
    const auto parsed = catalog::EntityRef::parse(next, "group");
    if (!parsed.has_value() || parsed->kind() != "group") return {};
    const auto group = identity_.group(auth::system_principal(), parsed->name());
    return group.has_value() ? group->members : std::vector<std::string>();
  });
  std::erase_if(out, [](const std::string& each) { return !each.starts_with("user:"); });
  return out;
}

void TeamBell::tell(db::Tx& tx, const std::set<std::string>& people, const std::string& title, const std::string& text,
                    const std::string& link) {
  notices_->tell(tx, people, {"campaign", title, text, link});
}

}  // namespace towpath::app
