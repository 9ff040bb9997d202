#include <fmt/core.h>

#include <charconv>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

bool truth_at(const json::value& value, std::string_view key) { return value.at(key).as_bool(); }

Result<int> policy_list(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/policies"));
  print_list(invocation, answer,
             {{"POLICY", "name"},
              {"MODE", "mode"},
              {"GATES", "gates"},
              {"ASKED", "decisions"},
              {"NOT MET", "unmet"},
              {"WHAT IT ASKS", "title"}},
             "There is no policy.");
  if (invocation.format != Format::table) return 0;
  for (const json::value& policy : answer.at("items").as_array())
    if (const std::string problem = text_at(policy, "problem"); !problem.empty())
      invocation.io.err << fmt::format("{} cannot be read any more and counts as not met until it is corrected: {}\n",
                                       text_at(policy, "name"), problem);
  return 0;
}

const std::vector<Column> policy_columns{{"Policy", "name"},     {"Title", "title"},     {"Mode", "mode"},
                                         {"Gates", "gates"},     {"Owner", "owner"},     {"Condition", "condition"},
                                         {"Unknown", "unknown"}, {"Message", "message"}, {"Hint", "hint"},
                                         {"Problem", "problem"}, {"Asked", "decisions"}, {"Not met", "unmet"},
                                         {"Version", "version"}};

Result<int> policy_get(Invocation& invocation) {
  TRY(const auto policy, ApiClient(current_server()).get("/api/v1/policies/" + encode(invocation.args.text("policy"))));
  if (invocation.args.has("--text") && invocation.format == Format::table) {
    invocation.io.out << text_at(policy, "text");
    return 0;
  }
  print_object(invocation, policy, policy_columns);
  return 0;
}

Result<int> policy_set(Invocation& invocation) {
  TRY(const auto policy,
      ApiClient(current_server())
          .call("PUT", fmt::format("/api/v1/policies/{}/mode", encode(invocation.args.text("policy"))),
                json::object{{"mode", invocation.args.text("mode")}}));
  print_object(invocation, policy, policy_columns);
  return 0;
}

/// One line a test; exit 1 when one fails or a document could not be saved.
Result<int> policy_test(Invocation& invocation) {
  const std::string file = invocation.args.text("file");
  TRY(const std::string text, text_from(invocation.io, file));
  TRY(const auto answer,
      ApiClient(current_server()).post("/api/v1/policy-tests", json::object{{"text", text}, {"fileName", file}}));
  bool is_good = true;
  std::size_t tests = 0;
  for (const json::value& document : answer.at("items").as_array()) {
    is_good = is_good && truth_at(document, "valid");
    tests += document.at("tests").as_array().size();
  }
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
    return is_good ? 0 : 1;
  }
  for (const json::value& document : answer.at("items").as_array()) {
    for (const json::value& test : document.at("tests").as_array()) {
      const bool passed = truth_at(test, "passed");
      invocation.io.out << fmt::format("{}  {}: {}\n", passed ? "ok  " : "FAIL", text_at(document, "ref"),
                                       text_at(test, "name"));
      if (!passed)
        invocation.io.out << fmt::format("      came to {}, not to {} {}\n", text_at(test, "actual"),
                                         text_at(test, "expect"), text_at(test, "reason"));
    }
    if (!truth_at(document, "valid")) {
      invocation.io.err << text_at(document, "message") << "\n";
      for (const json::value& problem : document.at("problems").as_array())
        invocation.io.err << fmt::format("       {}: {}\n", text_at(problem, "pointer"), text_at(problem, "detail"));
    }
  }
  invocation.io.err << fmt::format("{} tests, {}\n", tests, is_good ? "all is well" : "not all is well");
  return is_good ? 0 : 1;
}

Result<int> policy_decisions(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = "/api/v1/decisions?limit=" + (args.has("--limit") ? encode(args.text("--limit")) : "50");
  path += query_of(args, {"policy", "gate", "outcome", "subject"});
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"DECISION", "id"},
              {"GATE", "gate"},
              {"WHAT", "subject"},
              {"WHERE", "environment"},
              {"OUTCOME", "outcome"},
              {"BY", "actor"},
              {"WHEN", "at"}},
             "Nothing was decided yet.");
  return 0;
}

