#include "runner_commands.h"

#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"

namespace towpath::cli {
namespace {

namespace json = boost::json;

std::string path_of(const Arguments& args) { return "/api/v1/runners/" + encode(args.text("runner")); }

Result<int> runner_token(Invocation& invocation) {
  TRY(const auto token, ApiClient(current_server()).post("/api/v1/runner-tokens", json::object()));
  if (invocation.format == Format::json)
    invocation.io.out << json::serialize(token) << "\n";
  else
    invocation.io.out << text_at(token, "token") << "\n";
  invocation.io.err << fmt::format(
      "Good once, within an hour. On the machine that becomes a runner: towpath runner register --server {} "
      "--token-file "
      "FILE\n",
      current_server().url);
  return 0;
}

Result<int> runner_list(Invocation& invocation) {
  TRY(const auto page, ApiClient(current_server()).get("/api/v1/runners"));
  print_list(invocation, page,
             {{"RUNNER", "name"},
              {"STATE", "state"},
              {"JOBS", "jobs"},
              {"LABELS", "labels"},
              {"VERSION", "version"},
              {"SEEN", "seenAt"}},
             "There is no runner on another machine. Make one: towpath runner token");
  return 0;
}

Result<int> runner_drain(Invocation& invocation) {
  TRY(const auto runner, ApiClient(current_server()).post(path_of(invocation.args) + "/drain", json::object()));
  print_object(invocation, runner, {{"Runner", "name"}, {"State", "state"}, {"Jobs", "jobs"}});
  return 0;
}

Result<int> runner_remove(Invocation& invocation) {
  TRY(const int answer, confirmed(invocation, fmt::format("Remove the runner {}? Jobs it works on now are lost.",
                                                          invocation.args.text("runner"))));
  if (answer != 0) return answer;
  CHECK_OK(ApiClient(current_server()).call("DELETE", path_of(invocation.args)));
  return 0;
}

}  // namespace

std::vector<Command> runner_commands() {
  const Operand runner{"runner", "Its name or id: runner list"};
  return {
      {"runner token",
       "Makes a token with which one machine registers as a runner, within an hour",
       "towpath runner token",
       {},
       {},
       runner_token},
      {"runner list", "Lists the machines that run jobs", "towpath runner list", {}, {}, runner_list},
      {"runner drain",
       "Lets a runner finish what it has, take nothing new, and end",
       "towpath runner drain builder-1",
       {runner},
       {},
       runner_drain},
      {"runner remove",
       "Removes a runner: its credential is void, and jobs it works on are lost",
       "towpath runner remove builder-1 --yes",
       {runner},
       {{"--yes", "", "Do not ask"}},
       runner_remove},
  };
}

}  // namespace towpath::cli
