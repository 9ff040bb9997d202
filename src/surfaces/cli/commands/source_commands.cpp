#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

const std::vector<Column> source_fields{{"Source", "name"},
                                        {"Type", "type"},
                                        {"Proves itself by", "scheme"},
                                        {"Enabled", "enabled"},
                                        {"Address", "address"},
                                        {"Component", "component"},
                                        {"Components", "components"},
                                        {"Environments", "environments"},
                                        {"Last received", "receivedAt"},
                                        {"Last refused", "refusedAt"},
                                        {"Because", "refusedBecause"},
                                        {"Secret", "secret"}};

std::string path_of(Invocation& invocation) { return "/api/v1/sources/" + encode(invocation.args.text("source")); }

/// "--map theirs=ours", again for more, as an object.
Result<boost::json::object> names_of(const Arguments& args, const std::string& option) {
  boost::json::object out;
  for (const std::string& pair : args.list(option)) {
    const auto equals = pair.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
      return invalid_input("cli.usage", fmt::format("'{}' is not NAME=VALUE.", pair))
          .with_hint(fmt::format("{} team/legacy-shop=shop", option));
    out[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  return out;
}

void print_secret_note(Invocation& invocation) {
  invocation.io.err << "The secret is shown once. The sender needs it with the server's address and this path.\n";
}

Result<int> source_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/sources?limit=500"));
  print_list(invocation, page,
             {{"SOURCE", "name"},
              {"TYPE", "type"},
              {"SCHEME", "scheme"},
              {"ENABLED", "enabled"},
              {"RECEIVED", "receivedAt"},
              {"REFUSED", "refusedAt"}},
             "No sources. Make one: towpath source create github-shop --type github");
  return 0;
}

Result<int> source_create(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"name", args.text("source")}, {"type", args.text("--type")}};
  for (const char* name : {"scheme", "component"})
    if (args.has("--" + std::string(name))) body[name] = args.text("--" + std::string(name));
  TRY(body["components"], names_of(args, "--map"));
  TRY(body["environments"], names_of(args, "--environment"));
  TRY(const auto made, ApiClient(current_server()).post("/api/v1/sources", body));
  print_object(invocation, made, source_fields);
  print_secret_note(invocation);
  return 0;
}

Result<int> source_show(Invocation& invocation) {
  TRY(const auto source, ApiClient(current_server()).get(path_of(invocation)));
  print_object(invocation, source, source_fields);
  return 0;
}

Result<int> source_update(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const ApiClient api(current_server());
  boost::json::object body;
  for (const char* name : {"scheme", "component"})
    if (args.has("--" + std::string(name))) body[name] = args.text("--" + std::string(name));
  if (args.has("--enabled")) body["enabled"] = args.text("--enabled") == "true";
  // Names are added to those that are there.
  TRY(const auto before, api.get(path_of(invocation)));
  for (const auto& [option, field] : {std::pair("--map", "components"), std::pair("--environment", "environments")}) {
    if (!args.has(option)) continue;
    TRY(const auto more, names_of(args, option));
    boost::json::object all = before.at(field).as_object();
    for (const auto& [theirs, ours] : more) all[theirs] = ours;
    body[field] = std::move(all);
  }
  TRY(const auto source, api.call("PATCH", path_of(invocation), std::move(body)));
  print_object(invocation, source, source_fields);
  return 0;
}

Result<int> source_secret(Invocation& invocation) {
  TRY(const auto made, ApiClient(current_server()).post(path_of(invocation) + "/secret", boost::json::object()));
  print_object(invocation, made, source_fields);
  print_secret_note(invocation);
  return 0;
}

Result<int> source_delete(Invocation& invocation) {
  TRY(const int answer, confirmed(invocation, fmt::format("Delete the source {} with what it received?",
                                                          invocation.args.text("source"))));
  if (answer != 0) return answer;
  CHECK_OK(ApiClient(current_server()).call("DELETE", path_of(invocation)));
  return 0;
}

