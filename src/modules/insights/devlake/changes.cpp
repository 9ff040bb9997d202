#include <algorithm>

#include "table_view.h"

namespace towpath::insights::devlake {
namespace {

bool is_live(const TableView& deployments, std::size_t i) {
  return deployments.at(i, "result") == "SUCCESS" && deployments.at(i, "environment") == "PRODUCTION";
}

/// What a pull request began with.
struct FirstCommit {
  std::string sha;
  std::optional<UtcTime> authored;
};

Result<std::map<std::string, FirstCommit>> first_commits(const Tables& tables) {
  TRY(const TableView commits,
      TableView::open(tables, "pull_request_commits", {"commit_sha", "pull_request_id", "commit_authored_date"}));
  std::map<std::string, FirstCommit> out;
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const auto authored = commits.time_at(i, "commit_authored_date");
    FirstCommit& first = out[commits.at(i, "pull_request_id")];
    if (authored && (!first.authored || *authored < *first.authored)) first = {commits.at(i, "commit_sha"), authored};
  }
  return out;
}

/// The first comment of somebody other than who asked for the merge.
struct FirstReview {
  std::string id;
  std::optional<UtcTime> at;
};

Result<std::map<std::string, FirstReview>> first_reviews(const Tables& tables,
                                                         const std::map<std::string, std::string>& authors) {
  TRY(const TableView comments,
      TableView::open(tables, "pull_request_comments", {"id", "pull_request_id", "created_date", "account_id"}));
  std::map<std::string, FirstReview> out;
  for (std::size_t i = 0; i < comments.size(); ++i) {
    const std::string& pull_request = comments.at(i, "pull_request_id");
    const auto author = authors.find(pull_request);
    const auto at = comments.time_at(i, "created_date");
    if (author == authors.end() || !at) continue;
    if (!author->second.empty() && comments.at(i, "account_id") == author->second) continue;
    FirstReview& first = out[pull_request];
    if (!first.at || *at < *first.at) first = {comments.at(i, "id"), at};
  }
  return out;
}

/// Where a merge commit went live first.
struct Deployment {
  std::string id;
  std::optional<UtcTime> started, finished;
};

Result<std::map<std::string, Deployment>> first_deployments(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView deployments,
      TableView::open(tables, "cicd_deployment_commits",
                      {"id", "result", "environment", "cicd_scope_id", "commit_sha", "started_date", "finished_date",
                       "prev_success_deployment_commit_id"}));
  TRY(const TableView differences,
      TableView::open(tables, "commits_diffs", {"new_commit_sha", "old_commit_sha", "commit_sha"}));
  std::map<std::string_view, std::string_view> commit_of;
  for (std::size_t i = 0; i < deployments.size(); ++i)
    commit_of[deployments.at(i, "id")] = deployments.at(i, "commit_sha");
  std::multimap<std::pair<std::string_view, std::string_view>, std::string_view> brought;
  for (std::size_t i = 0; i < differences.size(); ++i)
    brought.emplace(std::pair<std::string_view, std::string_view>(differences.at(i, "old_commit_sha"),
                                                                  differences.at(i, "new_commit_sha")),
                    differences.at(i, "commit_sha"));
  std::map<std::string, Deployment> out;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const auto previous = commit_of.find(deployments.at(i, "prev_success_deployment_commit_id"));
    if (!is_live(deployments, i) || previous == commit_of.end() ||
        !of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")}))
      continue;
    const Deployment each{deployments.at(i, "id"), deployments.time_at(i, "started_date"),
                          deployments.time_at(i, "finished_date")};
    const auto [first, last] = brought.equal_range({previous->second, deployments.at(i, "commit_sha")});
    for (auto at = first; at != last; ++at) {
      Deployment& known = out[std::string(at->second)];
      if (known.id.empty() || (each.started && (!known.started || *each.started < *known.started))) known = each;
    }
  }
  return out;
}

std::string text_of(std::optional<std::int64_t> minutes) { return minutes ? std::to_string(*minutes) : std::string(); }
std::string text_of(std::optional<UtcTime> time) { return time ? instant_text(*time) : std::string(); }

}  // namespace

