#include <fmt/core.h>

#include <boost/json.hpp>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"
#include "plan_output.h"

namespace towpath::cli {
namespace {

std::string path_of(const Invocation& invocation, std::string_view what) {
  return fmt::format("/api/v1/components/{}/{}", encode(invocation.args.text("component")), what);
}

/// NAME=VALUE pairs as an object. Errors: cli.usage.
Result<boost::json::object> pairs(const std::vector<std::string>& texts) {
  boost::json::object out;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos)
      return invalid_input("cli.usage", fmt::format("'{}' is not NAME=VALUE.", text));
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return out;
}

Result<int> list(Invocation& invocation) {
  std::string path = "/api/v1/resources", separator = "?";
  for (const char* name : {"component", "environment"})
    if (const std::string value = invocation.args.text(std::string("--") + name); !value.empty()) {
      path += fmt::format("{}{}={}", separator, name, encode(value));
      separator = "&";
    }
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"ID", "id"},
              {"TYPE", "type"},
              {"NAME", "name"},
              {"ENVIRONMENT", "environment"},
              {"STATE", "state"},
              {"DEFINITION", "definition"},
              {"DRIVER", "driver"},
              {"DRIFT", "drift"}},
             "No resources yet.");
  return 0;
}

/// A resource and what was brought along with it, each with every definition that was looked at.
Result<int> explain(Invocation& invocation) {
  TRY(const auto answer,
      ApiClient(current_server())
          .get(fmt::format("/api/v1/resources/explanation?component={}&environment={}&resource={}",
                           encode(invocation.args.text("component")), encode(invocation.args.text("environment")),
                           encode(invocation.args.text("resource")))));
  if (invocation.format != Format::table) {
    print_list(invocation,
               invocation.format == Format::json ? answer : boost::json::object{{"items", answer.at("resources")}},
               {{"RESOURCE", "id"}}, "");
    return 0;
  }
  std::ostream& out = invocation.io.out;
  bool is_first = true;
  for (const auto& each : answer.at("resources").as_array()) {
    const std::string parent = text_at(each, "parent"), made = text_at(each, "made"), needs = text_at(each, "needs");
    if (!is_first) out << "\n";
    is_first = false;
    out << fmt::format("{} ({}, class {}){}\n", text_at(each, "id"), text_at(each, "type"), text_at(each, "class"),
                       parent.empty() ? "" : ", brought along by " + parent);
    out << fmt::format("  made with   {}\n", made.empty() ? "nothing yet" : made);
    const std::string planned = text_at(each, "planned");
    out << fmt::format("  next        {}: {}\n", planned.empty() ? "none" : planned, text_at(each, "reason"));
    if (!needs.empty()) out << fmt::format("  made after  {}\n", needs);
    print_list(invocation, boost::json::object{{"items", each.at("candidates")}},
               {{"DEFINITION", "definition"},
                {"VERSION", "version"},
                {"DRIVER", "driver"},
                {"CHOSEN", "chosen"},
                {"CRITERION", "criterion"},
                {"REASON", "reason"}},
               "No definition offers this type.");
  }
  return 0;
}

Result<int> upgrade(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")},
                           {"resource", invocation.args.text("resource")}};
  pass_on_words(invocation, body);
  return deploy_or_plan(invocation, "/api/v1/resource-upgrades", std::move(body));
}

Result<int> rotate(Invocation& invocation) {
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")},
                           {"resource", invocation.args.text("resource")}};
  if (invocation.args.has("--reason")) body["reason"] = invocation.args.text("--reason");
  return deploy_or_plan(invocation, "/api/v1/resource-rotations", std::move(body));
}

/// The uid of what somebody calls this there.
Result<std::string> uid_of(const ApiClient& api, const Invocation& invocation) {
  const std::string name = invocation.args.text("resource");
  TRY(const auto page,
      api.get(fmt::format("/api/v1/resources?component={}&environment={}", encode(invocation.args.text("component")),
                          encode(invocation.args.text("environment")))));
  for (const auto& each : page.at("items").as_array())
    if (text_at(each, "id") == name || text_at(each, "name") == name) return text_at(each, "uid");
  return not_found("cli.no_resource", fmt::format("There is no resource '{}' there.", name))
      .with_hint("See them with: towpath resource list --component " + invocation.args.text("component"));
}

Result<int> accept(Invocation& invocation) {
  const ApiClient api(current_server());
  if (invocation.args.has("--take-back")) {
    TRY(const std::string uid, uid_of(api, invocation));
    CHECK_OK(api.call("DELETE", "/api/v1/resources/accepted-drift/" + encode(uid)));
    invocation.io.err << "It is drift again; the next deployment makes it as it was applied.\n";
    return 0;
  }
  if (!invocation.args.has("--reason"))
    return invalid_input("cli.usage", "The reason is missing.").with_hint("Add --reason 'Why it is right as it is'.");
  boost::json::object body{{"component", invocation.args.text("component")},
                           {"environment", invocation.args.text("environment")},
                           {"resource", invocation.args.text("resource")},
                           {"reason", invocation.args.text("--reason")}};
  if (invocation.args.has("--seen")) body["seen"] = invocation.args.text("--seen");
  TRY(const auto accepted, api.post("/api/v1/resources/accepted-drift", body));
  print_object(invocation, accepted, {{"Accepted", "id"}, {"What differs", "summary"}, {"Reason", "accepted/reason"}});
  return 0;
}

