#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

/// "4 gold, 2 silver, 1 none".
std::string standings_of(const json::value& value) {
  std::string out;
  for (const json::value& each : value.at("standings").as_array()) {
    if (each.at("entities").to_number<int>() == 0) continue;
    const std::string level = text_at(each, "level");
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", text_at(each, "entities"), level.empty() ? "none" : level);
  }
  return out;
}

Result<int> list_scorecards(Invocation& invocation) {
  TRY(auto answer, ApiClient(current_server()).get("/api/v1/scorecards"));
  if (invocation.format == Format::table)
    for (json::value& each : answer.at("items").as_array()) each.as_object()["standingsText"] = standings_of(each);
  print_list(invocation, answer,
             {{"SCORECARD", "name"}, {"TITLE", "title"}, {"COVERS", "entities"}, {"STANDS", "standingsText"}},
             "There is no scorecard.");
  return 0;
}

Result<int> get_scorecard(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/scorecards/" + encode(invocation.args.text("name"))));
  print_object(invocation, answer,
               {{"Scorecard", "name"},
                {"Title", "title"},
                {"Description", "description"},
                {"Owner", "owner"},
                {"Levels", "levels"},
                {"Covers", "entities"}});
  if (invocation.format != Format::table) return 0;
  invocation.io.out << "\n";
  print_list(invocation, json::object{{"items", answer.at("checks")}},
             {{"CHECK", "id"}, {"LEVEL", "level"}, {"TITLE", "title"}, {"WHY", "why"}}, "");
  return 0;
}

/// What a person reads first: what does not pass, and how to make it.
void print_failing(std::ostream& out, const json::value& standing) {
  for (const json::value& check : standing.at("checks").as_array()) {
    const std::string outcome = text_at(check, "outcome");
    if (outcome == "pass") continue;
    out << fmt::format("  {} ({}): {}\n", outcome, text_at(check, "level"), text_at(check, "title"));
    if (const std::string reason = text_at(check, "reason"); !reason.empty()) out << "    " << reason << "\n";
    for (const std::string& line : split(trim(text_at(check, "fix")), '\n')) out << "    " << line << "\n";
  }
}

Result<int> show_component(Invocation& invocation) {
  std::string entity = invocation.args.text("component");
  if (entity.empty()) entity = repository_here();
  if (entity.empty())
    return invalid_input("cli.usage", "Name a component, or go into its repository.")
        .with_hint("towpath scorecard show orders");
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/scorecard-standings?entity=" + encode(entity)));
  if (invocation.format != Format::table) {
    print_list(invocation, answer, {{"SCORECARD", "scorecard"}}, "");
    return 0;
  }
  if (answer.at("items").as_array().empty()) invocation.io.err << "No scorecard covers it.\n";
  for (const json::value& standing : answer.at("items").as_array()) {
    const std::string level = text_at(standing, "level"), next = text_at(standing, "nextLevel");
    invocation.io.out << fmt::format("{}: {} ({} %){}\n", text_at(standing, "title"),
                                     level.empty() ? "no level yet" : level, text_at(standing, "score"),
                                     next.empty() ? "" : ", next is " + next);
    print_failing(invocation.io.out, standing);
  }
  return 0;
}

Result<int> heat_map(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string base = "/api/v1/scorecards/" + encode(args.text("name"));
  const ApiClient api(current_server());
  if (args.has("--teams")) {
    TRY(auto answer, api.get(base + "/teams"));
    if (invocation.format == Format::table)
      for (json::value& each : answer.at("items").as_array()) each.as_object()["standingsText"] = standings_of(each);
    print_list(invocation, answer, {{"TEAM", "team"}, {"ENTITIES", "entities"}, {"STANDS", "standingsText"}},
               "It covers nothing yet.");
    return 0;
  }
  TRY(const auto answer, api.all(base + "/entities?limit=500" + query_of(args, {"team"})));
  print_list(invocation, answer,
             {{"ENTITY", "entity"}, {"TEAM", "team"}, {"LEVEL", "level"}, {"SCORE", "score"}, {"CHECKS", "cells"}},
             "It covers nothing yet.");
  return 0;
}

