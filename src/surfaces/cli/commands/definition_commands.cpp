#include <fmt/core.h>

#include <boost/json.hpp>
#include <filesystem>
#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

std::string path_of(const Invocation& invocation, std::string_view below = "") {
  return fmt::format("/api/v1/resource-definitions/{}{}", encode(invocation.args.text("definition")), below);
}

/// "environmentType=production class=large"; "everything" when it asks for nothing.
std::string criterion_in_words(const json::value& criterion) {
  std::string out;
  for (const char* key : {"resId", "environment", "project", "environmentType"})
    if (const std::string value = text_at(criterion, key); !value.empty())
      out += fmt::format("{}{}={}", out.empty() ? "" : " ", key, value);
  if (const std::string name = text_at(criterion, "class"); name != "default")
    out += fmt::format("{}class={}", out.empty() ? "" : " ", name);
  return out.empty() ? "everything" : out;
}

/// Criteria as one text, for tables.
json::value with_words(json::value definition) {
  std::string words;
  for (const json::value& each : definition.at("criteria").as_array())
    words += (words.empty() ? "" : "; ") + criterion_in_words(each);
  definition.as_object()["serves"] = words.empty() ? "nothing" : words;
  return definition;
}

Result<int> list(Invocation& invocation) {
  TRY(auto answer, ApiClient(current_server()).get("/api/v1/resource-definitions"));
  if (invocation.format != Format::json)
    for (json::value& each : answer.as_object()["items"].as_array()) each = with_words(each);
  print_list(invocation, answer,
             {{"DEFINITION", "name"},
              {"VERSION", "version"},
              {"TYPE", "type"},
              {"DRIVER", "driver"},
              {"SERVES", "serves"},
              {"RESOURCES", "resources"},
              {"OLDER", "older"}},
             "There is no resource definition.");
  return 0;
}

Result<int> get(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get(path_of(invocation)));
  if (invocation.args.has("--text") && invocation.format == Format::table) {
    invocation.io.out << text_at(answer, "text");
    return 0;
  }
  print_object(invocation, invocation.format == Format::json ? answer : with_words(answer),
               {{"Definition", "name"},
                {"Version", "version"},
                {"Type", "type"},
                {"Driver", "driver"},
                {"What it makes", "description"},
                {"Serves", "serves"},
                {"Owner", "owner"},
                {"Declared in", "source"},
                {"Upgrade", "upgrade"},
                {"Kept days", "retainDays"},
                {"Resources", "resources"},
                {"With older versions", "older"}});
  return 0;
}

Result<int> versions(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get(path_of(invocation, "/versions")));
  print_list(invocation, answer,
             {{"VERSION", "version"},
              {"DRIVER", "driver"},
              {"RESOURCES", "resources"},
              {"BY", "createdBy"},
              {"WHEN", "createdAt"}},
             "It has no version.");
  return 0;
}

Result<int> types(Invocation& invocation) {
  TRY(auto answer, ApiClient(current_server()).get("/api/v1/resource-types"));
  if (invocation.format != Format::json)
    for (json::value& each : answer.as_object()["items"].as_array()) {
      std::string outputs;
      for (const json::value& output : each.at("outputs").as_array())
        outputs += (outputs.empty() ? "" : ", ") + text_at(output, "name");
      each.as_object()["outputs"] = outputs;
    }
  print_list(invocation, answer,
             {{"TYPE", "name"}, {"WHAT IT IS", "description"}, {"OUTPUTS", "outputs"}, {"OFFERED BY", "definitions"}},
             "There is no type.");
  return 0;
}