/// The JSON object in a file, or on standard input. Secrets may be in it, so it is no argument.
Result<boost::json::object> object_from(Io& io, const std::string& option, const std::string& file) {
  TRY(const std::string text, text_from(io, file));
  boost::system::error_code problem;
  const boost::json::value value = boost::json::parse(text, problem);
  if (problem || !value.is_object())
    return invalid_input("cli.usage", fmt::format("What {} names is no JSON object.", option))
        .with_hint("Write each output by its name: {\"host\": \"db.example.org\", \"password\": \"...\"}");
  return value.get_object();
}

/// {"ADDRESS": "ID"}. An address may have a key in brackets and quotes, with any sign in it: a.b["x=y"]=ID.
Result<boost::json::object> imports_of(const std::vector<std::string>& texts) {
  boost::json::object out;
  for (const std::string& text : texts) {
    bool is_quoted = false;
    std::size_t at = 0;
    for (; at < text.size() && (is_quoted || text[at] != '='); ++at) {
      if (is_quoted && text[at] == '\\')
        ++at;
      else if (text[at] == '"')
        is_quoted = !is_quoted;
    }
    if (at == 0 || at + 1 >= text.size())
      return invalid_input("cli.usage", fmt::format("'{}' names no address and its id.", text))
          .with_hint("Write --import 'aws_s3_bucket.logs[\"eu\"]=ID' for each that is there.");
    out[text.substr(0, at)] = text.substr(at + 1);
  }
  return out;
}

Result<int> resolve(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::vector<std::string> parts = args.list("--import");
  const bool exists = args.has("--exists") || !parts.empty();
  if (exists == args.has("--absent"))
    return invalid_input("cli.usage", "Whether it is there is to be said.").with_hint("Add --exists or --absent.");
  boost::json::object body{{"component", args.text("component")},
                           {"environment", args.text("environment")},
                           {"resource", args.text("resource")},
                           {"answer", exists ? "exists" : "absent"}};
  for (const auto& [option, field] : {std::pair{"--outputs", "outputs"}, {"--state", "state"}}) {
    if (!args.has(option)) continue;
    TRY(body[field], object_from(invocation.io, option, args.text(option)));
  }
  if (!parts.empty()) {
    TRY(body["imports"], imports_of(parts));
  }
  TRY(const auto resource, ApiClient(current_server()).post("/api/v1/resource-resolutions", body));
  print_object(invocation, resource, {{"Resource", "id"}, {"State", "state"}, {"Reason", "reason"}});
  return 0;
}

Result<int> drift(Invocation& invocation) {
  TRY(const auto page,
      ApiClient(current_server())
          .get(fmt::format("/api/v1/resources/drift?component={}&environment={}",
                           encode(invocation.args.text("component")), encode(invocation.args.text("environment")))));
  boost::json::value table = page;
  bool has_drifted = false;
  for (auto& each : table.as_object()["items"].as_array()) {
    has_drifted = has_drifted || text_at(each, "drift") == "drifted";
    if (text_at(each, "summary").empty()) each.as_object()["summary"] = each.at("reason");
  }
  print_list(
      invocation, invocation.format == Format::json ? page : table,
      {{"ID", "id"}, {"TYPE", "type"}, {"DRIVER", "driver"}, {"DRIFT", "drift"}, {"TO BE AS APPLIED", "summary"}},
      "No resources yet.");
  return has_drifted ? 1 : 0;
}

/// The names in a list of objects, in one text.
std::string names_in(const boost::json::value& list) {
  std::string out;
  for (const auto& each : list.as_array()) out += (out.empty() ? "" : ", ") + text_at(each, "name");
  return out;
}

Result<int> types(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get(path_of(invocation, "resource-offers")));
  boost::json::value table = page;
  if (invocation.format != Format::json)
    for (auto& each : table.as_object()["items"].as_array()) {
      each.as_object()["outputs"] = names_in(each.at("outputs"));
      each.as_object()["parameters"] = names_in(each.at("parameters"));
    }
  print_list(invocation, table,
             {{"TYPE", "type"},
              {"CLASS", "class"},
              {"WHAT IT IS", "description"},
              {"OUTPUTS", "outputs"},
              {"PARAMETERS", "parameters"}},
             "The platform offers no resources.");
  return 0;
}