Result<int> source_log(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const ApiClient api(current_server());
  if (args.has("--id")) {
    TRY(const auto received, api.get(path_of(invocation) + "/received/" + encode(args.text("--id"))));
    print_object(invocation, received,
                 {{"Id", "id"},
                  {"Kind", "kind"},
                  {"State", "state"},
                  {"Received", "receivedAt"},
                  {"Read again", "replayedAt"},
                  {"Outcomes", "outcomes"},
                  {"Headers", "headers"},
                  {"Body", "body"}});
    return 0;
  }
  const std::string limit = args.has("--limit") ? encode(args.text("--limit")) : "50";
  TRY(auto page, api.get(path_of(invocation) + "/received?limit=" + limit + query_of(args, {"state"})));
  if (invocation.format == Format::table)  // a request may tell many things; a table has room for the first
    for (auto& item : page.at("items").as_array())
      if (!item.at("outcomes").as_array().empty())
        item.as_object()["first"] = boost::json::value(item.at("outcomes").as_array()[0]);
  print_list(invocation, page,
             {{"ID", "id"},
              {"RECEIVED", "receivedAt"},
              {"KIND", "kind"},
              {"STATE", "state"},
              {"FACT", "first/fact"},
              {"REASON", "first/reason"}},
             "Nothing came yet.");
  return 0;
}

Result<int> source_replay(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const ApiClient api(current_server());
  boost::json::object body;
  boost::json::array ids;
  for (const std::string& id : args.list("--id")) ids.emplace_back(id);
  if (!ids.empty()) body["ids"] = std::move(ids);
  if (args.has("--since")) body["since"] = args.text("--since");
  boost::json::object total{{"replayed", 0}, {"mapped", 0},    {"ignored", 0},
                            {"refused", 0},  {"duplicate", 0}, {"next", nullptr}};
  for (;;) {
    TRY(const auto report, api.post(path_of(invocation) + "/replays", body));
    for (const char* count : {"replayed", "mapped", "ignored", "refused", "duplicate"})
      total[count] = total[count].as_int64() + report.at(count).as_int64();
    if (report.at("next").is_null()) break;
    body["after"] = report.at("next");
  }
  print_object(invocation, total,
               {{"Read again", "replayed"}, {"Mapped", "mapped"}, {"Ignored", "ignored"}, {"Refused", "refused"}});
  return 0;
}

}  // namespace

std::vector<Command> source_commands() {
  const Operand source{"source", "Its name"};
  const Option map{"--map", "THEIRS=OURS", "What they call a component, and which one it is; again for more"},
      environment{"--environment", "THEIRS=TYPE",
                  "What they call an environment, and its type: production, staging, testing, development or preview"},
      component{"--component", "NAME", "What everything is about that names nothing known"},
      scheme{"--scheme", "WORD", "How requests prove themselves, where a type has several ways"};
  return {
      {"source list", "Lists what other systems send to", "towpath source list", {}, {}, source_list},
      {"source create",
       "Makes an endpoint for another system and shows its secret once",
       "towpath source create github-shop --type github --environment eu-1=production",
       {source},
       {{"--type", "TYPE", "cdevents, github, gitlab, gitea, alertmanager, pagerduty or devlake"},
        scheme,
        component,
        map,
        environment},
       source_create},
      {"source show", "Shows a source", "towpath source show outside", {source}, {}, source_show},
      {"source update",
       "Changes a source; names are added to those that are there",
       "towpath source update outside --map team/legacy-shop=shop",
       {source},
       {map, environment, component, scheme, {"--enabled", "BOOL", "true or false"}},
       source_update},
      {"source secret",
       "Makes a new secret; the old one is worth nothing from then on",
       "towpath source secret outside",
       {source},
       {},
       source_secret},
      {"source log",
       "Lists what came and what was made of it, or shows one request",
       "towpath source log outside --state refused",
       {source},
       {{"--state", "STATE", "Only mapped, ignored, refused or duplicate"},
        {"--id", "ID", "This one, with its body"},
        {"--limit", "N", "How many (50)"}},
       source_log},
      {"source replay",
       "Reads again what came, for what was made wrong or could not be placed",
       "towpath source replay outside --since 2026-01-31T08:00:00Z",
       {source},
       {{"--since", "TIME", "All from then on"}, {"--id", "ID", "This one; again for more"}},
       source_replay},
      {"source delete",
       "Takes an endpoint away, with what it received",
       "towpath source delete outside --yes",
       {source},
       {{"--yes", "", "Do not ask"}},
       source_delete},
  };
}

}  // namespace towpath::cli
