#include <algorithm>

#include "table_view.h"

namespace towpath::insights::devlake {
namespace {

/// The middle value, the lower one of two: what percent_rank() <= 0.5 keeps.
std::optional<double> lower_median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return values[(values.size() - 1) / 2];
}

double hours(std::chrono::microseconds span) { return std::chrono::duration<double, std::ratio<3600>>(span).count(); }

/// Ends of the project's successful production deployments, each the last of its commits.
Result<std::map<std::string, UtcTime>> live_deployments(const Tables& tables, std::string_view project) {
  std::map<std::string, UtcTime> out;
  if (!tables.contains("cicd_deployment_commits")) return out;
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView deployments, TableView::open(tables, "cicd_deployment_commits",
                                                   {"result", "environment", "cicd_scope_id", "cicd_deployment_id"}));
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const auto finished = deployments.time_at(i, "finished_date");
    if (!finished || deployments.at(i, "result") != "SUCCESS" || deployments.at(i, "environment") != "PRODUCTION" ||
        !of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")}))
      continue;
    UtcTime& last = out.emplace(deployments.at(i, "cicd_deployment_id"), *finished).first->second;
    last = std::max(last, *finished);
  }
  return out;
}

/// Authored times of the commits of each merged pull request, by its merge commit.
struct Change {
  std::vector<UtcTime> authored;
  std::optional<UtcTime> merged;
};

Result<std::map<std::string, Change>> changes_by_merge(const Tables& tables) {
  std::map<std::string, Change> out;
  if (!tables.contains("pull_requests") || !tables.contains("pull_request_commits")) return out;
  TRY(const TableView pulls, TableView::open(tables, "pull_requests", {"id", "merge_commit_sha", "merged_date"}));
  TRY(const TableView commits,
      TableView::open(tables, "pull_request_commits", {"pull_request_id", "commit_authored_date"}));
  std::map<std::string, std::vector<UtcTime>> authored;
  for (std::size_t i = 0; i < commits.size(); ++i)
    if (const auto time = commits.time_at(i, "commit_authored_date"))
      authored[commits.at(i, "pull_request_id")].push_back(*time);
  for (std::size_t i = 0; i < pulls.size(); ++i) {
    const auto merged = pulls.time_at(i, "merged_date");
    if (merged && !pulls.at(i, "merge_commit_sha").empty())
      out[pulls.at(i, "merge_commit_sha")] = {authored[pulls.at(i, "id")], merged};
  }
  return out;
}

/// Every finished production deployment as Towpath sees it: a service is a repository.
Result<std::vector<Delivery>> own_deliveries(const Tables& tables, std::string_view project,
                                             std::map<std::string, Change>& waiting, std::size_t& negative_spans) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView deployments,
      TableView::open(tables, "cicd_deployment_commits",
                      {"id", "commit_sha", "result", "environment", "cicd_scope_id", "repo_url"}));
  std::map<std::string, std::string> commit_of;
  for (std::size_t i = 0; i < deployments.size(); ++i)
    commit_of[deployments.at(i, "id")] = deployments.at(i, "commit_sha");
  std::multimap<std::pair<std::string, std::string>, std::string> brought;
  if (tables.contains("commits_diffs")) {
    TRY(const TableView differences,
        TableView::open(tables, "commits_diffs", {"new_commit_sha", "old_commit_sha", "commit_sha"}));
    for (std::size_t i = 0; i < differences.size(); ++i)
      brought.emplace(std::pair(differences.at(i, "old_commit_sha"), differences.at(i, "new_commit_sha")),
                      differences.at(i, "commit_sha"));
  }
  std::vector<Delivery> out;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const auto finished = deployments.time_at(i, "finished_date");
    if (!finished || deployments.at(i, "environment") != "PRODUCTION" ||
        !of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")}))
      continue;
    Delivery d;
    d.id = deployments.at(i, "id");
    d.component = deployments.at(i, "repo_url");
    d.environment = deployments.at(i, "cicd_scope_id");
    d.release = d.commit = deployments.at(i, "commit_sha");
    d.succeeded = deployments.at(i, "result") == "SUCCESS";
    d.finished_at = *finished;
    const auto previous = commit_of.find(deployments.at(i, "prev_success_deployment_commit_id"));
    d.has_base = previous != commit_of.end();
    if (d.succeeded) {
      const std::string base = d.has_base ? previous->second : std::string();
      const auto [first, last] = brought.equal_range({base, d.commit});
      for (auto at = first; at != last; ++at) {
        const auto change = waiting.find(at->second);
        if (change == waiting.end()) continue;
        if (change->second.merged > finished) ++negative_spans;
        if (d.has_base) d.authored_at = change->second.authored;
        waiting.erase(change);
      }
    }
    out.push_back(std::move(d));
  }
  return out;
}

}  // namespace

