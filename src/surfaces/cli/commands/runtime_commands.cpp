#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

Result<int> list_runtimes(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/runtimes"));
  if (invocation.format != Format::table) {
    print_list(invocation, answer, {{"NAME", "name"}}, "");
    return 0;
  }
  for (const json::value& runtime : answer.at("items").as_array()) {
    invocation.io.out << fmt::format("{} {}\n", runtime.at("available").as_bool() ? "✓" : "!",
                                     text_at(runtime, "name"));
    for (const json::value& finding : runtime.at("findings").as_array())
      invocation.io.out << fmt::format("    {:14} {}\n", text_at(finding, "name"), text_at(finding, "value"));
    if (!text_at(runtime, "reason").empty()) invocation.io.out << "    " << text_at(runtime, "reason") << "\n";
    if (!text_at(runtime, "advice").empty()) invocation.io.out << "    " << text_at(runtime, "advice") << "\n";
  }
  return 0;
}

Result<int> list_rules(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/runtime-rules"));
  print_list(invocation, answer,
             {{"ENVIRONMENT TYPE", "environmentType"},
              {"RUNTIME", "runtime"},
              {"CHANGED BY", "changedBy"},
              {"CHANGED", "changedAt"}},
             "There are no types of environments.");
  return 0;
}

Result<int> set_rule(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server())
                             .call("PUT", "/api/v1/runtime-rules/" + encode(invocation.args.text("type")),
                                   json::object{{"runtime", invocation.args.text("runtime")}}));
  print_object(invocation, answer, {{"Environment type", "environmentType"}, {"Runtime", "runtime"}});
  return 0;
}

Result<int> list_tools(Invocation& invocation) {
  TRY(const auto answer, ApiClient(current_server()).get("/api/v1/tools"));
  if (invocation.format != Format::table) {
    print_list(invocation, answer, {{"NAME", "name"}}, "");
    return 0;
  }
  for (const json::value& tool : answer.at("items").as_array()) {
    const bool is_available = tool.at("available").as_bool();
    invocation.io.out << fmt::format("{} {:12} {}\n", is_available ? "✓" : "!", text_at(tool, "name"),
                                     is_available ? text_at(tool, "version") : "missing");
    invocation.io.out << "    " << text_at(tool, is_available ? "file" : "purpose") << "\n";
    for (const char* why : {"reason", "advice"})
      if (!text_at(tool, why).empty()) invocation.io.out << "    " << text_at(tool, why) << "\n";
  }
  return 0;
}

}  // namespace

std::vector<Command> runtime_commands() {
  return {
      {"runtime list",
       "Lists what can run workloads on the server's machine, and what was found out about it",
       "towpath runtime list",
       {},
       {},
       list_runtimes},
      {"runtime rules",
       "Lists which runtime workloads are started with, by type of environment",
       "towpath runtime rules",
       {},
       {},
       list_rules},
      {"runtime use",
       "Sets which runtime workloads of a type of environment are started with, from their next deployment on",
       "towpath runtime use staging podman",
       {{"type", "development, staging, production or ephemeral"}, {"runtime", "See: runtime list"}},
       {},
       set_rule},
      {"tools",
       "Lists the programs that drivers and runtimes call on the server's machine: which are there, and what to "
       "install",
       "towpath tools",
       {},
       {},
       list_tools},
  };
}

}  // namespace towpath::cli
