#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "duration.h"
#include "output.h"
#include "plan_output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

const std::vector<Column> approval_columns{
    {"Id", "id"},          {"State", "state"},          {"Component", "component"},
    {"To", "environment"}, {"Asked by", "requestedBy"}, {"Why", "reason"},
    {"Needs", "required"}, {"Expires", "expiresAt"},    {"Run", "run"}};
const std::vector<Column> freeze_columns{
    {"Id", "id"}, {"Effect", "effect"}, {"Why", "reason"}, {"Begins", "startsAt"}, {"Ends", "endsAt"}};

Result<int> list_approvals(Invocation& invocation) {
  const std::string state = invocation.args.has("--all") ? "" : "&state=waiting";
  TRY(const auto answer,
      ApiClient(current_server()).get("/api/v1/approvals?limit=50" + state + query_of(invocation.args, {"component"})));
  print_list(invocation, answer,
             {{"ID", "id"},
              {"STATE", "state"},
              {"COMPONENT", "component"},
              {"TO", "environment"},
              {"ASKED BY", "requestedBy"},
              {"WHY", "reason"},
              {"EXPIRES", "expiresAt"}},
             "Nothing waits for an approval.");
  return 0;
}

/// ", 20.00 EUR a month"; "" where nobody says a price.
std::string cost_words(const json::value& action) {
  const std::string cost = cost_of_action(action);
  return cost.empty() ? "" : fmt::format(", {} a month", cost);
}

Result<json::value> approval_of(const ApiClient& api, const std::string& id) {
  return api.get("/api/v1/approvals/" + encode(id));
}

Result<int> show_approval(Invocation& invocation) {
  TRY(const auto approval, approval_of(ApiClient(current_server()), invocation.args.text("id")));
  print_object(invocation, approval, approval_columns);
  if (invocation.format != Format::table) return 0;
  invocation.io.out << "\nThe plan:\n";
  for (const json::value& action : approval.at("plan").at("actions").as_array())
    invocation.io.out << fmt::format("  {:9} {} ({}){}\n", text_at(action, "action"), text_at(action, "subject"),
                                     text_at(action, "reason"), cost_words(action));
  invocation.io.out << cost_of_plan(approval.at("plan"));
  if (!approval.at("mayDecide").as_bool())
    invocation.io.err << "\nYou cannot decide: " << text_at(approval, "whyNot") << "\n";
  return 0;
}

Result<int> decide(Invocation& invocation, bool approve) {
  const ApiClient api(current_server());
  const std::string id = invocation.args.text("id");
  TRY(const auto approval, approval_of(api, id));
  if (invocation.format == Format::table) {
    for (const json::value& action : approval.at("plan").at("actions").as_array())
      invocation.io.err << fmt::format("  {:9} {}{}\n", text_at(action, "action"), text_at(action, "subject"),
                                       cost_words(action));
    invocation.io.err << cost_of_plan(approval.at("plan"));
  }
  TRY(const auto answer,
      api.post("/api/v1/approvals/" + encode(id) + "/decision", {{"approve", approve},
                                                                 {"comment", invocation.args.text("--comment")},
                                                                 {"planHash", text_at(approval, "planHash")}}));
  print_object(invocation, answer, approval_columns);
  return 0;
}

Result<int> list_rules(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/approval-rules"));
  print_list(invocation, answer,
             {{"ENVIRONMENT TYPE", "environmentType"},
              {"NEEDS", "required"},
              {"FOUR EYES", "fourEyes"},
              {"BY", "approvers"},
              {"EXPIRES AFTER S", "expiresAfterSeconds"}},
             "There are no types of environments.");
  return 0;
}

Result<int> set_rule(Invocation& invocation) {
  json::object body;
  TRY(const std::int64_t required, parse_duration(invocation.args.text("required")));
  body["required"] = required;
  body["fourEyes"] = !invocation.args.has("--also-by-who-asked");
  const auto approvers = invocation.args.list("--by");
  body["approvers"] = json::array(approvers.begin(), approvers.end());
  if (invocation.args.has("--expires")) {
    TRY(const std::int64_t seconds, parse_duration(invocation.args.text("--expires")));
    body["expiresAfterSeconds"] = seconds;
  }
  TRY(const auto answer,
      ApiClient(current_server()).call("PUT", "/api/v1/approval-rules/" + encode(invocation.args.text("type")), body));
  print_object(
      invocation, answer,
      {{"Environment type", "environmentType"}, {"Needs", "required"}, {"Four eyes", "fourEyes"}, {"By", "approvers"}});
  return 0;
}

Result<int> list_freezes(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/freezes?" + query_of(invocation.args, {"project"})));
  print_list(invocation, answer,
             {{"ID", "id"},
              {"EFFECT", "effect"},
              {"OPEN", "open"},
              {"PROJECT", "project"},
              {"TYPE", "environmentType"},
              {"BEGINS", "startsAt"},
              {"ENDS", "endsAt"},
              {"WHY", "reason"}},
             "Nothing is frozen.");
  return 0;
}

