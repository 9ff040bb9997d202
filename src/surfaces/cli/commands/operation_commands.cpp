#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

Result<int> retention(Invocation& invocation) {
  const ApiClient api(current_server());
  const bool is_plan = invocation.args.has("--plan");
  boost::json::value answer;
  if (is_plan) {
    TRY(answer, api.get("/api/v1/retention"));
  } else {
    TRY(answer, api.post("/api/v1/retention/runs", boost::json::object()));
  }
  if (invocation.format == Format::json) {
    invocation.io.out << boost::json::serialize(answer) << "\n";
    return 0;
  }
  if (is_plan)
    invocation.io.err << fmt::format("{:.1f} of {:.1f} GiB of the disk are free.\n",
                                     answer.at_pointer("/disk/freeBytes").to_number<double>() / (1 << 30),
                                     answer.at_pointer("/disk/totalBytes").to_number<double>() / (1 << 30));
  print_list(invocation, boost::json::object{{"items", answer.at(is_plan ? "plan" : "removals")}},
             {{"WHAT", "kind"},
              {is_plan ? "WOULD GO" : "WENT", "items"},
              {"BYTES", "bytes"},
              {"STAY", "keptItems"},
              {"BYTES THAT STAY", "keptBytes"},
              {"PROBLEM", "problem"}},
             "Nothing is kept.");
  return 0;
}

Result<int> show_server(Invocation& invocation) {
  TRY(const auto server, ApiClient(current_server()).get("/api/v1/server"));
  print_object(invocation, server,
               {{"Version", "version"},
                {"Started", "startedAt"},
                {"Data directory", "dataDirectory"},
                {"Memory bytes", "memoryBytes"},
                {"Database", "database/engine"},
                {"Database version", "database/version"},
                {"Database bytes", "database/sizeBytes"},
                {"Run workers", "runs/workers"},
                {"Nodes running", "runs/running"},
                {"Nodes queued", "runs/ready"},
                {"Events", "events/lastSequence"}});
  return 0;
}

Result<int> list_servers(Invocation& invocation) {
  TRY(const auto servers, ApiClient(current_server()).get("/api/v1/servers"));
  print_list(invocation, servers,
             {{"NAME", "name"},
              {"STATE", "state"},
              {"LEADS", "isLeader"},
              {"VERSION", "version"},
              {"ADDRESS", "address"},
              {"SEEN", "seenAt"},
              {"HOST", "hostId"}},
             "No server has joined.");
  return 0;
}

}  // namespace

std::vector<Command> operation_commands() {
  return {{"server list", "Lists the servers of this installation", "towpath server list", {}, {}, list_servers},
          {"server show", "Shows the server's health and load", "towpath server show", {}, {}, show_server},
          {"retention",
           "Removes what is over its time or size, as the server does every hour by itself",
           "towpath retention --plan",
           {},
           {{"--plan", "", "Only say what would go"}},
           retention}};
}

}  // namespace towpath::cli