/// Nothing is saved; exit 0 whatever would change.
Result<int> policy_what_if(Invocation& invocation) {
  const std::string file = invocation.args.text("file");
  TRY(const std::string text, text_from(invocation.io, file));
  json::object body{{"text", text}, {"fileName", file}};
  if (invocation.args.has("--days")) {
    const std::string days = invocation.args.text("--days");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(days.data(), days.data() + days.size(), number);
    if (error != std::errc() || end != days.data() + days.size())
      return invalid_input("cli.usage", fmt::format("--days {} is no number of days.", days));
    body["days"] = number;
  }
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/policy-replays", body));
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
    return 0;
  }
  invocation.io.err << fmt::format("{} decisions in {} ms, {} of them asked by {}{}\n", text_at(answer, "replayed"),
                                   text_at(answer, "milliseconds"), text_at(answer, "asked"), text_at(answer, "policy"),
                                   truth_at(answer, "cut") ? "; older ones were left out" : "");
  print_list(invocation, json::object{{"items", answer.at("groups")}},
             {{"GATE", "gate"},
              {"TEAM", "team"},
              {"WOULD STOP", "stops"},
              {"WOULD LET THROUGH", "lets"},
              {"WOULD ADVISE", "advises"},
              {"WOULD BE QUIET", "quiet"}},
             "Nothing would have been decided otherwise.");
  for (const json::value& change : answer.at("changes").as_array())
    invocation.io.out << fmt::format("{}  {:8} {} {} {}\n", text_at(change, "decision"), text_at(change, "effect"),
                                     text_at(change, "gate"), text_at(change, "subject"),
                                     text_at(change, "environment"));
  return 0;
}

void print_finding(std::ostream& out, const json::value& finding) {
  const std::string verdict = text_at(finding, "verdict");
  out << fmt::format("  {:8}{:8}{}\n", verdict, text_at(finding, "mode"), text_at(finding, "title"));
  for (const char* key : {"message", "reason", "hint", "waiver"})
    if (const std::string text = text_at(finding, key); !text.empty())
      out << fmt::format("          {}: {}\n", key, text);
  for (const json::value& each : finding.at("evidence").as_array()) {
    const std::string value = text_at(each, "value");
    out << fmt::format("          {} = {}\n", text_at(each, "pointer"), value.empty() ? "(not known)" : value);
  }
}

Result<int> why(Invocation& invocation) {
  const std::string about = invocation.args.text("about");
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/decisions?about=" + encode(about)));
  const json::array& decisions = page.at("items").as_array();
  if (decisions.empty())
    return not_found("cli.nothing_decided", fmt::format("No guardrail that you may see was asked about {}.", about))
        .with_hint("See what was decided with: towpath policy decisions");
  if (invocation.format != Format::table) {
    print_list(invocation, page, {{"DECISION", "id"}}, "");
    return 0;
  }
  std::ostream& out = invocation.io.out;
  for (const json::value& decision : decisions) {
    const std::string environment = text_at(decision, "environment"), reason = text_at(decision, "overrideReason");
    out << fmt::format("{}: {} {}{} by {}\n", text_at(decision, "outcome"), text_at(decision, "gate"),
                       text_at(decision, "subject"), environment.empty() ? "" : " to " + environment,
                       text_at(decision, "actor"));
    if (!reason.empty()) out << fmt::format("  overridden: {}\n", reason);
    if (decision.at("findings").as_array().empty()) out << "  No policy is about it.\n";
    for (const json::value& finding : decision.at("findings").as_array()) print_finding(out, finding);
  }
  return 0;
}

}  // namespace

std::vector<Command> guardrail_commands() {
  const Operand policy{"policy", "See: policy list"};
  return {
      {"policy list",
       "Lists the policies in force and how often they were not met in 30 days",
       "towpath policy list",
       {},
       {},
       policy_list},
      {"policy get",
       "Shows a policy",
       "towpath policy get freeze-window --text > freeze-window.yaml",
       {policy},
       {{"--text", "", "Its whole descriptor, to change and apply"}},
       policy_get},
      {"policy set",
       "Says what happens when a policy is not met",
       "towpath policy set cost-limit soft",
       {policy, {"mode", "advise says it, soft stops unless overridden with a reason, hard stops"}},
       {},
       policy_set},
      {"policy test",
       "Checks a file of policies and runs the tests in it; saves nothing",
       "towpath policy test cost-limit.yaml",
       {{"file", "YAML; - for standard input"}},
       {},
       policy_test},
      {"policy what-if",
       "Says what a changed policy would have decided in the past; saves nothing",
       "towpath policy what-if cost-limit.yaml --days 30",
       {{"file", "YAML; - for standard input"}},
       {{"--days", "N", "How far back (90)"}},
       policy_what_if},
      {"policy decisions",
       "Lists what was decided at the gates, newest first",
       "towpath policy decisions --outcome denied",
       {},
       {{"--policy", "NAME", "Decisions this policy was part of"},
        {"--gate", "NAME", "create, merge, deploy, promote, provision or secret-read"},
        {"--outcome", "NAME", "allowed, advised, waived, overridden or denied"},
        {"--subject", "REF", "About this entity: component:default/shop"},
        {"--limit", "N", "At most that many (50)"}},
       policy_decisions},
      {"why",
       "Says why a guardrail let something through or not",
       "towpath why 01JDE3QK4T0V6Z1N8M5W2XYABC",
       {{"about", "Id of a decision, deployment or run"}},
       {},
       why},
  };
}

}  // namespace towpath::cli