Result<Table> pull_request_metrics(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView pulls,
      TableView::open(tables, "pull_requests",
                      {"id", "base_repo_id", "author_id", "merge_commit_sha", "created_date", "merged_date"}));
  TRY(const auto commits, first_commits(tables));
  std::map<std::string, std::string> authors;
  for (std::size_t i = 0; i < pulls.size(); ++i) authors[pulls.at(i, "id")] = pulls.at(i, "author_id");
  TRY(const auto reviews, first_reviews(tables, authors));
  TRY(const auto deployments, first_deployments(tables, project));

  Table out{{"id", "project_name", "first_commit_sha", "pr_coding_time", "first_review_id", "pr_pickup_time",
             "pr_review_time", "deployment_commit_id", "pr_deploy_time", "pr_cycle_time", "first_commit_authored_date",
             "first_comment_date", "pr_created_date", "pr_merged_date", "pr_deployed_date"},
            {}};
  for (std::size_t i = 0; i < pulls.size(); ++i) {
    const std::string& id = pulls.at(i, "id");
    const auto created = pulls.time_at(i, "created_date"), merged = pulls.time_at(i, "merged_date");
    if (!merged || !of_project.contains({"repos", pulls.at(i, "base_repo_id")})) continue;
    const auto commit = commits.find(id);
    const FirstCommit first = commit == commits.end() ? FirstCommit() : commit->second;
    const auto reviewed = reviews.find(id);
    const FirstReview review = reviewed == reviews.end() ? FirstReview() : reviewed->second;
    const auto live = deployments.find(pulls.at(i, "merge_commit_sha"));
    const Deployment deployment =
        live == deployments.end() || pulls.at(i, "merge_commit_sha").empty() ? Deployment() : live->second;
    const auto coding = minutes_between(first.authored, created);
    const auto deploying = minutes_between(merged, deployment.finished);
    const std::int64_t cycle =
        coding.value_or(0) + minutes_between(created, merged).value_or(0) + deploying.value_or(0);
    out.rows.push_back({id, std::string(project), first.sha, text_of(coding), review.id,
                        text_of(minutes_between(created, review.at)), text_of(minutes_between(review.at, merged)),
                        deployment.id, text_of(deploying), std::to_string(cycle), text_of(first.authored),
                        text_of(review.at), text_of(created), text_of(merged), text_of(deployment.finished)});
  }
  return out;
}

Result<Table> incident_deployments(const Tables& tables, std::string_view project) {
  TRY(const auto of_project, mapped(tables, project));
  TRY(const TableView incidents, TableView::open(tables, "incidents", {"id", "created_date", "table", "scope_id"}));
  TRY(const TableView deployments,
      TableView::open(tables, "cicd_deployment_commits",
                      {"result", "environment", "cicd_scope_id", "cicd_deployment_id", "finished_date"}));
  std::vector<std::pair<UtcTime, std::size_t>> live;
  for (std::size_t i = 0; i < deployments.size(); ++i) {
    const auto finished = deployments.time_at(i, "finished_date");
    if (finished && is_live(deployments, i) && of_project.contains({"cicd_scopes", deployments.at(i, "cicd_scope_id")}))
      live.emplace_back(*finished, i);
  }
  std::stable_sort(live.begin(), live.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Table out{{"id", "project_name", "deployment_id"}, {}};
  for (std::size_t i = 0; i < incidents.size(); ++i) {
    const auto created = incidents.time_at(i, "created_date");
    if (!created || !of_project.contains({incidents.at(i, "table"), incidents.at(i, "scope_id")})) continue;
    const auto after = std::partition_point(live.begin(), live.end(),
                                            [&](const auto& deployment) { return deployment.first < *created; });
    if (after == live.begin()) continue;
    out.rows.push_back(
        {incidents.at(i, "id"), std::string(project), deployments.at(std::prev(after)->second, "cicd_deployment_id")});
  }
  return out;
}

Result<Tables> derive(Tables tables, std::string_view project) {
  const auto have = [&](std::initializer_list<const char*> names) {
    return std::all_of(names.begin(), names.end(), [&](const char* name) { return tables.contains(name); });
  };
  if (have({"cicd_pipelines", "cicd_pipeline_commits"})) {
    TRY(tables["cicd_deployment_commits"], deployment_commits(tables, project));
    TRY(tables["cicd_deployment_commits"], with_previous(tables, project));
  } else if (have({"cicd_deployment_commits"}) && tables.at("cicd_deployment_commits").column("finished_date") &&
             !have({"commits_diffs"})) {
    // Where the differences are given, so are the deployments they were made of.
    TRY(tables["cicd_deployment_commits"], with_previous(tables, project));
  }
  if (have({"cicd_deployment_commits", "commit_parents"})) {
    TRY(tables["commits_diffs"], commit_differences(tables, project));
  }
  if (have({"pull_requests", "pull_request_commits", "pull_request_comments", "commits_diffs"})) {
    TRY(tables["project_pr_metrics"], pull_request_metrics(tables, project));
  }
  if (have({"incidents", "cicd_deployment_commits"})) {
    TRY(tables["project_incident_deployment_relationships"], incident_deployments(tables, project));
  }
  return tables;
}

}  // namespace towpath::insights::devlake
