#include <fmt/core.h>

#include <boost/json.hpp>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

/// A body with the text of the file that was named.
Result<json::object> body_of(Invocation& invocation) {
  const std::string file = invocation.args.text("file");
  TRY(const std::string text, text_from(invocation.io, file));
  return json::object{{"document", text}, {"fileName", file}};
}

/// Exit 1 when something is wrong with it.
Result<int> check(Invocation& invocation) {
  TRY(const json::object body, body_of(invocation));
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/resource-definition-checks", body));
  const auto& problems = answer.at("problems").as_array();
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
  } else {
    for (const json::value& each : problems)
      invocation.io.out << fmt::format("{}:{}:{}: {}{}\n", invocation.args.text("file"), text_at(each, "line"),
                                       text_at(each, "column"), text_at(each, "message"),
                                       text_at(each, "pointer").empty() ? "" : " (" + text_at(each, "pointer") + ")");
    if (problems.empty()) invocation.io.err << "Nothing is wrong with it. Nothing was saved.\n";
  }
  return problems.empty() ? 0 : 1;
}

/// A number or a truth value as what it is, everything else as text.
json::value param_of(const std::string& text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  return !error && (value.is_number() || value.is_bool()) ? value : json::value(text);
}

/// The place of a trial as the options say. Errors: cli.usage.
Status add_place(const Arguments& args, json::object& body) {
  const bool is_component = args.has("--component");
  if (is_component == args.has("--type"))
    return invalid_input("cli.usage", "Say where: --component and --env, or --type for a resource you think of.");
  if (!is_component && (args.has("--resource") || args.has("--ask-driver")))
    return invalid_input("cli.usage", "--resource and --ask-driver go with --component and --env.");
  if (is_component) {
    for (const char* option : {"--class", "--id", "--project", "--env-type", "--param"})
      if (args.has(option)) return invalid_input("cli.usage", fmt::format("{} goes with --type.", option));
    if (!args.has("--env")) return invalid_input("cli.usage", "Say in which of its environments, with --env.");
    body["component"] = args.text("--component");
    body["environment"] = args.text("--env");
    if (args.has("--resource")) body["resource"] = args.text("--resource");
    if (args.has("--ask-driver")) body["askDriver"] = true;
    return ok();
  }
  json::object place, params;
  for (const auto& [option, field] : {std::pair("--type", "type"), std::pair("--class", "class"),
                                      std::pair("--id", "id"), std::pair("--project", "project"),
                                      std::pair("--env", "environment"), std::pair("--env-type", "environmentType")})
    if (args.has(option)) place[field] = args.text(option);
  for (const std::string& pair : args.list("--param")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos || equals == 0)
      return invalid_input("cli.usage", fmt::format("'{}' is not NAME=VALUE.", pair));
    params[pair.substr(0, equals)] = param_of(pair.substr(equals + 1));
  }
  place["params"] = std::move(params);
  body["place"] = std::move(place);
  return ok();
}

void print_tried(Invocation& invocation, const json::value& each) {
  std::ostream& out = invocation.io.out;
  const auto line = [&](const char* what, const std::string& text) {
    if (!text.empty()) out << fmt::format("  {:<11} {}\n", what, text);
  };
  const std::string parent = text_at(each, "parent"), planned = text_at(each, "planned"), made = text_at(each, "made");
  out << fmt::format("{} ({}, class {}){}\n", text_at(each, "id"), text_at(each, "type"), text_at(each, "class"),
                     parent.empty() ? "" : ", brought along by " + parent);
  line("would get", (planned.empty() ? "nothing" : planned) + ": " + text_at(each, "reason"));
  line("made with", made);
  line("problem", text_at(each, "problem"));
  line("not known", text_at(each, "unknown"));
  if (each.at("params").is_object() && !each.at("params").as_object().empty())
    line("params", json::serialize(each.at("params")));
  if (each.at("inputs").is_object()) line("inputs", json::serialize(each.at("inputs")));
  if (each.at("changes").is_object()) line("driver", "would do: " + text_at(each, "changes/summary"));
  if (each.at("changes").is_object())
    for (const json::value& change : each.at("changes").at("changes").as_array())
      line("", fmt::format("{} {}", text_at(change, "action"), text_at(change, "subject")));
  line("driver", text_at(each, "silence"));
  print_list(invocation, json::object{{"items", each.at("candidates")}},
             {{"DEFINITION", "definition"},
              {"VERSION", "version"},
              {"DRIVER", "driver"},
              {"CHOSEN", "chosen"},
              {"CRITERION", "criterion"},
              {"REASON", "reason"}},
             "No definition offers this type.");
}

