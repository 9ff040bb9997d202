#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "duration.h"
#include "metric_text.h"
#include "output.h"

namespace towpath::cli {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;

/// "7", "90d" or "36h" as whole days, at least one. Errors: cli.usage.
Result<std::string> days_of(const std::string& text) {
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  if (is_number && !text.empty()) return text;
  TRY(const std::int64_t seconds, parse_duration(text));
  return std::to_string(std::max<std::int64_t>(1, (seconds + seconds_per_day - 1) / seconds_per_day));
}

/// "?days=90&owner=group:default/payments" of --since, --team and --component.
Result<std::string> window_of(const Arguments& args) {
  std::string days = "90";
  if (args.has("--since")) {
    TRY(days, days_of(args.text("--since")));
  }
  std::string query = "?days=" + encode(days);
  if (args.has("--component")) query += "&component=" + encode(args.text("--component"));
  if (args.has("--team")) {
    const std::string team = args.text("--team");
    query += "&owner=" + encode(team.starts_with("group:") ? team : "group:default/" + team);
  }
  return query;
}

Result<int> metrics_list(Invocation& invocation) {
  TRY(const std::string window, window_of(invocation.args));
  TRY(auto page, ApiClient(current_server()).get("/api/v1/metrics" + window));
  if (invocation.format == Format::table)
    for (boost::json::value& metric : page.as_object().at("items").as_array()) {
      const std::string unit = text_at(metric, "unit");
      boost::json::object& shown = metric.as_object();
      const boost::json::value target = shown.at("target");
      shown["note"] = metric_note(metric);
      shown["was"] = metric_text(shown.at("before").at("value"), unit);
      shown["wanted"] = target.is_null() ? "" : metric_text(target.at("value"), unit);
      shown["value"] = metric_text(shown.at("value"), unit);
    }
  print_list(
      invocation, page,
      {{"METRIC", "key"}, {"VALUE", "value"}, {"N", "n"}, {"BEFORE", "was"}, {"TARGET", "wanted"}, {"NOTE", "note"}},
      "");
  return 0;
}

Result<int> metrics_show(Invocation& invocation) {
  TRY(const std::string window, window_of(invocation.args));
  TRY(auto metric, ApiClient(current_server()).get("/api/v1/metrics/" + encode(invocation.args.text("key")) + window));
  if (invocation.format != Format::table) {
    invocation.io.out << (invocation.format == Format::json ? boost::json::serialize(metric) : text_at(metric, "key"))
                      << "\n";
    return 0;
  }
  const std::string unit = text_at(metric, "unit");
  boost::json::object& shown = metric.as_object();
  const auto compared = [&](const char* key) -> std::string {
    const boost::json::value& other = shown.at(key);
    return other.is_null() ? "" : metric_text(other.at("value"), unit);
  };
  const boost::json::value target = shown.at("target"), benchmark = shown.at("benchmark");
  shown["was"] = compared("before");
  shown["history"] = compared("baseline");
  shown["wanted"] = compared("target");
  shown["responsible"] = target.is_null() ? "" : text_at(target, "responsible");
  shown["decision"] = target.is_null() ? "" : text_at(target, "decision");
  shown["others"] = benchmark.is_null() ? "" : text_at(benchmark, "title") + ": " + text_at(benchmark, "group");
  if (!benchmark.is_null() && !benchmark.at("score").is_null())
    shown["others"] =
        fmt::format("{}: {:.1f} of 10", text_at(benchmark, "title"), benchmark.at("score").to_number<double>());
  shown["why"] = text_at(metric, "reasonText");
  shown["value"] = metric_text(shown.at("value"), unit);
  print_object(invocation, metric,
               {{"Metric", "name"},
                {"Value", "value"},
                {"Without a value", "why"},
                {"n", "n"},
                {"Before", "was"},
                {"Imported history", "history"},
                {"Target", "wanted"},
                {"Responsible", "responsible"},
                {"Decision", "decision"},
                {"Others", "others"},
                {"Definition", "definition"},
                {"Formula", "formula"},
                {"Made of", "source"},
                {"Who sees it", "audience"}});
  return 0;
}

Result<int> metrics_rows(Invocation& invocation) {
  TRY(const std::string window, window_of(invocation.args));
  TRY(const auto page,
      ApiClient(current_server()).get("/api/v1/metrics/" + encode(invocation.args.text("key")) + "/rows" + window));
  print_list(invocation, page,
             {{"ID", "id"}, {"COMPONENT", "component"}, {"WHAT", "label"}, {"VALUE", "value"}, {"ENDED", "endedAt"}},
             "Nothing of the kind in this time.");
  return 0;
}

/// A number as people type it. Errors: cli.usage.
Result<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  return invalid_input("cli.usage", fmt::format("'{}' is not a number.", text))
      .with_hint("In the metric's unit; a share between 0 and 1: --value 0.1");
}

