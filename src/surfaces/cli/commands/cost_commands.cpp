#include <fmt/core.h>

#include <charconv>
#include <fstream>
#include <ostream>

#include "api_client.h"
#include "cli/download.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> price_fields{
    {"Currency", "currency"}, {"Core hour", "coreHour"}, {"GB hour of memory", "memoryGbHour"}, {"Source", "source"}};
const std::vector<Column> toil_columns{
    {"KIND", "kind"}, {"LOW", "lowMinutes"}, {"HIGH", "highMinutes"}, {"LEFT", "leftMinutes"}, {"SOURCE", "source"}};

/// The number of an option. Errors: cli.usage, also when it is missing.
Result<double> number_of(const Arguments& args, const std::string& name, const std::string& example) {
  const std::string text = args.text(name);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  return invalid_input("cli.usage",
                       text.empty() ? fmt::format("{} is missing.", name) : fmt::format("'{}' is not a number.", text))
      .with_hint(example);
}

Result<int> cost_prices(Invocation& invocation) {
  TRY(const auto prices, ApiClient(current_server()).get("/api/v1/prices"));
  print_object(invocation, prices, price_fields);
  return 0;
}

Result<int> cost_set(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string example =
      "towpath cost set --currency EUR --core-hour 0.02 --memory-gb-hour 0.003 --source 'Invoice of October 2026'";
  TRY(const double core, number_of(args, "--core-hour", example));
  TRY(const double memory, number_of(args, "--memory-gb-hour", example));
  TRY(const auto prices, ApiClient(current_server())
                             .call("PUT", "/api/v1/prices",
                                   boost::json::object{{"currency", args.text("--currency")},
                                                       {"coreHour", core},
                                                       {"memoryGbHour", memory},
                                                       {"source", args.text("--source")}}));
  print_object(invocation, prices, price_fields);
  return 0;
}

Result<int> cost_export(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = "/api/v1/costs/focus?days=" + (args.has("--days") ? encode(args.text("--days")) : "30");
  path += query_of(args, {"component"});
  if (args.has("--team")) path += "&owner=" + encode("group:default/" + args.text("--team"));
  TRY(const std::string csv, submit("GET", path, ""));
  if (!args.has("--out")) {
    invocation.io.out << csv;
    return 0;
  }
  std::ofstream out(args.text("--out"), std::ios::binary | std::ios::trunc);
  out << csv;
  out.close();
  if (!out)
    return failed("cli.file_unwritable", fmt::format("{} cannot be written.", args.text("--out")))
        .with_hint("Choose another --out.");
  return 0;
}

Result<int> toil_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/manual-work"));
  print_list(
      invocation, page, toil_columns,
      "Nobody has said how long work takes by hand: towpath toil set golden_path --low 60 --high 240 --source ...");
  return 0;
}

Result<int> toil_set(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string kind = args.text("kind"),
                    example =
                        "towpath toil set golden_path --low 60 --high 240 --source 'Asked five teams, October 2026'";
  TRY(const double low, number_of(args, "--low", example));
  TRY(const double high, number_of(args, "--high", example));
  double left = 0;
  if (args.has("--left")) {
    TRY(left, number_of(args, "--left", example));
  }
  const ApiClient client(current_server());
  TRY(auto page, client.get("/api/v1/manual-work"));
  boost::json::array items;
  for (const boost::json::value& item : page.at("items").as_array())
    if (text_at(item, "kind") != kind) items.push_back(item);
  items.push_back(boost::json::object{{"kind", kind},
                                      {"lowMinutes", low},
                                      {"highMinutes", high},
                                      {"leftMinutes", left},
                                      {"source", args.text("--source")}});
  TRY(page, client.call("PUT", "/api/v1/manual-work", boost::json::object{{"items", std::move(items)}}));
  print_list(invocation, page, toil_columns, "");
  return 0;
}

Result<int> rating_import(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string example =
      "towpath rating import shop --score 82 --answers 140 --day 2026-11-01 --source 'Store survey'";
  TRY(const double score, number_of(args, "--score", example));
  TRY(const double answers, number_of(args, "--answers", example));
  boost::json::object body{{"product", args.text("product")},
                           {"score", score},
                           {"answers", static_cast<std::int64_t>(answers)},
                           {"day", args.text("--day")},
                           {"source", args.text("--source")}};
  if (args.has("--team")) body["owner"] = "group:default/" + args.text("--team");
  TRY(const auto rating, ApiClient(current_server()).post("/api/v1/customer-ratings", body));
  print_object(invocation, rating,
               {{"Imported", "id"}, {"Product", "product"}, {"Score", "score"}, {"Answers", "answers"}});
  return 0;
}

}  // namespace

std::vector<Command> cost_commands() {
  return {
      {"cost prices", "Shows what an hour of use costs", "towpath cost prices", {}, {}, cost_prices},
      {"cost set",
       "Sets what an hour of use costs",
       "towpath cost set --currency EUR --core-hour 0.02 --memory-gb-hour 0.003 --source 'Invoice of October 2026'",
       {},
       {{"--currency", "CODE", "ISO 4217, such as EUR"},
        {"--core-hour", "PRICE", "A processor core for an hour"},
        {"--memory-gb-hour", "PRICE", "10^9 bytes of memory for an hour"},
        {"--source", "TEXT", "Where the prices are from"}},
       cost_set},
      {"cost export",
       "Writes cost and usage as FOCUS 1.2 has it (CSV)",
       "towpath cost export --days 30 --out focus.csv",
       {},
       {{"--days", "N", "Of the last so many days (30)"},
        {"--team", "GROUP", "Only of this team"},
        {"--component", "NAME", "Only of this component"},
        {"--out", "FILE", "Where to write it; standard output without it"}},
       cost_export},
      {"toil list", "Lists how long work takes by hand, as declared", "towpath toil list", {}, {}, toil_list},
      {"toil set",
       "Declares how long a kind of run takes by hand: what hours saved are computed from",
       "towpath toil set golden_path --low 60 --high 240 --source 'Asked five teams, October 2026'",
       {{"kind", "A kind of run: golden_path, deployment, pipeline"}},
       {{"--low", "MINUTES", "At least"},
        {"--high", "MINUTES", "At most"},
        {"--left", "MINUTES", "What people still do themselves (0)"},
        {"--source", "TEXT", "Who said so, when, from what"}},
       toil_set},
      {"rating import",
       "Imports what customers said elsewhere, of at least five answers",
       "towpath rating import shop --score 82 --answers 140 --day 2026-11-01 --source 'Store survey'",
       {{"product", "What they were asked about"}},
       {{"--score", "NUMBER", "0 to 100"},
        {"--answers", "N", "How many answered; at least 5"},
        {"--day", "DAY", "When, such as 2026-11-01"},
        {"--source", "TEXT", "Where they were asked"},
        {"--team", "GROUP", "The team it is about"}},
       rating_import},
  };
}

}  // namespace towpath::cli
