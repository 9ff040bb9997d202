#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insights/dora.h"

// DevLake's dialect: the tables of its domain layer and the numbers its dashboards make of them, so that who comes from
// there gets the numbers they had, and sees beside them what Towpath's own definitions make of the same facts.
// Source: Apache DevLake's domain layer schema and the end-to-end fixtures of its dora plugin (2026-05).

namespace towpath::insights::devlake {

/// A table as text: "" is NULL.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;

  /// The index of a column; nothing when the table has none of that name.
  std::optional<std::size_t> column(std::string_view name) const;
};

/// Tables by DevLake's names of them ("cicd_pipelines").
using Tables = std::map<std::string, Table>;

/// Reads RFC 4180: quoted fields, either line ending, a byte order mark. `name` is for the error.
/// Errors: insights.invalid_csv, with line.
Result<Table> read_csv(std::string_view text, std::string_view name);
std::string write_csv(const Table& table);

/// The files of a folder, "cicd_pipelines.csv" being the table of that name; the endings "_before" and "_raw" of a name
/// are dropped, files with the ending "_after" are left out: they are what comes out.
/// Errors: insights.no_tables, insights.invalid_csv.
Result<Tables> read_folder(const std::string& folder);

/// An instant as DevLake writes it ("2023-4-10 6:51:47", "2022-03-07T06:26:42.109+00:00"), UTC where no zone is given.
std::optional<UtcTime> parse_instant(std::string_view text);
/// "2022-03-07T06:26:42.109+00:00"
std::string instant_text(UtcTime time);

// Each function makes one of DevLake's tables of the ones it is made of. Errors: insights.missing_column, with table
// and column.

/// cicd_deployment_commits of cicd_pipelines, cicd_tasks and cicd_pipeline_commits: one row for each commit that a
/// deploying pipeline of the project took along.
Result<Table> deployment_commits(const Tables& tables, std::string_view project);
/// cicd_deployment_commits with prev_success_deployment_commit_id: the successful deployment before it of the same
/// scope, repository and environment.
Result<Table> with_previous(const Tables& tables, std::string_view project);
/// commits_diffs of cicd_deployment_commits and commit_parents: what each deployment brought that the one before it
/// had not.
Result<Table> commit_differences(const Tables& tables, std::string_view project);
/// project_pr_metrics: the stages of each merged pull request, in minutes.
Result<Table> pull_request_metrics(const Tables& tables, std::string_view project);
/// project_incident_deployment_relationships: the latest deployment before each incident, however long before.
Result<Table> incident_deployments(const Tables& tables, std::string_view project);

/// Every table that the given ones suffice for, and the given ones it needs: each is made of the ones before it.
Result<Tables> derive(Tables tables, std::string_view project);

/// What DevLake's dashboards show for the project over [from, to).
struct Figures {
  std::size_t deployments = 0;           ///< Distinct deployments to production that ended well.
  std::optional<double> cycle_hours;     ///< Lower median of pr_cycle_time of what was deployed.
  std::optional<double> failure_rate;    ///< Deployments with an incident ÷ deployments.
  std::optional<double> recovery_hours;  ///< Lower median from a deployment's end to its incident's resolution.
};
Result<Figures> figures(const Tables& derived, std::string_view project, UtcTime from, UtcTime to);

/// Towpath's own definitions over the same facts, and what they leave out. The differences, each with a reason:
/// the unit of lead time is the commit, not the pull request; what was not deployed has no lead time but is in flight;
/// a first deployment has none either, in both; an incident belongs to a deployment only when it opened within
/// `failure_window` after it; medians interpolate.
struct OwnReading {
  Dora dora;
  std::size_t in_flight = 0;           ///< Merged, not deployed.
  std::size_t negative_spans = 0;      ///< Facts that contradict each other: a quality of the data, not of delivery.
  std::size_t not_change_related = 0;  ///< Incidents too late after the last deployment.
};
Result<OwnReading> own_reading(const Tables& derived, std::string_view project, UtcTime from, UtcTime to,
                               std::chrono::hours failure_window = std::chrono::hours(24));

}  // namespace towpath::insights::devlake
