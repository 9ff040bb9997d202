#include <algorithm>
#include <charconv>
#include <tuple>

#include "table_view.h"

namespace towpath::insights::devlake {
namespace {

constexpr std::string_view success = "SUCCESS", failure = "FAILURE";

bool counts(std::string_view result) { return result == success || result == failure; }

/// What the tasks of a pipeline say about it.
struct Tasks {
  bool deploys = false;
  std::set<std::string> environments;  ///< Of those that were not skipped.
};

Result<std::map<std::string, Tasks>> tasks_by_pipeline(const Tables& tables) {
  std::map<std::string, Tasks> out;
  if (!tables.contains("cicd_tasks")) return out;
  TRY(const TableView tasks, TableView::open(tables, "cicd_tasks", {"pipeline_id", "result", "type"}));
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (!counts(tasks.at(i, "result"))) continue;
    Tasks& of = out[tasks.at(i, "pipeline_id")];
    of.deploys |= tasks.at(i, "type") == "DEPLOYMENT";
    of.environments.insert(tasks.at(i, "environment"));
  }
  return out;
}

std::string environment_of(const std::string& stated, const Tasks& tasks) {
  if (!stated.empty()) return stated;
  for (const char* name : {"PRODUCTION", "STAGING", "TESTING"})
    if (tasks.environments.contains(name)) return name;
  return "";
}

std::chrono::seconds whole_seconds(std::string_view text) {
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);  // stops at the point of "2.7"
  return std::chrono::seconds(seconds);
}

}  // namespace

Result<Table> deployment_commits(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const auto tasks, tasks_by_pipeline(tables));
  TRY(const TableView pipelines,
      TableView::open(tables, "cicd_pipelines",
                      {"id", "result", "type", "duration_sec", "finished_date", "cicd_scope_id"}));
  TRY(const TableView commits,
      TableView::open(tables, "cicd_pipeline_commits", {"pipeline_id", "commit_sha", "repo_url"}));
  std::multimap<std::string_view, std::size_t> commits_of;
  for (std::size_t i = 0; i < commits.size(); ++i) commits_of.emplace(commits.at(i, "pipeline_id"), i);

  Table out{{"id", "commit_sha", "cicd_scope_id", "cicd_deployment_id", "result", "repo_url", "environment",
             "started_date", "finished_date"},
            {}};
  const Tasks none;
  for (std::size_t i = 0; i < pipelines.size(); ++i) {
    const std::string& id = pipelines.at(i, "id");
    const std::string& scope = pipelines.at(i, "cicd_scope_id");
    const auto found = tasks.find(id);
    const Tasks& own = found == tasks.end() ? none : found->second;
    if (!of_project.contains({"cicd_scopes", scope}) || !counts(pipelines.at(i, "result"))) continue;
    if (pipelines.at(i, "type") != "DEPLOYMENT" && !own.deploys) continue;
    const auto finished = pipelines.time_at(i, "finished_date");
    std::optional<UtcTime> started = pipelines.time_at(i, "started_date");
    if (!started && finished) started = *finished - whole_seconds(pipelines.at(i, "duration_sec"));
    const auto [first, last] = commits_of.equal_range(id);
    for (auto at = first; at != last; ++at) {
      const std::string& url = commits.at(at->second, "repo_url");
      out.rows.push_back({id + ":" + url, commits.at(at->second, "commit_sha"), scope, id, pipelines.at(i, "result"),
                          url, environment_of(pipelines.at(i, "environment"), own),
                          started ? instant_text(*started) : "", finished ? instant_text(*finished) : ""});
    }
  }
  return out;
}

Result<Table> with_previous(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView deployments,
      TableView::open(tables, "cicd_deployment_commits",
                      {"id", "result", "finished_date", "cicd_scope_id", "repo_url", "environment"}));
  using Key = std::tuple<std::string, std::string, std::string>;
  std::map<Key, std::vector<std::pair<UtcTime, std::size_t>>> groups;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const auto finished = deployments.time_at(i, "finished_date");
    const std::string& environment = deployments.at(i, "environment");
    if (deployments.at(i, "result") != success || !finished || environment.empty() ||
        deployments.at(i, "repo_url").empty() ||
        !of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")}))
      continue;
    groups[{deployments.at(i, "cicd_scope_id"), deployments.at(i, "repo_url"), environment}].emplace_back(*finished, i);
  }
  std::vector<std::string> previous(deployments.size());
  for (auto& [key, group] : groups) {
    std::stable_sort(group.begin(), group.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < group.size(); ++i)
      previous[group[i].second] = deployments.at(group[i - 1].second, "id");
  }
  Table out = tables.at("cicd_deployment_commits");
  constexpr std::string_view name = "prev_success_deployment_commit_id";
  const auto column = out.column(name);
  if (!column) out.columns.emplace_back(name);
  for (std::size_t i = 0; i < out.rows.size(); ++i)
    if (column)
      out.rows[i][*column] = previous[i];
    else
      out.rows[i].push_back(previous[i]);
  return out;
}

Result<Table> commit_differences(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView deployments,
      TableView::open(tables, "cicd_deployment_commits",
                      {"id", "commit_sha", "cicd_scope_id", "prev_success_deployment_commit_id"}));
  TRY(const TableView edges, TableView::open(tables, "commit_parents", {"commit_sha", "parent_commit_sha"}));
  std::map<std::string_view, std::vector<std::string_view>> parents;
  for (std::size_t i = 0; i < edges.size(); ++i)
    parents[edges.at(i, "commit_sha")].push_back(edges.at(i, "parent_commit_sha"));
  std::map<std::string_view, std::string_view> commit_of;
  for (std::size_t i = 0; i < deployments.size(); ++i)
    commit_of[deployments.at(i, "id")] = deployments.at(i, "commit_sha");

  // Depth first, parents in their order, each commit once; what `seen` already has is passed over.
  const auto walk = [&](std::string_view start, std::set<std::string_view>& seen) {
    std::vector<std::string_view> order, stack{start};
    while (!stack.empty()) {
      const std::string_view commit = stack.back();
      stack.pop_back();
      if (!seen.insert(commit).second) continue;
      order.push_back(commit);
      if (const auto found = parents.find(commit); found != parents.end())
        stack.insert(stack.end(), found->second.rbegin(), found->second.rend());
    }
    return order;
  };

  Table out{{"new_commit_sha", "old_commit_sha", "commit_sha", "sorting_index"}, {}};
  std::set<std::pair<std::string_view, std::string_view>> done;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    if (!of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")})) continue;
    const std::string_view commit = deployments.at(i, "commit_sha");
    const auto previous = commit_of.find(deployments.at(i, "prev_success_deployment_commit_id"));
    const std::string_view old = previous == commit_of.end() ? std::string_view() : previous->second;
    if (!done.emplace(commit, old).second) continue;
    std::set<std::string_view> seen;
    if (!old.empty()) walk(old, seen);
    std::size_t index = 0;
    for (const std::string_view each : walk(commit, seen))
      out.rows.push_back({std::string(commit), std::string(old), std::string(each), std::to_string(++index)});
  }
  return out;
}

}  // namespace towpath::insights::devlake