Result<int> metrics_target(Invocation& invocation) {
  const Arguments& args = invocation.args;
  for (const char* needed : {"--value", "--responsible"})
    if (!args.has(needed))
      return invalid_input("cli.usage", fmt::format("{} is missing.", needed))
          .with_hint("towpath metrics target change-fail-rate --value 0.1 --responsible group:default/platform");
  TRY(const double value, number_of(args.text("--value")));
  TRY(const std::string window, window_of(args));
  boost::json::object body{{"value", value}, {"responsible", args.text("--responsible")}};
  for (const char* name : {"due", "decision"})
    if (args.has(std::string("--") + name)) body[name] = args.text(std::string("--") + name);
  TRY(const auto target, ApiClient(current_server())
                             .call("PUT", "/api/v1/metrics/" + encode(args.text("key")) + "/target" + window, body));
  print_object(invocation, target,
               {{"Target", "value"}, {"Due", "due"}, {"Responsible", "responsible"}, {"Decision", "decision"}});
  return 0;
}

Result<int> metrics_untarget(Invocation& invocation) {
  TRY(const std::string window, window_of(invocation.args));
  TRY(const int refused, confirmed(invocation, "Remove the target of " + invocation.args.text("key") + "?"));
  if (refused != 0) return refused;
  CHECK_OK(ApiClient(current_server())
               .call("DELETE", "/api/v1/metrics/" + encode(invocation.args.text("key")) + "/target" + window));
  return 0;
}

}  // namespace

std::vector<Command> metric_commands() {
  const Operand key{"key", "The metric, as 'metrics list' names it"};
  const std::vector<Option> window{{"--team", "GROUP", "Only of this team"},
                                   {"--component", "NAME", "Only of this component"},
                                   {"--since", "TIME", "Of the last so many days, such as 30d (90d)"}};
  const auto with = [&](std::vector<Option> options) {
    options.insert(options.end(), window.begin(), window.end());
    return options;
  };
  return {
      {"metrics list",
       "Lists every outcome with its value, the time before and the target",
       "towpath metrics list --team payments --since 30d",
       {},
       window,
       metrics_list},
      {"metrics show",
       "Shows one outcome: value, definition, formula, comparison, target",
       "towpath metrics show change-lead-time --component shop",
       {key},
       window,
       metrics_show},
      {"metrics rows",
       "Lists what a metric was made of, newest first",
       "towpath metrics rows recovery-time --since 365d",
       {key},
       window,
       metrics_rows},
      {"metrics target",
       "Sets what is wanted of a metric, who answers for it and what was decided",
       "towpath metrics target change-fail-rate --value 0.1 --responsible group:default/platform",
       {key},
       with({{"--value", "NUMBER", "In the metric's unit; a share between 0 and 1"},
             {"--responsible", "GROUP", "Who answers for it"},
             {"--due", "DAY", "Until when, such as 2027-03-31"},
             {"--decision", "TEXT", "The decision taken from the metric"}}),
       metrics_target},
      {"metrics untarget",
       "Removes the target of a metric",
       "towpath metrics untarget change-fail-rate --yes",
       {key},
       with({{"--yes", "", "Do not ask"}}),
       metrics_untarget},
  };
}

}  // namespace towpath::cli
