#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <set>
#include <vector>

#include "api_client.h"
#include "base/strings.h"
#include "base/time.h"
#include "commands.h"
#include "duration.h"
#include "output.h"

namespace towpath::cli {

std::string repository_here() {
  std::error_code ignored;  // a folder that cannot be read is in no repository
  for (auto folder = std::filesystem::current_path(ignored); !folder.empty(); folder = folder.parent_path()) {
    std::ifstream config(folder / ".git" / "config");
    for (std::string line; std::getline(config, line);) {
      const auto name = line.rfind("/git/");
      if (line.find("url = ") == std::string::npos || name == std::string::npos || !line.ends_with(".git")) continue;
      return line.substr(name + 5, line.size() - name - 9);
    }
    if (folder == folder.parent_path()) break;
  }
  return "";
}

namespace {

/// "90m" before now, or a time as it is.
Result<std::string> moment(const std::string& text) {
  if (text.ends_with('Z')) return text;
  TRY(const std::int64_t seconds, parse_duration(text));
  return to_rfc3339(SystemClock().now() - std::chrono::seconds(seconds));
}

/// The component named, or the one whose repository this is: golden paths give both one name.
Result<std::string> component_of(const Arguments& args) {
  std::string name = args.text("component");
  if (name.empty()) name = repository_here();
  if (name.empty())
    return invalid_input("cli.usage", "Which component? This folder is in no repository of the forge.")
        .with_hint("Name it, as in towpath status shop; more with --help");
  return name;
}

/// The incidents that are open belong to the environments they are about.
void add_incidents(boost::json::value& status, const boost::json::value& incidents) {
  for (auto& environment : status.at("environments").as_array()) {
    boost::json::object& object = environment.as_object();
    object["incident"] = nullptr;
    for (const auto& incident : incidents.at("items").as_array()) {
      if (text_at(incident, "environment") != text_at(environment, "name")) continue;
      object["incident"] = incident;
      if (text_at(environment, "nextAction").empty())
        object["nextAction"] = fmt::format("towpath logs {} --environment {}", text_at(incident, "component"),
                                           text_at(incident, "environment"));
    }
  }
}

/// "db (postgres), rates (terraform)": what a workload stands on, by the driver that made it. Names and routes are its
/// address, which has a column of its own.
std::string foundation_of(const boost::json::value& environment) {
  std::string out;
  for (const auto& resource : environment.at("resources").as_array()) {
    const std::string driver = text_at(resource, "driver");
    if (driver == "dns" || driver == "route") continue;
    out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", text_at(resource, "name"), driver);
  }
  return out;
}

Result<int> status(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const std::string name, component_of(invocation.args));
  const std::string component = encode(name);
  TRY(auto answer, api.get(fmt::format("/api/v1/components/{}/status", component)));
  TRY(const auto incidents, api.get(fmt::format("/api/v1/incidents?state=open&limit=200&component={}", component)));
  add_incidents(answer, incidents);
  if (invocation.format == Format::table)
    print_object(invocation, answer,
                 {{"Component", "component"},
                  {"Owner", "owner"},
                  {"Repository", "repository/cloneUrl"},
                  {"Last run", "lastRun/title"},
                  {"State", "lastRun/state"},
                  {"Error", "lastRun/error"},
                  {"Next", "lastRun/nextAction"}});
  boost::json::value list = answer;
  list.as_object()["items"] = answer.at("environments");
  for (auto& environment : list.at("items").as_array())
    environment.as_object()["standsOn"] = foundation_of(environment);
  print_list(invocation, invocation.format == Format::json ? answer : list,
             {{"ENVIRONMENT", "name"},
              {"STATE", "state"},
              {"HEALTH", "health"},
              {"INSTANCES", "instances"},
              {"INCIDENT", "incident/openedAt"},
              {"RELEASE", "release"},
              {"RUNTIME", "runtime"},
              {"STANDS ON", "standsOn"},
              {"DEPLOYED", "deployedAt"},
              {"URL", "url"},
              {"NEXT", "nextAction"}},
             "Not deployed anywhere yet.");
  if (invocation.format == Format::table)
    for (const auto& environment : answer.at("environments").as_array())
      if (!environment.at("incident").is_null())
        invocation.io.out << fmt::format("\n{}: {}\n", text_at(environment, "name"),
                                         text_at(environment, "incident/reason"));
  return 0;
}

/// Prints lines as they come. People are told which instance wrote a line as soon as several have; what goes into a
/// pipe is the lines alone.
class LinePrinter {
 public:
  explicit LinePrinter(Invocation& invocation) : invocation_(invocation) {}