/// A file, standard input, or the name of a definition.
Result<int> affected(Invocation& invocation) {
  const std::string what = invocation.args.text("what");
  const bool is_file = what == "-" || what.find('/') != std::string::npos || what.ends_with(".yaml") ||
                       what.ends_with(".yml") || std::filesystem::is_regular_file(what);
  json::object body;
  if (is_file) {
    if (invocation.args.has("--removed"))
      return invalid_input("cli.usage", "--removed goes with the name of a definition, not with a file.");
    TRY(body["document"], text_from(invocation.io, what));
    body["fileName"] = what;
  } else {
    body["name"] = what;
    if (invocation.args.has("--removed")) body["removed"] = true;
  }
  TRY(const auto answer, ApiClient(current_server()).post("/api/v1/resource-definitions/affected", body));
  if (invocation.format == Format::json) {
    invocation.io.out << json::serialize(answer) << "\n";
    return 0;
  }
  print_list(invocation, json::object{{"items", answer.at("effects")}},
             {{"COMPONENT", "component"},
              {"ENVIRONMENT", "environment"},
              {"RESOURCE", "resource"},
              {"BEFORE", "before"},
              {"AFTER", "after"},
              {"WHEN", "when"},
              {"PROBLEM", "problem"}},
             "No workload would get another definition or version.");
  return 0;
}

std::string joined(const json::value& texts) {
  std::string out;
  for (const json::value& each : texts.as_array())
    out += (out.empty() ? "" : "; ") + std::string(std::string_view(each.as_string()));
  return out;
}

/// The definitions go to standard output, what became of each provisioner to standard error.
Result<int> import_file(Invocation& invocation) {
  const std::string name = invocation.args.text("file");
  const std::string owner = invocation.args.text("--owner");
  json::object body{{"fileName", name}, {"owner", owner.empty() ? "platform" : owner}};
  TRY(body["document"], text_from(invocation.io, name));
  ApiClient server(current_server());
  TRY(const auto answer, server.post("/api/v1/resource-definitions/import", body));
  const std::string text = text_at(answer, "text");
  std::size_t made = 0;
  for (const json::value& each : answer.at("provisioners").as_array()) {
    const std::string definition = text_at(each, "definition"), notes = joined(each.at("notes"));
    if (!definition.empty()) ++made;
    invocation.io.err << fmt::format(
        "{}:{}: {} ({}): {}\n", name, each.at("line").as_int64(), text_at(each, "uri"), text_at(each, "type"),
        definition.empty() ? "does not work here: " + joined(each.at("missing"))
                           : "definition " + definition + (notes.empty() ? "" : "; " + notes));
  }
  if (made > 0 && invocation.args.has("--apply"))
    CHECK_OK(server.post("/api/v1/entities", json::object{{"document", text}, {"fileName", name}}));
  if (invocation.format == Format::json)
    invocation.io.out << json::serialize(answer) << "\n";
  else if (!invocation.args.has("--apply"))
    invocation.io.out << text;
  return made > 0 ? 0 : 1;
}

}  // namespace

std::vector<Command> definition_commands() {
  const Operand definition{"definition", "See: definition list"};
  return {
      {"definition list",
       "Lists the resource definitions in force, whom they serve and what they made",
       "towpath definition list",
       {},
       {},
       list},
      {"definition get",
       "Shows a resource definition",
       "towpath definition get postgres --text > postgres.yaml",
       {definition},
       {{"--text", "", "Its whole descriptor, to change and apply"}},
       get},
      {"definition versions",
       "Lists the versions of a resource definition, newest first",
       "towpath definition versions postgres",
       {definition},
       {},
       versions},
      {"definition types",
       "Lists the types of resources and which definitions offer them",
       "towpath definition types",
       {},
       {},
       types},
      {"definition affected",
       "Says which workloads would get another definition or version; saves nothing",
       "towpath definition affected postgres",
       {{"what", "A file of definitions, - for standard input, or the name of one that is there"}},
       {{"--removed", "", "With a name: as if it were removed"}},
       affected},
      {"definition import",
       "Makes resource definitions of a file of Score's provisioners, and says which do not work here",
       "towpath definition import redis.provisioners.yaml --owner platform > redis.yaml",
       {{"file", "A *.provisioners.yaml file, or - for standard input"}},
       {{"--owner", "GROUP", "Who owns the definitions; platform when not said"},
        {"--apply", "", "Save them instead of printing them"}},
       import_file},
  };
}

}  // namespace towpath::cli
