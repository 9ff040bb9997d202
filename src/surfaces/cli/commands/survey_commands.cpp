#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> survey_fields{{"Survey", "id"},         {"Kind", "kind"},        {"Title", "title"},
                                        {"State", "state"},       {"Smallest group", "k"}, {"Asked", "invited"},
                                        {"Answered", "answered"}, {"Opened", "openedAt"},  {"Closed", "closedAt"}};

std::string path_of(const Arguments& args) { return "/api/v1/surveys/" + encode(args.text("survey")); }

Result<int> survey_list(Invocation& invocation) {
  TRY(const auto page,
      ApiClient(current_server()).get("/api/v1/surveys?limit=100" + query_of(invocation.args, {"state"})));
  print_list(invocation, page,
             {{"ID", "id"},
              {"KIND", "kind"},
              {"STATE", "state"},
              {"TITLE", "title"},
              {"ASKED", "invited"},
              {"ANSWERED", "answered"}},
             "Nothing was asked yet: towpath survey create baseline");
  return 0;
}

/// The number of an option, or the text, which the server refuses with the reason.
boost::json::value number_of(const std::string& text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return boost::json::value(text);
  return number;
}

Result<int> survey_create(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"kind", args.text("kind")}};
  if (args.has("--title")) body["title"] = args.text("--title");
  if (args.has("--k")) body["k"] = number_of(args.text("--k"));
  TRY(const auto survey, ApiClient(current_server()).post("/api/v1/surveys", body));
  print_object(invocation, survey, survey_fields);
  return 0;
}

Result<int> survey_open(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body;
  if (args.has("--days")) body["days"] = number_of(args.text("--days"));
  TRY(const auto survey, ApiClient(current_server()).post(path_of(args) + "/opening", body));
  print_object(invocation, survey, survey_fields);
  return 0;
}

Result<int> survey_close(Invocation& invocation) {
  TRY(const auto survey,
      ApiClient(current_server()).post(path_of(invocation.args) + "/closing", boost::json::object()));
  print_object(invocation, survey, survey_fields);
  return 0;
}

/// The questions, one a line, for whoever has to answer them.
std::string questions_of(const boost::json::value& survey) {
  std::string out;
  for (const auto& question : survey.at("questions").as_array()) {
    const std::string range = question.at("least").is_null()
                                  ? std::string("words")
                                  : fmt::format("{} to {}", text_at(question, "least"), text_at(question, "most"));
    out += fmt::format("\n  {}  {} ({}, {})", text_at(question, "id"), text_at(question, "text"), range,
                       text_at(question, "scale"));
  }
  return out;
}

Result<int> survey_answer(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const ApiClient api(current_server());
  TRY(const auto survey, api.get(path_of(args)));
  boost::json::array answers;
  for (const std::string& given : args.list("answer")) {
    const auto sign = given.find('=');
    if (sign == given.npos || sign == 0)
      return invalid_input("cli.usage", fmt::format("'{}' is not QUESTION=ANSWER.{}", given, questions_of(survey)))
          .with_hint(fmt::format("towpath survey answer {} L1=4", args.text("survey")));
    boost::json::object answer{{"question", given.substr(0, sign)}};
    bool is_text = false;
    for (const auto& question : survey.at("questions").as_array())
      if (text_at(question, "id") == given.substr(0, sign)) is_text = text_at(question, "scale") == "text";
    const std::string value = given.substr(sign + 1);
    answer[is_text ? "text" : "score"] = is_text ? boost::json::value(value) : number_of(value);
    answers.push_back(std::move(answer));
  }
  if (answers.empty())
    return invalid_input("cli.usage", "Say QUESTION=ANSWER for what you want to answer:" + questions_of(survey))
        .with_hint(fmt::format("towpath survey answer {} L1=4", args.text("survey")));
  CHECK_OK(api.post(path_of(args) + "/answers", boost::json::object{{"answers", std::move(answers)}}));
  TRY(const auto answered, api.get(path_of(args)));
  print_object(invocation, answered, survey_fields);
  invocation.io.err << "Counted. Nobody can find out that it was you.\n";
  return 0;
}

/// "72 (64 to 80)".
std::string estimate_text(const boost::json::value& estimate, double factor, std::string_view unit) {
  if (estimate.is_null()) return "";
  const auto number = [&](const char* key) { return estimate.at(key).to_number<double>() * factor; };
  return fmt::format("{:.0f}{} ({:.0f} to {:.0f})", number("value"), unit, number("low"), number("high"));
}

Result<int> survey_results(Invocation& invocation) {
  TRY(const auto results, ApiClient(current_server()).get(path_of(invocation.args) + "/results"));
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(results) << "\n";
    return 0;
  }
  boost::json::array rows;
  const auto add = [&](const boost::json::value& group, const std::string& name) {
    rows.push_back(boost::json::object{{"name", name},
                                       {"n", group.at("n").is_null() ? boost::json::value("withheld") : group.at("n")},
                                       {"satisfaction", estimate_text(group.at("satisfaction"), 100, " %")},
                                       {"promoters", estimate_text(group.at("promoters"), 1, "")},
                                       {"index", estimate_text(group.at("index"), 1, "")}});
  };
  add(results.at("whole"), "everybody");
  for (const auto& team : results.at("teams").as_array())
    add(team, team.at("team").is_null() ? "(no team)" : text_at(team, "team"));
  print_list(invocation, boost::json::object{{"items", std::move(rows)}},
             {{"WHO", "name"}, {"N", "n"}, {"SATISFIED", "satisfaction"}, {"NPS", "promoters"}, {"INDEX", "index"}},
             "");
  if (!results.at("responseRate").is_null())
    invocation.io.err << fmt::format("{:.0f} % of those who were asked answered. In parentheses: 95 % confidence.\n",
                                     results.at("responseRate").to_number<double>() * 100);
  return 0;
}

}  // namespace

std::vector<Command> survey_commands() {
  const Operand survey{"survey", "Its id"};
  const char* id = "01JD8XZ4B6W7Y2E9P3T5V0QRST";
  return {
      {"survey list",
       "Lists what is and was asked",
       "towpath survey list --state open",
       {},
       {{"--state", "STATE", "Only draft, open or closed"}},
       survey_list},
      {"survey create",
       "Writes a survey with the questions of its kind",
       "towpath survey create quarterly",
       {{"kind", "baseline, quarterly or first-deployment"}},
       {{"--title", "TEXT", "What it is called"}, {"--k", "N", "The smallest group that is shown: 5 or more"}},
       survey_create},
      {"survey open",
       "Asks everybody",
       fmt::format("towpath survey open {} --days 14", id),
       {survey},
       {{"--days", "N", "How long it stays open (14)"}},
       survey_open},
      {"survey close",
       "Ends a survey and works out its results",
       fmt::format("towpath survey close {}", id),
       {survey},
       {},
       survey_close},
      {"survey answer",
       "Answers a survey, once; without answers it says what is asked",
       fmt::format("towpath survey answer {} L1=4 P6=9 \"T1=Waiting for reviews\"", id),
       {survey, {"answer", "QUESTION=ANSWER", false, true}},
       {},
       survey_answer},
      {"survey results",
       "Shows what came of a survey, for groups only",
       fmt::format("towpath survey results {}", id),
       {survey},
       {},
       survey_results},
  };
}

}  // namespace towpath::cli
