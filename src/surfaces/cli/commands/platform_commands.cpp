#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

const std::vector<Column> capability_columns{{"Capability", "key"}, {"Mode", "mode"},       {"At", "url"},
                                             {"Open to", "ring"},   {"Answers", "answers"}, {"Owner", "owner"}};

Result<int> list_capabilities(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/capabilities?usage=true"));
  print_list(invocation, answer,
             {{"CAPABILITY", "key"},
              {"MODE", "mode"},
              {"TEAMS", "usage/teams"},
              {"LAST USED", "usage/lastDay"},
              {"OPEN TO", "ring"},
              {"WHAT IT ANSWERS", "answers"}},
             "The platform offers nothing yet.");
  return 0;
}

Result<int> set_mode(Invocation& invocation, std::string_view mode) {
  json::object body{{"mode", mode}};
  if (invocation.args.has("url")) body["url"] = invocation.args.text("url");
  if (const auto ring = invocation.args.list("--ring"); !ring.empty())
    body["ring"] = json::array(ring.begin(), ring.end());
  TRY(const auto answer,
      ApiClient(current_server())
          .call("PUT", fmt::format("/api/v1/capabilities/{}/mode", encode(invocation.args.text("key"))), body));
  print_object(invocation, answer, capability_columns);
  return 0;
}

Result<int> show_platform(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/platform"));
  if (invocation.format != Format::table) {
    print_object(invocation, answer, {{"Profile", "profile"}});
    return 0;
  }
  print_object(invocation, answer,
               {{"Profile", "profile"},
                {"Team", "team"},
                {"Purpose", "purpose"},
                {"Offers", "offers"},
                {"Does not offer", "refuses"},
                {"Last improved", "improvedAt"}});
  for (const json::value& role : answer.at("roles").as_array()) {
    const std::string held_by = text_at(role, "heldBy");
    invocation.io.out << fmt::format("{}: {}\n", text_at(role, "title"), held_by.empty() ? "nobody yet" : held_by);
  }
  return 0;
}

Result<int> set_platform(Invocation& invocation) {
  json::object body;
  for (const auto& [option, key] : {std::pair("--profile", "profile"), std::pair("--purpose", "purpose"),
                                    std::pair("--team", "team"), std::pair("--owner-skipped", "ownerSkipped")})
    if (invocation.args.has(option)) body[key] = invocation.args.text(option);
  json::object roles;
  for (const std::string& role : invocation.args.list("--role")) {
    const auto equals = role.find('=');
    if (equals == role.npos)
      return invalid_input("cli.invalid_option", fmt::format("--role {} is not ROLE=REF.", role))
          .with_hint("For example: --role product-owner=user:alice");
    const std::string key = role.substr(0, equals), ref = role.substr(equals + 1);
    if (!roles.contains(key)) roles[key] = json::array();
    if (!ref.empty()) roles[key].as_array().emplace_back(ref);
  }
  if (!roles.empty()) body["roles"] = std::move(roles);
  for (const auto& [option, key] : {std::pair("--offers", "offers"), std::pair("--refuses", "refuses")})
    if (const auto lines = invocation.args.list(option); !lines.empty())
      body[key] = json::array(lines.begin(), lines.end());
  TRY(const auto answer, ApiClient(current_server()).call("PATCH", "/api/v1/platform", body));
  print_object(invocation, answer, {{"Profile", "profile"}, {"Team", "team"}, {"Purpose", "purpose"}});
  return 0;
}

}  // namespace

std::vector<Command> platform_commands() {
  const Operand key{"key", "See: capability list"};
  const Option ring{"--ring", "GROUP", "Only this group sees it (repeat for more); without it everybody does"};
  return {
      {"capability list",
       "Lists what the platform offers, and how much it is used",
       "towpath capability list",
       {},
       {},
       list_capabilities},
      {"capability on",
       "Offers a capability, to everybody or to a ring of teams",
       "towpath capability on outcomes --ring group:payments",
       {key},
       {ring},
       [](Invocation& invocation) { return set_mode(invocation, "builtin"); }},
      {"capability off",
       "Stops offering a capability",
       "towpath capability off outcomes",
       {key},
       {},
       [](Invocation& invocation) { return set_mode(invocation, "off"); }},
      {"capability external",
       "Leads to another system that provides the capability",
       "towpath capability external docs https://docs.example.org",
       {key, {"url", "Where the other system is"}},
       {ring},
       [](Invocation& invocation) { return set_mode(invocation, "external"); }},
      {"platform show",
       "Shows who answers for the platform and what its scope is",
       "towpath platform show",
       {},
       {},
       show_platform},
      {"platform set",
       "Says who answers for the platform, what its scope is, and how much of it shows",
       "towpath platform set --profile full --role product-owner=user:alice --team group:platform",
       {},
       {{"--profile", "NAME", "mvp or full"},
        {"--purpose", "TEXT", "What the platform is for"},
        {"--team", "GROUP", "The group that owns it"},
        {"--role", "ROLE=REF",
         "Who has a role (repeat for more): product-owner, engineers, operations, user-experience, security"},
        {"--owner-skipped", "TEXT", "Why no product owner is named yet"},
        {"--offers", "TEXT", "What belongs to its scope (repeat for more)"},
        {"--refuses", "TEXT", "What does not (repeat for more)"}},
       set_platform},
  };
}

}  // namespace towpath::cli
