#include <fmt/core.h>

#include <algorithm>
#include <istream>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"
#include "progress.h"

namespace towpath::cli {
namespace {

bool contains(const boost::json::array& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [&](const boost::json::value& each) { return each.is_string() && each.get_string() == name; });
}

/// NAME=SOURCE, in two.
Result<std::pair<std::string, std::string>> named(const std::string& pair, const char* shape) {
  const auto equals = pair.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size())
    return invalid_input("cli.usage", fmt::format("'{}' is not {}.", pair, shape));
  return std::pair(pair.substr(0, equals), pair.substr(equals + 1));
}

/// Answers to secret questions. A value comes from a file or from standard input, never from the command line, which
/// others on the machine can read.
Result<boost::json::object> secret_answers(Invocation& invocation) {
  boost::json::object out;
  for (const std::string& pair : invocation.args.list("--secret")) {
    TRY(const auto given, named(pair, "NAME=FILE"));
    const auto& [name, source] = given;
    if (source == "-" && invocation.io.is_terminal)
      invocation.io.err << fmt::format("Type the value of {}, then Ctrl-D:\n", name);
    TRY(std::string value, text_from(invocation.io, source));
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r')) value.pop_back();
    if (value.empty()) return invalid_input("cli.usage", fmt::format("The value of {} is empty.", name));
    out[name] = boost::json::object{{"value", value}};
  }
  for (const std::string& pair : invocation.args.list("--use-secret")) {
    TRY(const auto given, named(pair, "NAME=SCOPE/SECRET"));
    const auto slash = given.second.find('/');
    if (slash == std::string::npos)
      return invalid_input("cli.usage", fmt::format("'{}' is not a scope and a name.", given.second))
          .with_hint("Write it as in: --use-secret apiKey=component.shop/API_KEY");
    out[given.first] =
        boost::json::object{{"scope", given.second.substr(0, slash)}, {"name", given.second.substr(slash + 1)}};
  }
  return out;
}

std::string given_as(std::string_view parameter, bool is_secret) {
  if (is_secret) return fmt::format("--secret {}=FILE", parameter);
  if (parameter == "name") return "the word after the golden path";
  return parameter == "owner" ? "--owner REF" : fmt::format("--set {}=VALUE", parameter);
}

/// What a golden path asks for, and how each is given.
boost::json::array questions_of(const boost::json::value& golden_path) {
  boost::json::array out;
  const boost::json::array& secrets = golden_path.at("secrets").as_array();
  for (const boost::json::value& page : golden_path.at("parameters").as_array()) {
    const boost::json::object& questions = page.as_object();
    const auto* required = questions.if_contains("required");
    const auto* properties = questions.if_contains("properties");
    if (!properties || !properties->is_object()) continue;
    for (const auto& [name, question] : properties->as_object()) {
      const bool must = required && required->is_array() && contains(required->as_array(), name);
      std::string what = text_at(question, "description"), usual = text_at(question, "default");
      if (what.empty()) what = text_at(question, "title");
      const std::string_view key = name;
      out.push_back({{"name", key},
                     {"given", given_as(key, contains(secrets, key))},
                     {"need", must            ? "required"
                              : usual.empty() ? ""
                                              : fmt::format("else {}", usual)},
                     {"what", what}});
    }
  }
  return out;
}

Result<int> show_questions(Invocation& invocation, const boost::json::value& golden_path) {
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(golden_path) << "\n";
    return 0;
  }
  print_list(invocation, boost::json::object{{"items", questions_of(golden_path)}},
             {{"PARAMETER", "name"}, {"GIVEN AS", "given"}, {"NEED", "need"}, {"WHAT", "what"}},
             "It asks for nothing.");
  return 0;
}

/// The links of a golden path's output, and where to look next.
void say_what_is_there(Invocation& invocation, const boost::json::value& run) {
  const boost::json::value* output = run.at("outputs").as_object().if_contains("output");
  const auto* links = output && output->is_object() ? output->as_object().if_contains("links") : nullptr;
  if (!links || !links->is_array()) return;
  constexpr std::string_view component = "component:default/";
  for (const boost::json::value& link : links->as_array()) {
    const std::string title = text_at(link, "title"), ref = text_at(link, "entityRef");
    std::string there = text_at(link, "url");
    if (there.empty()) there = ref.starts_with(component) ? "towpath status " + ref.substr(component.size()) : ref;
    invocation.io.err << fmt::format("{}: {}\n", title, there);
  }
}

Result<int> make_new(Invocation& invocation) {
  const ApiClient api(current_server());
  const std::string path_name = invocation.args.text("golden-path");
  if (path_name.empty()) {
    TRY(const auto page, api.get("/api/v1/golden-paths"));
    print_list(invocation, page, {{"GOLDEN PATH", "name"}, {"WHAT YOU GET", "description"}},
               "This server offers no golden paths.");
    invocation.io.err << "\nMake one with: towpath new <golden path> <name>\n";
    return 0;
  }
  boost::json::object parameters;
  if (const std::string name = invocation.args.text("name"); !name.empty()) parameters["name"] = name;
  if (invocation.args.has("--owner")) parameters["owner"] = invocation.args.text("--owner");
  for (const std::string& pair : invocation.args.list("--set")) {
    const auto equals = pair.find('=');
    if (equals == std::string::npos) return invalid_input("cli.usage", fmt::format("'{}' is not NAME=VALUE.", pair));
    parameters[pair.substr(0, equals)] = pair.substr(equals + 1);
  }
  const std::string base = "/api/v1/golden-paths/" + encode(path_name);
  if (parameters.empty() && !invocation.args.has("--plan")) {
    TRY(const auto golden_path, api.get(base));
    return show_questions(invocation, golden_path);
  }
  const boost::json::object body{{"parameters", parameters}};
  if (invocation.args.has("--plan")) {
    TRY(const auto preview, api.post(base + "/preview", body));
    print_list(invocation, boost::json::object{{"items", preview.at("files")}}, {{"FILE", "path"}, {"BYTES", "size"}},
               "No files.");
    return 0;
  }
  boost::json::object order = body;
  if (invocation.args.has("--override")) order["override"] = invocation.args.text("--override");
  TRY(boost::json::object secrets, secret_answers(invocation));
  if (!secrets.empty()) order["secrets"] = std::move(secrets);
  TRY(const auto run, api.post(base + "/runs", order));
  if (invocation.args.has("--no-wait") || invocation.format != Format::table) return follow_or_print(invocation, run);
  TRY(const auto finished, follow_run(api, text_at(run, "id"), invocation));
  const int code = finish_with(finished, invocation);
  if (code == 0) say_what_is_there(invocation, finished);
  return code;
}

}  // namespace

std::vector<Command> golden_path_commands() {
  const Option override_reason{"--override", "REASON", "Do it although a policy says no that may be overridden"};
  const Option no_wait{"--no-wait", "", "Do not follow the run"},
      plan{"--plan", "", "Say what would happen and change nothing"};
  return {
      {"new",
       "Makes a service from a golden path",
       "towpath new node-service shop --owner group:default/payments",
       {{"golden-path", "Which; without it they are listed", false},
        {"name", "The name of what is made; without it and other parameters those are listed", false}},
       {{"--owner", "REF", "The owning group or user"},
        {"--set", "NAME=VALUE", "Any parameter of the golden path"},
        {"--secret", "NAME=FILE", "A secret it asks for, from a file; - for standard input"},
        {"--use-secret", "NAME=SCOPE/SECRET", "A secret that is kept already, as component.shop/API_KEY"},
        override_reason,
        plan,
        no_wait},
       make_new},
  };
}

}  // namespace towpath::cli