  void print(const boost::json::value& batch) {
    const boost::json::array& lines = batch.at("lines").as_array();
    for (const auto& line : lines) instances_.insert(text_at(line, "instance"));
    const bool is_labelled = invocation_.io.is_terminal && instances_.size() > 1;
    for (const auto& line : lines) {
      if (invocation_.format == Format::json) {
        invocation_.io.out << boost::json::serialize(line) << "\n";
        continue;
      }
      if (is_labelled) invocation_.io.out << "[" << last_of(text_at(line, "instance")) << "] ";
      invocation_.io.out << text_at(line, "text") << "\n";
    }
    invocation_.io.out.flush();
  }

 private:
  static std::string last_of(const std::string& id) { return id.size() > 5 ? id.substr(id.size() - 5) : id; }

  Invocation& invocation_;
  std::set<std::string> instances_;
};

/// All of a range, oldest first, as one page.
Result<boost::json::value> whole_range(const ApiClient& api, const std::string& path) {
  boost::json::value whole;
  std::string from = "&from=start";
  for (bool has_more = true; has_more;) {
    TRY(auto page, api.get(fmt::format("{}{}&limit=2000", path, from)));
    from = "&after=" + encode(text_at(page, "newer"));
    has_more = page.at("hasNewer").as_bool();
    if (whole.is_null()) {
      whole = std::move(page);
      continue;
    }
    for (auto& line : page.at("lines").as_array()) whole.at("lines").as_array().push_back(std::move(line));
    whole.as_object()["newer"] = page.at("newer");
    whole.as_object()["hasNewer"] = has_more;
  }
  return whole;
}

Result<int> logs(Invocation& invocation) {
  const ApiClient api(current_server());
  const Arguments& args = invocation.args;
  const std::string environment = args.has("--environment") ? args.text("--environment") : "development";
  TRY(const std::string name, component_of(args));
  const std::string path = fmt::format("/api/v1/components/{}/logs", encode(name));
  std::string query = "?environment=" + encode(environment);
  if (args.has("--search")) query += "&q=" + encode(args.text("--search"));
  std::string range;
  for (const auto& [option, parameter] : {std::pair("--since", "since"), std::pair("--until", "until")})
    if (args.has(option)) {
      TRY(const std::string time, moment(args.text(option)));
      range += fmt::format("&{}={}", parameter, encode(time));
    }
  const bool is_whole = args.has("--since") && !args.has("--limit");
  const std::string limit = args.has("--limit") ? encode(args.text("--limit")) : "200";
  TRY(const auto page, is_whole ? whole_range(api, path + query + range)
                                : api.get(fmt::format("{}{}{}&limit={}", path, query, range, limit)));
  if (!args.has("--follow") && invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(page) << "\n";
    return 0;
  }
  LinePrinter printer(invocation);
  printer.print(page);
  if (!args.has("--follow")) return 0;
  const std::string newer = text_at(page, "newer");
  CHECK_OK(api.stream(fmt::format("{}/stream{}{}", path, query, newer.empty() ? "" : "&after=" + encode(newer)),
                      [&](std::string_view event, const boost::json::value& batch) {
                        if (event == "lines") printer.print(batch);
                        return true;
                      }));
  return 0;
}

Result<int> incident_list(Invocation& invocation) {
  std::string path = "/api/v1/incidents?limit=" +
                     (invocation.args.has("--limit") ? encode(invocation.args.text("--limit")) : std::string("50"));
  path += query_of(invocation.args, {"component", "environment"});
  if (invocation.args.has("--open")) path += "&state=open";
  TRY(auto page, ApiClient(current_server()).get(path));
  if (invocation.format == Format::table)  // a reason may quote lines of output; a table has room for one
    for (auto& item : page.at("items").as_array()) {
      const std::string reason = text_at(item, "reason");
      item.as_object()["reason"] = reason.substr(0, reason.find('\n'));
    }
  print_list(invocation, page,
             {{"ID", "id"},
              {"COMPONENT", "component"},
              {"ENVIRONMENT", "environment"},
              {"STATE", "state"},
              {"OPENED BY", "origin"},
              {"OPENED", "openedAt"},
              {"CLOSED", "closedAt"},
              {"REASON", "reason"}},
             "No incidents.");
  return 0;
}

const std::vector<Column> incident_fields{{"Id", "id"},
                                          {"Component", "component"},
                                          {"Environment", "environment"},
                                          {"State", "state"},
                                          {"Opened by", "origin"},
                                          {"Severity", "severity"},
                                          {"Deployment", "deployment"},
                                          {"Instance", "instance"},
                                          {"Opened", "openedAt"},
                                          {"Closed", "closedAt"},
                                          {"Resolution", "resolution"},
                                          {"More at", "url"},
                                          {"Reason", "reason"}};

std::string incident_path(Invocation& invocation) {
  return "/api/v1/incidents/" + encode(invocation.args.text("incident"));
}

Result<int> incident_show(Invocation& invocation) {
  TRY(const auto incident, ApiClient(current_server()).get(incident_path(invocation)));
  print_object(invocation, incident, incident_fields);
  return 0;
}

Result<int> incident_open(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"component", args.text("component")},
                           {"environment", args.text("environment")},
                           {"title", join(args.list("title"), " ")}};
  for (const auto& [option, field] : {std::pair("--severity", "severity"), std::pair("--url", "url"),
                                      std::pair("--deployment", "deployment"), std::pair("--since", "openedAt")})
    if (args.has(option)) body[field] = args.text(option);
  TRY(const auto incident, ApiClient(current_server()).post("/api/v1/incidents", body));
  print_object(invocation, incident, incident_fields);
  return 0;
}

