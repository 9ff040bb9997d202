#include <fmt/core.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <ostream>

#include "cli/download.h"
#include "commands.h"
#include "history_source.h"
#include "http/http.h"
#include "insights/baseline.h"
#include "insights/devlake.h"
#include "json/json.h"
#include "json/nullable.h"

namespace towpath::app {
namespace {

namespace devlake = insights::devlake;

std::string metric_text(const boost::json::value& metric) {
  if (metric.at("value").is_null()) return fmt::format("no data ({})", metric.at("reason").as_string().c_str());
  const double value = metric.at("value").to_number<double>();
  const std::string unit(metric.at("unit").as_string());
  if (unit == "share") return fmt::format("{:.0f} %", value * 100);
  if (unit == "hours" && value >= 48) return fmt::format("{:.1f} days", value / 24);
  return fmt::format("{:.3g} {}", value, unit);
}

std::string hours_text(const std::optional<double>& hours) {
  return hours ? fmt::format("{:.1f} hours", *hours) : std::string("no data");
}

// ---------------------------------------------------------------- metrics dora

boost::json::object value_of(const devlake::Table& table) {
  boost::json::array columns, rows;
  for (const std::string& column : table.columns) columns.emplace_back(column);
  for (const auto& row : table.rows) {
    boost::json::array fields;
    for (const std::string& field : row) fields.emplace_back(field);
    rows.push_back(std::move(fields));
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

Result<int> metrics_dora(cli::Invocation& invocation) {
  const cli::Arguments& args = invocation.args;
  if (args.text("--dialect") != "devlake")
    return invalid_input("cli.usage", "The only dialect besides Towpath's own is devlake.")
        .with_hint("towpath metrics dora --dialect devlake --import-csv DIR; Towpath's own: towpath dora");
  if (!args.has("--import-csv"))
    return invalid_input("cli.usage", "--import-csv is missing.")
        .with_hint("Name a folder with DevLake's domain layer tables, one CSV file each.");
  const std::string project = args.has("--project") ? args.text("--project") : "project1";
  TRY(auto given, devlake::read_folder(args.text("--import-csv")));
  TRY(const devlake::Tables tables, devlake::derive(std::move(given), project));
  if (args.has("--table")) {
    const auto found = tables.find(args.text("--table"));
    if (found == tables.end())
      return not_found("insights.no_tables",
                       fmt::format("There is no table {} and nothing to make it of.", args.text("--table")));
    invocation.io.out << devlake::write_csv(found->second);
    return 0;
  }
  const UtcTime from{}, to = UtcTime::max();
  TRY(const devlake::Figures figures, devlake::figures(tables, project, from, to));
  if (invocation.format == cli::Format::json) {
    boost::json::object all;
    for (const auto& [name, table] : tables) all[name] = value_of(table);
    invocation.io.out << boost::json::serialize(
                             boost::json::object{{"project", project},
                                                 {"deployments", figures.deployments},
                                                 {"cycleHours", json::number_or_null(figures.cycle_hours)},
                                                 {"failureRate", json::number_or_null(figures.failure_rate)},
                                                 {"recoveryHours", json::number_or_null(figures.recovery_hours)},
                                                 {"tables", std::move(all)}})
                      << "\n";
    return 0;
  }
  std::ostream& out = invocation.io.out;
  out << fmt::format("Deployments to production   {}\n", figures.deployments);
  out << fmt::format("Median cycle time           {}\n", hours_text(figures.cycle_hours));
  out << fmt::format("Change failure rate         {}\n",
                     figures.failure_rate ? fmt::format("{:.0f} %", *figures.failure_rate * 100) : "no data");
  out << fmt::format("Median recovery time        {}\n", hours_text(figures.recovery_hours));
  for (const auto& [name, table] : tables) out << fmt::format("  {:<44} {} rows\n", name, table.rows.size());
  return 0;
}

// ---------------------------------------------------------------- import git

void print_baseline(std::ostream& out, const boost::json::value& baseline) {
  static constexpr std::pair<const char*, const char*> names[] = {
      {"deploymentFrequency", "Deployment frequency"},
      {"leadTime", "Change lead time"},
      {"changeFailureRate", "Change fail rate (proxy)"},
      {"failedDeploymentRecoveryTime", "Recovery time (proxy)"},
      {"reworkRate", "Rework rate (proxy)"}};
  out << fmt::format("Baseline {}: {} to {}, from release tags of {}\n", baseline.at("name").as_string().c_str(),
                     std::string(baseline.at("from").as_string()).substr(0, 10),
                     std::string(baseline.at("to").as_string()).substr(0, 10),
                     baseline.at("source").as_string().c_str());
  for (const auto& [key, title] : names) {
    const auto& metric = baseline.at("metrics").at(key);
    out << fmt::format("  {:<28} {:<24} n = {}\n", title, metric_text(metric),
                       metric.at("n").to_number<std::int64_t>());
  }
  out << fmt::format("    writing to the mainline    {}\n", metric_text(baseline.at("stages").at("writing")));
  out << fmt::format("    mainline to the release    {}\n", metric_text(baseline.at("stages").at("waiting")));
  out << fmt::format("  {} commits wait for a release; {} tags were left out.\n",
                     baseline.at("unreleasedCommits").to_number<std::int64_t>(),
                     baseline.at("ignoredTags").to_number<std::int64_t>());
  out << "  A proxy: a patch release within 7 days is taken to mend the release before it.\n";
  if (baseline.at("isShallow").as_bool()) out << "  The clone is shallow: what is not there was not counted.\n";
}

Result<std::chrono::months> months_of(const cli::Arguments& args) {
  int months = 12;
  const std::string text = args.text("--months");
  if (text.empty()) return std::chrono::months(months);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), months);
  if (error != std::errc() || end != text.data() + text.size() || months < 1 || months > 600)
    return invalid_input("cli.usage", fmt::format("'{}' is not a number of months.", text)).with_hint("--months 12");
  return std::chrono::months(months);
}

Result<int> import_git(cli::Invocation& invocation) {
  const cli::Arguments& args = invocation.args;
  const bool is_plan = args.has("--plan");
  if (!is_plan && !args.has("--owner"))
    return invalid_input("cli.usage", "--owner is missing.")
        .with_hint("Name the group it belongs to: --owner group:default/payments; or only look: --plan");
  TRY(const std::chrono::months months, months_of(args));
  TRY(const HistorySource source, open_history(args.text("source")));
  const insights::TagPattern pattern{args.has("--tags") ? args.text("--tags") : std::string("*"),
                                     args.has("--prereleases")};
  const SystemClock clock;
  insights::Baseline baseline =
      insights::baseline_of(insights::released_history(source.history, pattern), months, clock.now());
  baseline.name = args.has("--name") ? args.text("--name") : source.name;
  baseline.source = source.label;
  baseline.component = args.text("--component");
  baseline.owner_ref = args.text("--owner");
  baseline.tag_glob = pattern.glob;
  boost::json::value answer = insights::value_of(baseline);
  if (!is_plan) {
    TRY(const std::string text, cli::submit("PUT", "/api/v1/baselines/" + http::percent_encode(baseline.name),
                                            boost::json::serialize(insights::request_of(baseline))));
    TRY(answer, json::parse(text, {.bytes = std::size_t{64} << 20}));
  }
  if (invocation.format == cli::Format::json)
    invocation.io.out << boost::json::serialize(answer) << "\n";
  else if (invocation.format == cli::Format::name)
    invocation.io.out << baseline.name << "\n";
  else
    print_baseline(invocation.io.out, answer);
  if (baseline.releases.empty())
    invocation.io.err << "No release tag fits. Choose with --tags, for example --tags 'web-v*'.\n";
  return 0;
}

}  // namespace

std::vector<cli::Command> outcome_commands() {
  return {
      {"metrics dora",
       "Reads delivery tables of another tool and shows its figures of them",
       "towpath metrics dora --dialect devlake --import-csv export",
       {},
       {{"--dialect", "NAME", "Whose definitions: devlake"},
        {"--import-csv", "DIR", "The tables, one CSV file each"},
        {"--project", "NAME", "The project in them (project1)"},
        {"--table", "NAME", "Print one table as CSV"}},
       metrics_dora},
      {"import git",
       "Computes the delivery figures of a Git history and keeps them as a baseline; writes nothing to it",
       "towpath import git ../shop --owner group:default/payments --component shop",
       {{"source", "A clone on this machine, or a URL that git can clone"}},
       {{"--owner", "GROUP", "The group it belongs to"},
        {"--component", "NAME", "The component it is compared with"},
        {"--name", "NAME", "Its name (that of the repository)"},
        {"--tags", "GLOB", "Which tags are releases (*): only those that end in a version ever are"},
        {"--prereleases", "", "Count versions such as 1.2.0-rc.1"},
        {"--months", "N", "Of the last N months (12)"},
        {"--plan", "", "Only show the figures; needs no server"}},
       import_git,
       {"putBaseline"},
       "Baseline"},
  };
}

}  // namespace towpath::app