Result<int> add_freeze(Invocation& invocation) {
  json::object body{{"reason", invocation.args.text("reason")}};
  for (const auto& [option, key] : {std::pair("--project", "project"), std::pair("--type", "environmentType"),
                                    std::pair("--from", "startsAt"), std::pair("--until", "endsAt")})
    if (invocation.args.has(option)) body[key] = invocation.args.text(option);
  if (invocation.args.has("--only-in")) body["effect"] = "allow";
  if (invocation.args.has("--may-override")) body["mayOverride"] = true;
  if (invocation.args.has("--weekly")) {
    TRY(const std::int64_t seconds, parse_duration(invocation.args.text("--for")));
    const std::vector<std::string> days = split(invocation.args.text("--weekly"), ',');
    body["weekly"] = json::object{{"days", json::array(days.begin(), days.end())},
                                  {"at", invocation.args.text("--at")},
                                  {"durationMinutes", seconds / 60}};
  }
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/freezes", body));
  print_object(invocation, answer, freeze_columns);
  return 0;
}

Result<int> remove_freeze(Invocation& invocation) {
  TRY(const auto answer,
      ApiClient(current_server()).call("DELETE", "/api/v1/freezes/" + encode(invocation.args.text("id"))));
  (void)answer;
  invocation.io.err << "The freeze has ended.\n";
  return 0;
}

}  // namespace

std::vector<Command> approval_commands() {
  const Operand id{"id", "See: approval list"};
  const Option comment{"--comment", "TEXT", "Why; it is kept"};
  return {
      {"approval list",
       "Lists deployments that wait for an approval",
       "towpath approval list",
       {},
       {{"--all", "", "Also what was decided"}, {"--component", "NAME", "Only of this component"}},
       list_approvals},
      {"approval show",
       "Shows the plan an approval is bound to",
       "towpath approval show 01KAJ2Q3XG4V5N8Y7Z6B1C9D0E",
       {id},
       {},
       show_approval},
      {"approval approve",
       "Agrees to a plan; a plan that has changed meanwhile is not approved",
       "towpath approval approve 01KAJ2Q3XG4V5N8Y7Z6B1C9D0E --comment \"Checked with support\"",
       {id},
       {comment},
       [](Invocation& invocation) { return decide(invocation, true); }},
      {"approval deny",
       "Refuses a plan, which ends its deployment",
       "towpath approval deny 01KAJ2Q3XG4V5N8Y7Z6B1C9D0E --comment \"Not before the sale\"",
       {id},
       {comment},
       [](Invocation& invocation) { return decide(invocation, false); }},
      {"approval rules",
       "Lists who must agree before something is deployed",
       "towpath approval rules",
       {},
       {},
       list_rules},
      {"approval require",
       "Sets how many must agree before something is deployed to a type of environment",
       "towpath approval require production 1 --by group:default/release-managers",
       {{"type", "development, staging, production or ephemeral"}, {"required", "How many; 0 for nobody"}},
       {{"--by", "GROUP", "Only members of this group count (repeat for more)"},
        {"--also-by-who-asked", "", "Whoever asked may approve, too"},
        {"--expires", "TIME", "How long a request waits, such as 8h or 3d (default 3d)"}},
       set_rule},
      {"freeze list",
       "Lists freeze windows that are not over",
       "towpath freeze list",
       {},
       {{"--project", "NAME", "Only what concerns this project"}},
       list_freezes},
      {"freeze add",
       "Freezes deployments for a time; rollbacks are never held up",
       "towpath freeze add \"Nobody is here at the weekend\" --type production --weekly fri --at 15:00 --for 64h",
       {{"reason", "Why; whoever is held up reads it"}},
       {{"--project", "NAME", "Only this project; without it all"},
        {"--type", "TYPE", "Only this type of environment; without it all"},
        {"--from", "TIME", "Begins then (RFC 3339, UTC); without it now"},
        {"--until", "TIME", "Ends then; without it when it is removed"},
        {"--weekly", "DAYS", "Opens on these days: mon,fri; needs --at and --for"},
        {"--at", "HH:MM", "Time of day in UTC at which it opens"},
        {"--for", "TIME", "How long it stays open, such as 64h"},
        {"--only-in", "", "Deployments are allowed only within this window"},
        {"--may-override", "", "Whoever may deploy may pass it with a reason"}},
       add_freeze},
      {"freeze remove", "Ends a freeze", "towpath freeze remove 01KAJ2Q3XG4V5N8Y7Z6B1C9D0E", {id}, {}, remove_freeze},
  };
}

}  // namespace towpath::cli