Result<int> incident_resolve(Invocation& invocation) {
  boost::json::object body;
  if (invocation.args.has("--at")) body["resolvedAt"] = invocation.args.text("--at");
  TRY(const auto incident, ApiClient(current_server()).post(incident_path(invocation) + "/resolution", body));
  print_object(invocation, incident, incident_fields);
  return 0;
}

Result<int> incident_link(Invocation& invocation) {
  boost::json::object body{{"deployment", nullptr}};
  if (invocation.args.has("--deployment")) body["deployment"] = invocation.args.text("--deployment");
  TRY(const auto incident,
      ApiClient(current_server()).call("PUT", incident_path(invocation) + "/deployment", std::move(body)));
  print_object(invocation, incident, incident_fields);
  return 0;
}

}  // namespace

std::vector<Command> observe_commands() {
  const Operand component{"component", "The component; in its repository it need not be said", false},
      component_there{"component", "The component"};
  return {
      {"status",
       "Shows where a component runs, how it is and what to do next",
       "towpath status shop",
       {component},
       {},
       status},
      {"logs",
       "Prints what a component writes; with -f, -o json gives one object a line",
       "towpath logs shop --environment production -f",
       {component},
       {{"--environment", "NAME", "The environment (development)"},
        {"-f,--follow", "", "Go on as it comes"},
        {"--since", "TIME", "All since then: 15m, 2h, 3d or a time"},
        {"--until", "TIME", "Nothing after then"},
        {"--search", "TEXT", "Only lines that contain it, case aside"},
        {"--limit", "N", "How many of the newest lines (200)"}},
       logs},
      {"incident list",
       "Lists incidents, newest first",
       "towpath incident list --component shop --open",
       {},
       {{"--component", "NAME", "Of this component"},
        {"--environment", "NAME", "In this environment"},
        {"--open", "", "Only those that are not over"},
        {"--limit", "N", "How many (50)"}},
       incident_list},
      {"incident show",
       "Shows an incident",
       "towpath incident show 01JD8XZ4B6W7Y2E9P3T5V0QRST",
       {{"incident", "Its id"}},
       {},
       incident_show},
      {"incident open",
       "Opens an incident by hand, for what nothing watches",
       "towpath incident open orders development Nobody can pay --severity high",
       {component_there, {"environment", "Where"}, {"title", "What does not work", true, true}},
       {{"--severity", "WORD", "How bad it is"},
        {"--since", "TIME", "When it began; now without it"},
        {"--deployment", "ID",
         "The deployment it is due to; without it the one in force, when that is not older than 24 h"},
        {"--url", "URL", "Where more about it is"}},
       incident_open},
      {"incident resolve",
       "Says that an incident is over",
       "towpath incident resolve 01JD8XZ4B6W7Y2E9P3T5V0QRST",
       {{"incident", "Its id"}},
       {{"--at", "TIME", "When it ended; now without it"}},
       incident_resolve},
      {"incident link",
       "Says which deployment an incident is due to; to none without --deployment",
       "towpath incident link 01JD8XZ4B6W7Y2E9P3T5V0QRST --deployment 01JD8XZ4B6W7Y2E9P3T5V0QRST",
       {{"incident", "Its id"}},
       {{"--deployment", "ID", "The deployment"}},
       incident_link},
  };
}

}  // namespace towpath::cli
