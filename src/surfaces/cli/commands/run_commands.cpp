#include <fmt/core.h>

#include <ostream>

#include "api_client.h"
#include "commands.h"
#include "output.h"
#include "progress.h"

namespace towpath::cli {
namespace {

const std::vector<Column> run_columns{
    {"ID", "id"},       {"NUMBER", "number"},    {"KIND", "kind"},        {"TITLE", "title"},
    {"STATE", "state"}, {"BY", "trigger/actor"}, {"CREATED", "createdAt"}};

/// "#12", "12" or the id.
Result<std::string> run_id_of(const ApiClient& api, std::string text) {
  if (text.starts_with('#')) text.erase(0, 1);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return text;
  TRY(const auto page, api.get("/api/v1/runs?limit=200"));
  for (const auto& run : page.at("items").as_array())
    if (text_at(run, "number") == text) return text_at(run, "id");
  return not_found("runs.not_found", fmt::format("There is no run #{} among the last 200.", text))
      .with_hint("Name it by its id: towpath run list");
}

Result<int> list(Invocation& invocation) {
  std::string path =
      "/api/v1/runs?limit=" + (invocation.args.has("--limit") ? encode(invocation.args.text("--limit")) : "20");
  path += query_of(invocation.args, {"kind", "state", "subject", "project", "owner", "branch", "actor", "from", "to"});
  TRY(const auto page, ApiClient(current_server()).get(path));
  print_list(invocation, page, run_columns, "No runs yet. Make a service with: towpath new");
  return 0;
}

Result<int> show(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  TRY(const auto run, api.get("/api/v1/runs/" + encode(id)));
  print_object(invocation, run,
               {{"Id", "id"},
                {"Number", "number"},
                {"Kind", "kind"},
                {"Title", "title"},
                {"State", "state"},
                {"Waiting", "waitingReason"},
                {"By", "trigger/actor"},
                {"Commit", "trigger/commit"},
                {"Created", "createdAt"},
                {"Typical seconds", "typical/seconds"},
                {"Error", "error/message"},
                {"Why", "explanation/summary"},
                {"Next", "explanation/nextAction"}});
  if (invocation.format == Format::table) {
    invocation.io.out << "\n";
    boost::json::value nodes = boost::json::object{{"items", run.at("nodes")}};
    print_list(
        invocation, nodes,
        {{"NODE", "key"}, {"KIND", "kind"}, {"STATE", "state"}, {"ATTEMPT", "attempt"}, {"WAITING", "waitingReason"}},
        "");
  }
  return 0;
}

Result<int> print_log(const ApiClient& api, const std::string& id, const boost::json::value& node,
                      const boost::json::value& step, Io& io) {
  for (std::int64_t from = 1;;) {
    TRY(const auto page, api.get(fmt::format("/api/v1/runs/{}/nodes/{}/steps/{}/log?from={}&limit=5000", encode(id),
                                             encode(text_at(node, "key")), text_at(step, "index"), from)));
    const auto& lines = page.at("lines").as_array();
    for (const auto& line : lines) io.out << text_at(line, "text") << "\n";
    if (lines.empty()) return 0;
    from = lines.back().at("n").to_number<std::int64_t>() + 1;
  }
}

Result<int> logs(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  TRY(const auto run, api.get("/api/v1/runs/" + encode(id)));
  CHECK_OK(print_logs(api, run, invocation.args.text("--node"), invocation.io));
  return 0;
}

Result<int> cancel(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  boost::json::object body;
  if (invocation.args.has("--reason")) body["reason"] = invocation.args.text("--reason");
  TRY(const auto run, api.post(fmt::format("/api/v1/runs/{}/cancellation", encode(id)), body));
  print_object(invocation, run, {{"Id", "id"}, {"Number", "number"}, {"State", "state"}});
  return 0;
}

Result<int> rerun(Invocation& invocation) {
  const ApiClient api(current_server());
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  TRY(const auto run, api.post(fmt::format("/api/v1/runs/{}/reruns", encode(id)),
                               boost::json::object{{"mode", invocation.args.has("--failed") ? "failed" : "all"}}));
  return follow_or_print(invocation, run);
}

Result<int> decide(Invocation& invocation, bool approve) {
  const ApiClient api(current_server());
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  CHECK_OK(
      api.post(fmt::format("/api/v1/runs/{}/nodes/{}/decision", encode(id), encode(invocation.args.text("--node"))),
               boost::json::object{{"approve", approve}, {"comment", invocation.args.text("--comment")}}));
  invocation.io.err << (approve ? "approved\n" : "denied\n");
  return 0;
}

Result<int> resolve(Invocation& invocation) {
  const ApiClient api(current_server());
  const bool happened = invocation.args.has("--happened");
  if (happened == invocation.args.has("--not-happened"))
    return invalid_input("cli.usage", "Say whether it happened: either --happened or --not-happened.");
  TRY(const std::string id, run_id_of(api, invocation.args.text("run")));
  CHECK_OK(
      api.post(fmt::format("/api/v1/runs/{}/nodes/{}/resolution", encode(id), encode(invocation.args.text("--node"))),
               boost::json::object{{"happened", happened}}));
  return 0;
}

}  // namespace

Result<int> follow_or_print(Invocation& invocation, const boost::json::value& answer) {
  const boost::json::value& run = answer.as_object().contains("run") ? answer.at("run") : answer;
  if (invocation.args.has("--no-wait")) {
    if (invocation.format == Format::json)
      invocation.io.out << boost::json::serialize(run) << "\n";
    else
      invocation.io.out << text_at(run, "id") << "\n";
    return 0;
  }
  TRY(const auto finished, follow_run(ApiClient(current_server()), text_at(run, "id"), invocation));
  return finish_with(finished, invocation);
}

Status print_logs(const ApiClient& api, const boost::json::value& run, const std::string& only, Io& io) {
  for (const auto& node : run.at("nodes").as_array()) {
    if (!only.empty() && text_at(node, "key") != only) continue;
    for (const auto& step : node.at("steps").as_array()) {
      io.err << fmt::format("== {} / {} ({})\n", text_at(node, "key"), text_at(step, "name"), text_at(step, "state"));
      CHECK_OK(print_log(api, text_at(run, "id"), node, step, io));
    }
  }
  return ok();
}

std::vector<Command> run_commands() {
  const Operand run{"run", "The run: its number or id"};
  const Option no_wait{"--no-wait", "", "Do not follow the run"}, node{"--node", "KEY", "The node of the run"};
  return {
      {"run list",
       "Lists runs, newest first",
       "towpath run list --kind pipeline",
       {},
       {{"--kind", "KIND", "Only this kind"},
        {"--state", "STATE", "Only this state"},
        {"--subject", "REF", "Only about this"},
        {"--project", "NAME", "Only of this project"},
        {"--owner", "REF", "Only of this owner"},
        {"--branch", "NAME", "Only for this branch"},
        {"--actor", "REF", "Only what they triggered"},
        {"--from", "TIME", "Only created then or later (RFC 3339)"},
        {"--to", "TIME", "Only created before"},
        {"--limit", "N", "How many"}},
       list},
      {"run show", "Shows a run with its nodes", "towpath run show 12", {run}, {}, show},
      {"run logs", "Prints the logs of a run's steps", "towpath run logs 12 --node build", {run}, {node}, logs},
      {"run cancel",
       "Cancels a run",
       "towpath run cancel 12 --reason 'wrong branch'",
       {run},
       {{"--reason", "TEXT", "Why"}},
       cancel},
      {"run rerun",
       "Runs it again, all or what failed",
       "towpath run rerun 12 --failed",
       {run},
       {{"--failed", "", "Keep what succeeded"}, no_wait},
       rerun},
      {"run approve",
       "Approves a node that waits for it",
       "towpath run approve 12 --node approval",
       {run},
       {node, {"--comment", "TEXT", "Why"}},
       [](Invocation& i) { return decide(i, true); }},
      {"run deny",
       "Denies a node that waits for approval",
       "towpath run deny 12 --node approval --comment 'not today'",
       {run},
       {node, {"--comment", "TEXT", "Why"}},
       [](Invocation& i) { return decide(i, false); }},
      {"run resolve",
       "Says whether an effect with unknown result happened",
       "towpath run resolve 12 --node publish --happened",
       {run},
       {node, {"--happened", "", "It happened"}, {"--not-happened", "", "It did not: run it again"}},
       resolve},
  };
}

}  // namespace towpath::cli