Result<Figures> figures(const Tables& derived, std::string_view project, UtcTime from, UtcTime to) {
  const auto in_window = [&](UtcTime time) { return time >= from && time < to; };
  Figures out;
  TRY(const auto live, live_deployments(derived, project));
  for (const auto& [id, finished] : live) out.deployments += in_window(finished) ? 1 : 0;
  if (derived.contains("project_pr_metrics")) {
    TRY(const TableView metrics,
        TableView::open(derived, "project_pr_metrics", {"project_name", "pr_cycle_time", "pr_deployed_date"}));
    std::vector<double> cycles;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const auto deployed = metrics.time_at(i, "pr_deployed_date");
      if (deployed && in_window(*deployed) && metrics.at(i, "project_name") == project)
        cycles.push_back(std::stod(metrics.at(i, "pr_cycle_time")) / 60);
    }
    out.cycle_hours = lower_median(std::move(cycles));
  }
  if (!derived.contains("project_incident_deployment_relationships") || out.deployments == 0) return out;
  TRY(const TableView links,
      TableView::open(derived, "project_incident_deployment_relationships", {"id", "project_name", "deployment_id"}));
  TRY(const TableView incidents, TableView::open(derived, "incidents", {"id", "created_date"}));
  std::map<std::string, std::optional<UtcTime>> resolved;
  for (std::size_t i = 0; i < incidents.size(); ++i)
    resolved[incidents.at(i, "id")] = incidents.time_at(i, "resolution_date");
  std::set<std::string> failed;
  std::vector<double> recoveries;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto deployment = live.find(links.at(i, "deployment_id"));
    if (deployment == live.end() || links.at(i, "project_name") != project || !in_window(deployment->second)) continue;
    failed.insert(deployment->first);
    if (const auto end = resolved[links.at(i, "id")]; end && *end >= deployment->second)
      recoveries.push_back(hours(*end - deployment->second));
  }
  out.failure_rate = static_cast<double>(failed.size()) / static_cast<double>(out.deployments);
  out.recovery_hours = lower_median(std::move(recoveries));
  return out;
}

Result<OwnReading> own_reading(const Tables& derived, std::string_view project, UtcTime from, UtcTime to,
                               std::chrono::hours failure_window) {
  OwnReading out;
  TRY(auto waiting, changes_by_merge(derived));
  TRY(auto deliveries, own_deliveries(derived, project, waiting, out.negative_spans));
  out.in_flight = waiting.size();
  std::vector<Incident> incidents;
  const bool has_incidents = derived.contains("incidents");
  if (has_incidents) {
    TRY(const auto of_project, mapped(derived, project));
    TRY(const TableView rows, TableView::open(derived, "incidents", {"id", "created_date", "table", "scope_id"}));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto opened = rows.time_at(i, "created_date");
      if (!opened || !of_project.contains({rows.at(i, "table"), rows.at(i, "scope_id")})) continue;
      const Delivery* latest = nullptr;
      for (const Delivery& d : deliveries)
        if (d.succeeded && d.finished_at < *opened && (latest == nullptr || latest->finished_at < d.finished_at))
          latest = &d;
      if (latest == nullptr || *opened - latest->finished_at > failure_window)
        ++out.not_change_related;
      else
        incidents.push_back({latest->component, latest->id, *opened, rows.time_at(i, "resolution_date")});
    }
  }
  out.dora = compute_dora(std::move(deliveries), incidents, from, to, has_incidents);
  return out;
}

}  // namespace towpath::insights::devlake