Result<int> add(Invocation& invocation) {
  const Arguments& args = invocation.args;
  boost::json::object body{{"name", args.text("name")}, {"type", args.text("--type")}};
  for (const auto& [option, field] :
       {std::pair{"--class", "class"}, {"--container", "container"}, {"--mount", "mount"}})
    if (args.has(option)) body[field] = args.text(option);
  TRY(auto params, pairs(args.list("--param")));
  if (!params.empty()) body["params"] = std::move(params);
  TRY(auto variables, pairs(args.list("--variable")));
  if (!variables.empty()) body["variables"] = std::move(variables);
  const bool is_plan = args.has("--plan");
  if (is_plan) body["plan"] = true;
  TRY(const auto answer, ApiClient(current_server()).post(path_of(invocation, "resource-additions"), body));
  if (!is_plan) {
    print_object(invocation, answer,
                 {{"Change", "number"}, {"Repository", "repository"}, {"Title", "title"}, {"From", "source"}});
    if (invocation.format == Format::table)
      invocation.io.err << fmt::format("\nIt is made when the change is merged: towpath change merge {}#{}\n",
                                       text_at(answer, "repository"), text_at(answer, "number"));
    return 0;
  }
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(answer) << "\n";
    return 0;
  }
  invocation.io.out << text_at(answer, "after") << "\n";
  boost::json::array places = answer.at("environments").as_array();
  for (boost::json::value& place : places) place.as_object()["monthly"] = monthly_cost(place.at("cost"));
  print_list(invocation, boost::json::object{{"items", std::move(places)}},
             {{"ENVIRONMENT", "environment"},
              {"DEFINITION", "definition"},
              {"A MONTH", "monthly"},
              {"WHAT COMES OF IT", "description"}},
             "It comes to no environment.");
  return 0;
}

}  // namespace

std::vector<Command> resource_commands() {
  const Operand component{"component", "The component"}, environment{"environment", "The environment"};
  return {
      {"resource list",
       "Lists resources",
       "towpath resource list --component shop",
       {},
       {{"--component", "NAME", "Of this component"}, {"--environment", "NAME", "In this environment"}},
       list},
      {"resource explain",
       "Says why a resource gets the definition it gets",
       "towpath resource explain shop production db",
       {component, environment, {"resource", "Its name in score.yaml, or its id"}},
       {},
       explain},
      {"resource upgrade",
       "Deploys what runs again, with a resource at the newest version of its definition",
       "towpath resource upgrade shop development db --plan",
       {component, environment, {"resource", "Its name in score.yaml, or its id"}},
       {{"--reason", "TEXT", "Why; whoever approves it reads it"},
        {"--override-freeze", "TEXT", "Pass a freeze window for this reason, which is kept"},
        {"--override", "REASON", "Do it although a policy says no that may be overridden"},
        {"--plan", "", "Say what would happen and change nothing"},
        {"--no-wait", "", "Do not follow the run"}},
       upgrade},
      {"resource rotate",
       "Gives a resource new credentials without an interruption, then revokes the old ones",
       "towpath resource rotate shop development db --plan",
       {component, environment, {"resource", "Its name in score.yaml, or its id"}},
       {{"--reason", "TEXT", "Why; the audit log keeps it"},
        {"--plan", "", "Say what would happen and change nothing"},
        {"--no-wait", "", "Do not follow the run"}},
       rotate},
      {"resource drift",
       "Says which resources differ from what was applied",
       "towpath resource drift shop production",
       {component, environment},
       {},
       drift},
      {"resource accept",
       "Takes how a resource differs from what was applied for right, until it is applied again or found otherwise",
       "towpath resource accept shop production db --reason 'The index was made by hand'",
       {component, environment, {"resource", "Its name in score.yaml, or its id"}},
       {{"--reason", "TEXT", "Why it is right as it is; kept"},
        {"--seen", "TEXT", "What was looked at, as resource drift says it; refused when another is found"},
        {"--take-back", "", "It is drift again"}},
       accept},
      {"resource resolve",
       "Says whether a resource is there whose making or change was interrupted; what waits for it goes on",
       "towpath resource resolve shop production queue --exists --outputs queue.json",
       {component, environment, {"resource", "Its name in score.yaml, or its id"}},
       {{"--exists", "", "It is there as it was asked for"},
        {"--absent", "", "It is not: it is made, or changed, now"},
        {"--outputs", "FILE", "What it hands out, secrets included, as a JSON object; - for standard input"},
        {"--state", "FILE", "What its program is told next time, as a JSON object"},
        {"--import", "ADDRESS=ID", "Of terraform's: this is there and is taken over; what is not named is not"}},
       resolve},
      {"resource types",
       "Lists what a component could be given",
       "towpath resource types shop",
       {component},
       {},
       types},
      {"resource add",
       "Opens a change that adds a resource to score.yaml",
       "towpath resource add shop reports --type postgres --plan",
       {component, {"name", "Its name in score.yaml"}},
       {{"--type", "TYPE", "What it is: towpath resource types"},
        {"--class", "CLASS", "Another class than default"},
        {"--param", "NAME=VALUE", "A parameter of the type"},
        {"--variable", "NAME=OUTPUT", "A variable and the output it gets; without any, one for each output"},
        {"--container", "NAME", "Which container gets them; without it the first"},
        {"--mount", "PATH", "Where a container sees a volume"},
        {"--plan", "", "Say what would happen and change nothing"}},
       add},
  };
}

}  // namespace towpath::cli