Result<int> test_file(Invocation& invocation) {
  const std::string file = invocation.args.text("file");
  TRY(const std::string text, text_from(invocation.io, file));
  TRY(const auto answer,
      ApiClient(current_server())
          .post("/api/v1/scorecard-trials", json::object{{"text", text}, {"fileName", file == "-" ? "stdin" : file}}));
  if (invocation.format != Format::table) {
    print_list(invocation, answer, {{"SCORECARD", "name"}}, "");
    return 0;
  }
  for (const json::value& trial : answer.at("items").as_array()) {
    invocation.io.out << fmt::format("{}: covers {}, {}\n", text_at(trial, "title"), text_at(trial, "entities"),
                                     standings_of(trial));
    print_list(invocation, json::object{{"items", trial.at("checks")}},
               {{"CHECK", "id"},
                {"PASS", "counts/pass"},
                {"FAIL", "counts/fail"},
                {"UNKNOWN", "counts/unknown"},
                {"TITLE", "title"}},
               "");
  }
  return 0;
}

Result<int> push_result(Invocation& invocation) {
  const Arguments& args = invocation.args;
  json::object body{{"entity", args.text("component")}, {"outcome", args.text("outcome")}};
  for (const auto& [option, key] : {std::pair("--source", "source"), std::pair("--reason", "reason"),
                                    std::pair("--url", "url"), std::pair("--expires-at", "expiresAt")})
    if (args.has(option)) body[key] = args.text(option);
  TRY(const auto answer, ApiClient(current_server())
                             .call("PUT",
                                   fmt::format("/api/v1/scorecards/{}/checks/{}/result", encode(args.text("name")),
                                               encode(args.text("check"))),
                                   body));
  print_object(invocation, answer, {{"Check", "id"}, {"Outcome", "outcome"}, {"Reason", "reason"}});
  return 0;
}

const std::vector<Column> campaign_fields{
    {"Campaign", "id"},     {"Title", "title"},         {"State", "state"},        {"Due", "dueAt"},
    {"Why", "why"},         {"Scorecard", "scorecard"}, {"For", "team"},           {"Owner", "owner"},
    {"Ended", "endReason"}, {"Met", "progress/met"},    {"Not", "progress/unmet"}, {"Not known", "progress/unknown"}};

Result<int> list_campaigns(Invocation& invocation) {
  TRY(const auto page,
      ApiClient(current_server()).get("/api/v1/campaigns?limit=200" + query_of(invocation.args, {"state"})));
  print_list(invocation, page,
             {{"ID", "id"},
              {"STATE", "state"},
              {"DUE", "dueAt"},
              {"MET", "progress/met"},
              {"NOT", "progress/unmet"},
              {"TITLE", "title"}},
             "No bar is raised.");
  return 0;
}

Result<int> show_campaign(Invocation& invocation) {
  TRY(const auto answer,
      ApiClient(current_server()).get("/api/v1/campaigns/" + encode(invocation.args.text("campaign"))));
  print_object(invocation, answer, campaign_fields);
  if (invocation.format != Format::table) return 0;
  invocation.io.out << "\n";
  print_list(invocation, json::object{{"items", answer.at("teams")}},
             {{"TEAM", "team"}, {"MET", "progress/met"}, {"NOT", "progress/unmet"}, {"NOT KNOWN", "progress/unknown"}},
             "Nothing you can see is in its scope.");
  return 0;
}

Result<int> start_campaign(Invocation& invocation) {
  const Arguments& args = invocation.args;
  json::object body{{"title", args.text("title")}, {"scorecard", args.text("--scorecard")}};
  for (const auto& [option, key] :
       {std::pair("--why", "why"), std::pair("--level", "level"), std::pair("--team", "team"),
        std::pair("--owner", "owner"), std::pair("--due", "dueAt")})
    if (args.has(option)) body[key] = args.text(option);
  if (const auto checks = args.list("--check"); !checks.empty())
    body["checks"] = json::array(checks.begin(), checks.end());
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/campaigns", body));
  print_object(invocation, answer, campaign_fields);
  return 0;
}

