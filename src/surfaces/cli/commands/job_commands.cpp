#include <fmt/core.h>

#include <boost/json.hpp>

#include "api_client.h"
#include "commands.h"
#include "duration.h"
#include "output.h"
#include "progress.h"

namespace towpath::cli {
namespace {

Result<int> run_job(Invocation& invocation) {
  const Arguments& args = invocation.args;
  const std::vector<std::string> words = args.list("command");
  boost::json::object body{{"component", args.text("component")},
                           {"environment", args.text("environment")},
                           {"command", boost::json::array(words.begin(), words.end())}};
  if (const std::string limit = args.text("--time-limit"); !limit.empty()) {
    TRY(const std::int64_t seconds, parse_duration(limit));
    body["timeLimitSeconds"] = seconds;
  }
  pass_on_words(invocation, body);
  if (args.has("--plan") || args.has("--no-wait") || invocation.format != Format::table)
    return deploy_or_plan(invocation, "/api/v1/jobs", std::move(body));
  const ApiClient api(current_server());
  TRY(const auto answer, api.post("/api/v1/jobs", body));
  TRY(const auto finished, follow_run(api, text_at(answer.at("run"), "id"), invocation));
  CHECK_OK(print_logs(api, finished, "job", invocation.io));  // what it wrote is what it was run for
  return finish_with(finished, invocation);
}

Result<int> list_jobs(Invocation& invocation) {
  std::string path = "/api/v1/runs?kind=job&limit=50";
  if (const std::string component = invocation.args.text("component"); !component.empty())
    path += "&subject=" + encode("component:default/" + component);
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page,
             {{"ID", "id"}, {"JOB", "title"}, {"STATE", "state"}, {"BY", "trigger/actor"}, {"CREATED", "createdAt"}},
             "No jobs yet. Run one with: towpath job run");
  return 0;
}

}  // namespace

std::vector<Command> job_commands() {
  return {
      {"job run",
       "Runs a command once beside what serves",
       "towpath job run shop development --time-limit 10m -- ./bin/server migrate",
       {{"component", "The component"},
        {"environment", "The environment"},
        {"command", "The program and its arguments, after --; logs show them, so no secrets", true, true}},
       {{"--time-limit", "TIME", "Ended after this long, at most 6h; 10m when not given"},
        {"--reason", "TEXT", "Why; whoever approves it reads it"},
        {"--override-freeze", "TEXT", "Pass a freeze window for this reason, which is kept"},
        {"--override", "REASON", "Do it although a policy says no that may be overridden"},
        {"--plan", "", "Say what would happen and change nothing"},
        {"--no-wait", "", "Do not follow the run"}},
       run_job},
      {"job list",
       "Lists jobs, newest first",
       "towpath job list shop",
       {{"component", "Only of this one", false}},
       {},
       list_jobs},
  };
}

}  // namespace towpath::cli
