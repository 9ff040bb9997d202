#include <fmt/core.h>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

Result<int> trace_list(Invocation& invocation) {
  const Arguments& args = invocation.args;
  std::string path = fmt::format("/api/v1/traces?component={}&limit={}", encode(args.text("component")),
                                 args.has("--limit") ? encode(args.text("--limit")) : "50");
  path += query_of(args, {"environment"});
  if (args.has("--search")) path += "&q=" + encode(args.text("--search"));
  if (args.has("--errors")) path += "&errors=true";
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"TRACE", "trace"},
              {"STARTED", "startedAt"},
              {"MS", "durationMs"},
              {"SPANS", "spans"},
              {"ERRORS", "errors"},
              {"NAME", "name"}},
             "No traces in 3 days. Send them by OTLP/HTTP to this server.");
  return 0;
}

Result<int> trace_show(Invocation& invocation) {
  TRY(const auto trace, ApiClient(current_server()).get("/api/v1/traces/" + encode(invocation.args.text("trace"))));
  if (invocation.format != Format::table) {
    print_object(invocation, trace, {{"Trace", "trace"}});
    return 0;
  }
  print_list(invocation, boost::json::object{{"items", trace.at("spans")}},
             {{"AFTER MS", "offsetMs"},
              {"TAKES MS", "durationMs"},
              {"COMPONENT", "component"},
              {"KIND", "kind"},
              {"STATUS", "status"},
              {"SPAN", "name"},
              {"ID", "span"},
              {"BELOW", "parent"}},
             "No spans.");
  return 0;
}

Result<int> measure_list(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::string environment = args.has("--environment") ? args.text("--environment") : "development";
  TRY(auto page, ApiClient(current_server())
                     .get(fmt::format("/api/v1/components/{}/measures?environment={}", encode(args.text("component")),
                                      encode(environment))));
  if (invocation.format == Format::table)  // a table has room for the newest value
    for (auto& item : page.at("items").as_array())
      if (!item.at("values").as_array().empty())
        item.as_object()["newest"] = boost::json::value(item.at("values").as_array()[0]);
  print_list(invocation, page,
             {{"METRIC", "metric"},
              {"LABELS", "labels"},
              {"KIND", "kind"},
              {"UNIT", "unit"},
              {"VALUE", "newest/value"},
              {"AT", "newest/at"}},
             "It sent no metrics in the last hour.");
  return 0;
}

}  // namespace

std::vector<Command> telemetry_commands() {
  const Operand component{"component", "The component"};
  return {
      {"trace list",
       "Lists traces a component took part in, newest first",
       "towpath trace list orders --errors",
       {component},
       {{"--environment", "NAME", "In this environment"},
        {"--search", "TEXT", "Only those whose name contains it"},
        {"--errors", "", "Only those with a span that failed"},
        {"--limit", "N", "How many (50)"}},
       trace_list},
      {"trace show",
       "Shows the spans of a trace",
       "towpath trace show 5b8efff798038103d269b633813fc60c",
       {{"trace", "Its id"}},
       {},
       trace_show},
      {"measure list",
       "Lists what a component measures itself, with the newest values",
       "towpath measure list orders --environment production",
       {component},
       {{"--environment", "NAME", "The environment (development)"}},
       measure_list},
  };
}

}  // namespace towpath::cli