/// Exit 1 when none of the definitions would serve anything there.
Result<int> test(Invocation& invocation) {
  TRY(json::object body, body_of(invocation));
  CHECK_OK(add_place(invocation.args, body));
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/resource-definition-trials", body));
  bool is_any_served = false;
  for (const json::value& each : answer.at("resources").as_array())
    is_any_served = is_any_served || each.at("served").as_bool();
  if (invocation.format != Format::table) {
    print_list(invocation, invocation.format == Format::json ? answer : json::object{{"items", answer.at("resources")}},
               {{"RESOURCE", "id"}}, "");
    return is_any_served ? 0 : 1;
  }
  bool is_first = true;
  for (const json::value& each : answer.at("resources").as_array()) {
    if (!is_first) invocation.io.out << "\n";
    is_first = false;
    print_tried(invocation, each);
  }
  if (const auto left_out = answer.at("leftOut").as_int64(); left_out > 0)
    invocation.io.err << fmt::format("{} more are not shown: name one with --resource.\n", left_out);
  invocation.io.err << (is_any_served ? "Nothing was saved.\n" : "It would serve nothing there. Nothing was saved.\n");
  return is_any_served ? 0 : 1;
}

/// Shows what saving it means, asks, and saves just that.
Result<int> save(Invocation& invocation) {
  TRY(json::object body, body_of(invocation));
  const ApiClient server(current_server());
  TRY(const auto preview, server.post("/api/v1/resource-definitions/affected", body));
  if (invocation.format == Format::table && !invocation.args.has("--yes"))
    print_list(invocation, json::object{{"items", preview.at("effects")}},
               {{"COMPONENT", "component"},
                {"ENVIRONMENT", "environment"},
                {"RESOURCE", "resource"},
                {"BEFORE", "before"},
                {"AFTER", "after"},
                {"WHEN", "when"},
                {"PROBLEM", "problem"}},
               "No workload would get another definition or version.");
  TRY(const int refused, confirmed(invocation, "Save it?"));
  if (refused != 0) return refused;
  body["preview"] = preview.at("digest");
  TRY(const auto answer, server.post("/api/v1/resource-definitions", body));
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
    return 0;
  }
  for (const json::value& ref : answer.at("refs").as_array())
    invocation.io.out << std::string_view(ref.as_string()) << "\n";
  return 0;
}

}  // namespace

std::vector<Command> trial_commands() {
  const Operand file{"file", "YAML; - for standard input"};
  return {
      {"definition check",
       "Says what is wrong with resource definitions, each with its line and column; saves nothing",
       "towpath definition check cloud-postgres.yaml",
       {file},
       {},
       check},
      {"definition test",
       "Says what resource definitions would do at a place, and why; saves nothing",
       "towpath definition test cloud-postgres.yaml --component shop --env production",
       {file},
       {{"--component", "NAME", "A component that is there"},
        {"--env", "NAME", "One of its environments; with --type, its name"},
        {"--resource", "NAME", "Only this one, by its name in score.yaml or its id, with what it brings along"},
        {"--ask-driver", "", "Ask its driver, too, what it would do; with --resource"},
        {"--type", "TYPE", "Instead: a resource you think of"},
        {"--class", "CLASS", "Its class; default when not said"},
        {"--id", "ID", "Its id: workloads.shop.db, shared.main"},
        {"--project", "NAME", "Its project"},
        {"--env-type", "TYPE", "The type of its environment"},
        {"--param", "NAME=VALUE", "What the workload would say"}},
       test},
      {"definition save",
       "Saves resource definitions, after saying which workloads that affects",
       "towpath definition save cloud-postgres.yaml",
       {file},
       {{"--yes", "", "Do not ask"}},
       save},
  };
}

}  // namespace towpath::cli