Result<int> end_campaign(Invocation& invocation) {
  const Arguments& args = invocation.args;
  TRY(const auto answer, ApiClient(current_server())
                             .post(fmt::format("/api/v1/campaigns/{}/ending", encode(args.text("campaign"))),
                                   json::object{{"reason", args.text("--reason")}}));
  print_object(invocation, answer, campaign_fields);
  return 0;
}

}  // namespace

std::vector<Command> campaign_commands() {
  const char* id = "01JD8XZ4B6W7Y2E9P3T5V0QRST";
  const Operand campaign{"campaign", "Its id"};
  return {
      {"campaign list",
       "Lists the bars that are raised",
       "towpath campaign list --state running",
       {},
       {{"--state", "STATE", "Only running, done, over or ended"}},
       list_campaigns},
      {"campaign show",
       "Shows a campaign with its progress by team",
       fmt::format("towpath campaign show {}", id),
       {campaign},
       {},
       show_campaign},
      {"campaign start",
       "Raises a bar: asks teams to pass checks by a date",
       "towpath campaign start \"Say when you are ready\" --scorecard production-readiness --check readiness-probe "
       "--due "
       "2026-12-31 --owner group:platform --why \"Bad versions took traffic three times\"",
       {{"title", "What it is about"}},
       {{"--scorecard", "NAME", "See: scorecard list"},
        {"--check", "ID", "A check to pass; again for more"},
        {"--level", "LEVEL", "Instead: all checks up to this level"},
        {"--team", "GROUP", "Whom it is for; without it everybody"},
        {"--owner", "GROUP", "Who answers for it"},
        {"--due", "DATE", "The last day, as 2026-12-31, or a time"},
        {"--why", "TEXT", "Why; everybody asked reads it"}},
       start_campaign},
      {"campaign end",
       "Ends a campaign before its date",
       fmt::format("towpath campaign end {} --reason \"The check was wrong\"", id),
       {campaign},
       {{"--reason", "TEXT", "Why"}},
       end_campaign},
  };
}

std::vector<Command> scorecard_commands() {
  const Operand name{"name", "See: scorecard list"};
  return {
      {"scorecard list",
       "Lists the scorecards and how things stand",
       "towpath scorecard list",
       {},
       {},
       list_scorecards},
      {"scorecard get",
       "Shows a scorecard with its checks",
       "towpath scorecard get production-readiness",
       {name},
       {},
       get_scorecard},
      {"scorecard show",
       "Shows how a component stands, what does not pass and how to fix it",
       "towpath scorecard show orders",
       {{"component", "Its name or reference; in its repository, that component", false}},
       {},
       show_component},
      {"scorecard map",
       "Shows a scorecard's heat map, by entity or by team",
       "towpath scorecard map production-readiness --team group:payments",
       {name},
       {{"--team", "GROUP", "Only what this group owns"}, {"--teams", "", "A row for each team"}},
       heat_map},
      {"scorecard test",
       "Tries a scorecard out on what is there; nothing is kept",
       "towpath scorecard test scorecard.yaml",
       {{"file", "A YAML file, or - for standard input"}},
       {},
       test_file},
      {"scorecard push",
       "Reports the result of an external check",
       "towpath scorecard push security penetration-test orders pass --source \"nightly scan\"",
       {name, {"check", "Its id"}, {"component", "Name or reference"}, {"outcome", "pass or fail"}},
       {{"--source", "TEXT", "Who found out"},
        {"--reason", "TEXT", "Why it fails"},
        {"--url", "URL", "Where to read more"},
        {"--expires-at", "TIME", "Until when it counts, as 2026-12-31 or a time"}},
       push_result},
  };
}

}  // namespace towpath::cli
