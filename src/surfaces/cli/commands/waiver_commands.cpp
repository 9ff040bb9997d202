#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "api_client.h"
#include "base/strings.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

const std::vector<Column> waiver_columns{{"Waiver", "id"},
                                         {"State", "state"},
                                         {"Of", "target"},
                                         {"For", "subject"},
                                         {"In", "environment"},
                                         {"Reason", "reason"},
                                         {"Instead", "control"},
                                         {"Asked for by", "requestedBy"},
                                         {"Decided by", "decidedBy"},
                                         {"Comment", "comment"},
                                         {"Ends", "expiresAt"}};

std::string path_of(const Arguments& args) { return "/api/v1/waivers/" + encode(args.text("waiver")); }

Result<int> waiver_request(Invocation& invocation) {
  const Arguments& args = invocation.args;
  json::object body{
      {"target", args.text("target")}, {"reason", args.text("--reason")}, {"control", args.text("--control")}};
  std::string subject = args.text("--for");
  if (subject.empty())
    if (const std::string here = repository_here(); !here.empty()) subject = "component:default/" + here;
  if (subject.empty())
    return invalid_input("cli.usage", "Say what the waiver is for.").with_hint("--for component:shop");
  body["subject"] = subject;
  if (args.has("--environment")) body["environment"] = args.text("--environment");
  std::int64_t days = 7;
  if (args.has("--days")) {
    const std::string text = args.text("--days");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
    if (error != std::errc() || end != text.data() + text.size())
      return invalid_input("cli.usage", fmt::format("--days {} is no number of days.", text));
  }
  body["days"] = days;
  TRY(const auto waiver, ApiClient(current_server()).post("/api/v1/waivers", body));
  print_object(invocation, waiver, waiver_columns);
  invocation.io.err << fmt::format("It counts once a second person agreed: towpath waiver approve {}\n",
                                   text_at(waiver, "id"));
  return 0;
}

Result<int> waiver_list(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = "/api/v1/waivers?limit=" + (args.has("--limit") ? encode(args.text("--limit")) : "50");
  path += query_of(args, {"state", "target", "subject"});
  if (args.has("--mine")) path += "&mine=true";
  if (args.has("--awaits-me")) path += "&awaitsMe=true";
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"WAIVER", "id"},
              {"STATE", "state"},
              {"OF", "target"},
              {"FOR", "subject"},
              {"IN", "environment"},
              {"ENDS", "expiresAt"}},
             "There is no waiver.");
  return 0;
}

Result<int> waiver_show(Invocation& invocation) {
  TRY(const auto waiver, ApiClient(current_server()).get(path_of(invocation.args)));
  print_object(invocation, waiver, waiver_columns);
  return 0;
}

Result<int> decide(Invocation& invocation, bool approve) {
  json::object body{{"approve", approve}};
  if (const std::string comment = join(invocation.args.list("comment"), " "); !comment.empty())
    body["comment"] = comment;
  TRY(const auto waiver, ApiClient(current_server()).post(path_of(invocation.args) + "/verdict", body));
  print_object(invocation, waiver, waiver_columns);
  return 0;
}

Result<int> waiver_revoke(Invocation& invocation) {
  json::object body;
  if (const std::string comment = join(invocation.args.list("comment"), " "); !comment.empty())
    body["comment"] = comment;
  TRY(const auto waiver, ApiClient(current_server()).post(path_of(invocation.args) + "/end", body));
  print_object(invocation, waiver, waiver_columns);
  return 0;
}

}  // namespace

std::vector<Command> waiver_commands() {
  const Operand waiver{"waiver", "Its id: waiver list"};
  const Operand comment{"comment", "In words", false, true};
  return {
      {"waiver request",
       "Asks for an exception from a policy or a check, with an end",
       "towpath waiver request policy:cost-limit --for component:shop --reason \"The sale\" --control \"Watched "
       "daily\" "
       "--days 7",
       {{"target", "What is waived: policy:NAME, check:SCORECARD/CHECK"}},
       {{"--for", "REF", "The entity it is for; the component of this folder without it"},
        {"--environment", "NAME", "Only in this environment"},
        {"--reason", "TEXT", "Why"},
        {"--control", "TEXT", "What is done instead"},
        {"--days", "N", "It ends after that many days (7)"}},
       waiver_request},
      {"waiver list",
       "Lists waivers, newest first",
       "towpath waiver list --awaits-me",
       {},
       {{"--state", "STATE", "requested, approved, rejected, withdrawn, revoked, expired, or due: near its end"},
        {"--target", "REF", "Of this policy or check"},
        {"--subject", "REF", "For this entity"},
        {"--mine", "", "Asked for by you, or about what you own"},
        {"--awaits-me", "", "Requests that you may decide"},
        {"--limit", "N", "At most that many (50)"}},
       waiver_list},
      {"waiver show", "Shows a waiver", "towpath waiver show 01JDE3QK4T0V6Z1N8M5W2XYABC", {waiver}, {}, waiver_show},
      {"waiver approve",
       "Agrees to a waiver that somebody else asked for",
       "towpath waiver approve 01JDE3QK4T0V6Z1N8M5W2XYABC",
       {waiver, comment},
       {},
       [](Invocation& invocation) { return decide(invocation, true); }},
      {"waiver reject",
       "Says no to a waiver, and why",
       "towpath waiver reject 01JDE3QK4T0V6Z1N8M5W2XYABC \"The backup takes an hour to set up\"",
       {waiver, comment},
       {},
       [](Invocation& invocation) { return decide(invocation, false); }},
      {"waiver revoke",
       "Ends a waiver, or takes the request back",
       "towpath waiver revoke 01JDE3QK4T0V6Z1N8M5W2XYABC",
       {waiver, comment},
       {},
       waiver_revoke},
  };
}

}  // namespace towpath::cli
